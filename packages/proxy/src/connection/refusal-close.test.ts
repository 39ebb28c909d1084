import { once } from "node:events";
import { beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../limits.ts";
import { ManualClock } from "../testing/clock.ts";
import { nodeHandshake } from "../testing/handshake.ts";
import { dialTcp } from "../testing/peers.ts";
import {
  type ClientCertificates,
  type Credentials,
  createAuthority,
  createClientCertificates,
} from "../testing/pki.ts";
import { NAME, runTerminating, type TerminatingProxy, URL } from "../testing/terminating.ts";
import { type BareClientOptions, bareClient, bareHello } from "../testing/tls13-client.ts";
import { pairOf, verifying } from "../testing/verifying.ts";

let server: Credentials;
let clients: ClientCertificates;

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "Servers CA" });
  server = await authority.issue({ commonName: NAME, dnsNames: [NAME] });
  clients = await createClientCertificates();
});

function run(clock?: ManualClock): Promise<TerminatingProxy> {
  return runTerminating(verifying(clients), { server, ...(clock ? { clock } : {}) });
}

async function expectRefused(running: TerminatingProxy, code: string): Promise<void> {
  expect((await running.nextEvent()).object.traffic_policy).toMatchObject({ outcome: "error", error: { code } });
  expect(running.events).toHaveLength(1);
  expect(running.upstreamConnections()).toBe(0);
}

type Behind = NonNullable<BareClientOptions["behindFinished"]>;

const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const ALERT = 21;
const KEY_UPDATE_REQUESTED = Uint8Array.of(24, 0, 0, 1, 1);

describe("behind the alert the server sends nothing under the same keys", () => {
  test.each<readonly [string, Behind]>([
    ["nothing", () => []],
    ["data", (traffic) => [1, 2].map(() => traffic.seal(new Uint8Array(16_000), APPLICATION_DATA))],
    ["a request for new keys", (traffic) => [traffic.seal(KEY_UPDATE_REQUESTED, HANDSHAKE)]],
    [
      "a request for new keys, and data under the old ones",
      (traffic) => [traffic.seal(KEY_UPDATE_REQUESTED, HANDSHAKE), traffic.seal(new Uint8Array(9), APPLICATION_DATA)],
    ],
    ["an end", (traffic) => [traffic.seal(Uint8Array.of(1, 0), ALERT)]],
    ["an alert", (traffic) => [traffic.seal(Uint8Array.of(2, 80), ALERT)]],
    ["a second hello", (traffic) => [traffic.seal(Uint8Array.of(1, 0, 0, 0), HANDSHAKE)]],
    ["a record that nobody can open", () => [Uint8Array.of(APPLICATION_DATA, 3, 3, 0, 32, ...new Uint8Array(32))]],
    ["bytes that are no record", () => [new Uint8Array(100).fill(0xff)]],
  ])("%s behind the Finished", async (_what, behindFinished) => {
    await using running = await run();
    const end = await bareClient({ port: running.port(URL), serverName: NAME, usesTickets: true, behindFinished });
    // The client opens it as the first record under the server's traffic secret.
    expect(end.records.map(({ type, content }) => [type, ...content])).toEqual([[ALERT, 2, 116]]);
    expect(end).toMatchObject({ bytes: 24, closed: "fin" });
    end.socket.end();
    await expectRefused(running, "client-certificate-required");
  });

  test("a client that does not say how it would use a ticket gets its alert too", async () => {
    await using running = await run();
    const end = await bareClient({ port: running.port(URL), serverName: NAME, usesTickets: false });
    expect(end.records.map(({ type, content }) => [type, ...content])).toEqual([[ALERT, 2, 116]]);
    end.socket.end();
    await expectRefused(running, "client-certificate-required");
  });

  test("nor does it answer what comes when the alert is out", async () => {
    await using running = await run();
    const end = await bareClient({ port: running.port(URL), serverName: NAME, usesTickets: true });
    end.socket.write(end.traffic.seal(KEY_UPDATE_REQUESTED, HANDSHAKE));
    end.socket.end(end.traffic.seal(Uint8Array.of(1, 0), ALERT));
    await expectRefused(running, "client-certificate-required");
  });

  test("a client that is let in gets tickets, data and end under them", async () => {
    const authorities = [clients.authority.certificate];
    await using running = await runTerminating(
      { clientCertificates: { authorities, strategy: "request" } },
      { server },
    );
    const end = await bareClient({
      port: running.port(URL),
      serverName: NAME,
      usesTickets: true,
      behindFinished: (traffic) => [
        traffic.seal(Buffer.from("hi"), APPLICATION_DATA),
        traffic.seal(Uint8Array.of(1, 0), ALERT),
      ],
    });
    const seen = end.records.map(({ type, content }) => (type === HANDSHAKE ? content[0] : content.toString("latin1")));
    expect(seen).toEqual([4, 4, "hi", "\x01\x00"]);
    end.socket.end();
  });
});

describe("the close", () => {
  test("of a client that stays takes the time that a close has", async () => {
    const clock = new ManualClock();
    await using running = await run(clock);
    const { socket } = await bareClient({ port: running.port(URL), serverName: NAME, usesTickets: true });
    socket.on("error", () => {});
    await clock.timerSet(DEFAULT_LIMITS.linger);
    clock.advance(DEFAULT_LIMITS.linger);
    await expectRefused(running, "client-certificate-required");
    expect(clock.pending).toBe(0);
    socket.destroy();
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)(
    "%s: of a client that takes its alert leaves no timer",
    async (maxVersion) => {
      const clock = new ManualClock();
      await using running = await run(clock);
      const options = { maxVersion, ...pairOf(clients.expired) };
      expect(await nodeHandshake(running.port(URL), NAME, options)).toBe(45);
      await expectRefused(running, "client-certificate-expired");
      expect(clock.pending).toBe(0);
    },
  );

  test("of a client that leaves within the handshake leaves no timer", async () => {
    const clock = new ManualClock();
    await using running = await run(clock);
    const client = await dialTcp(running.port(URL));
    client.write(bareHello(NAME));
    await once(client, "data");
    client.destroy();
    await expectRefused(running, "tls-handshake-failed");
    expect(clock.pending).toBe(0);
  });

  test("of a client that says no more within the handshake comes at its limit", async () => {
    const clock = new ManualClock();
    await using running = await run(clock);
    const client = await dialTcp(running.port(URL));
    client.on("error", () => {});
    client.write(bareHello(NAME));
    await once(client, "data");
    clock.advance(DEFAULT_LIMITS.handshake);
    await expectRefused(running, "tls-handshake-timeout");
    expect(clock.pending).toBe(0);
    client.destroy();
  });
});
