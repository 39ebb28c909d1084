import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { type CompileOptions, compilePolicy, type Policy } from "@sluice/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { deferred } from "../deferred.ts";
import { dialTcp, dialTls, readAll, tcpPeer, tlsPeer } from "../testing/peers.ts";
import { type Authority, type Credentials, createAuthority } from "../testing/pki.ts";
import { denyStep, policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, runProxy } from "../testing/proxies.ts";
import { NAME, runTerminating, URL } from "../testing/terminating.ts";

let authority: Authority;
let server: Credentials;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "Servers CA" });
  server = await authority.issue({ commonName: NAME, dnsNames: [NAME] });
});

function compiled(actions: readonly object[], options: CompileOptions): Policy {
  const text = JSON.stringify({ on_tcp_connect: [{ actions }] });
  const { policy, diagnostics } = compilePolicy(text, { protocol: "tls", ...options });
  if (policy === undefined) throw new Error(JSON.stringify(diagnostics));
  return policy;
}

/** A TLS client that leaves in its socket what comes after its handshake. */
async function deafClient(port: number): Promise<{ readonly client: TLSSocket; readonly socket: Socket }> {
  const socket = await dialTcp(port);
  const client = connectTls({ socket, servername: NAME, rejectUnauthorized: false });
  for (const each of [client, socket]) each.on("error", () => {});
  await new Promise<void>((resolve) => {
    client.once("secureConnect", () => {
      // TLS reads a socket by itself, whoever pauses it.
      (client as TLSSocket & { readonly _handle: { readStop(): number } })._handle.readStop();
      resolve();
    });
  });
  return { client, socket };
}

describe("the decrypted stream", () => {
  test("10 MiB arrive intact both ways, encrypted again on the way to the upstream", async () => {
    const payload = randomBytes(10 * 1024 * 1024);
    const { certificate: cert, privateKey: key } = server;
    await using upstream = await tlsPeer({ cert, key }, (socket) => {
      // Answers only once it has heard everything: the client has ended its half by then.
      void readAll(socket).then((all) => socket.end(all));
    });
    const config = configOf(
      [
        {
          url: URL,
          upstream: `tls://127.0.0.1:${upstream.port}`,
          tls: { certificateAuthorities: [authority.certificate], serverName: NAME },
          policy: policyOf(() => terminateStep()),
        },
      ],
      { certificates: [server] },
    );
    await using running = await runProxy(config);
    const client = await dialTls(running.port(URL), NAME);
    const answer = readAll(client);
    client.end(payload);
    expect((await answer).equals(payload)).toBe(true);
    const { conn } = (await running.nextEvent()).object;
    expect(conn).toMatchObject({ bytes_in: payload.length, bytes_out: payload.length });
    expect(conn.error).toBeUndefined();
  });

  test("an end of the socket without one of TLS passes for an end, as Node tells no difference", async () => {
    const heard = deferred<Buffer>();
    await using upstream = await tcpPeer((socket) => {
      void readAll(socket).then((all) => {
        heard.resolve(all);
        socket.end();
      });
    });
    const endpoint = { url: URL, upstream: upstream.port, policy: policyOf(() => terminateStep()) };
    await using running = await runProxy(configOf([endpoint], { certificates: [server] }));
    const lower = await dialTcp(running.port(URL));
    const client = connectTls({ socket: lower, servername: NAME, rejectUnauthorized: false });
    await once(client, "secureConnect");
    await new Promise((resolve) => client.write("half a sen", resolve));
    lower.end();
    expect((await heard.promise).toString()).toBe("half a sen");
    client.destroy();
    expect((await running.nextEvent()).object.conn.bytes_in).toBe(10);
  });

  test.each([
    ["deny", null],
    ["close", "ECONNRESET"],
  ] as const)("`%s` after the handshake", async (kind, code) => {
    await using running = await runTerminating({}, { server, after: () => denyStep(kind) });
    const client = await dialTls(running.port(URL), NAME).catch((error: NodeJS.ErrnoException) => error);
    const ended =
      client instanceof Error
        ? client.code
        : await readAll(client).then(
            () => null,
            (error) => error.code,
          );
    expect(ended).toBe(code);
    if (!(client instanceof Error)) client.end();
    expect((await running.nextEvent()).object.traffic_policy).toMatchObject({ outcome: kind });
    expect(running.upstreamConnections()).toBe(0);
  });

  test("an internal endpoint's policy reads what the handshake before it told", async () => {
    const outer = compiled(
      [{ type: "terminate-tls" }, { type: "forward-internal", config: { url: "tls://app.internal" } }],
      {},
    );
    const log = { type: "log", config: { metadata: { version: "${conn.tls.version}" } } };
    const inner = compiled([log, { type: "deny" }], { internal: true });
    const config = configOf(
      [
        { url: URL, policy: outer },
        { url: "tls://app.internal", policy: inner },
      ],
      {
        certificates: [server],
      },
    );
    await using running = await runProxy(config);
    const client = await dialTls(running.port(URL), NAME);
    expect(await readAll(client)).toHaveLength(0);
    client.end();
    const { outcome, logs } = (await running.nextEvent()).object.traffic_policy;
    expect({ outcome, logs }).toEqual({ outcome: "deny", logs: [{ metadata: { version: "1.3" } }] });
  });

  test("a reset of the upstream resets the client", async () => {
    await using upstream = await tcpPeer((socket) => {
      socket.once("data", () => socket.resetAndDestroy());
    });
    const config = configOf([{ url: URL, upstream: upstream.port, policy: policyOf(() => terminateStep()) }], {
      certificates: [server],
    });
    await using running = await runProxy(config);
    const client = await dialTls(running.port(URL), NAME);
    client.write("x");
    await expect(readAll(client)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect((await running.nextEvent()).object.conn.error?.code).toBe("upstream-reset");
  });

  test("an end of TLS is one, also of who closes upon session tickets that it never read, which is a reset", async () => {
    const [greeted, heard] = [deferred<void>(), deferred<Buffer>()];
    await using upstream = await tcpPeer((socket) => {
      socket.once("data", () => greeted.resolve());
      void readAll(socket).then((all) => {
        heard.resolve(all);
        socket.end();
      });
    });
    const endpoint = { url: URL, upstream: upstream.port, policy: policyOf(() => terminateStep()) };
    await using running = await runProxy(configOf([endpoint], { certificates: [server] }));
    const { client, socket } = await deafClient(running.port(URL));
    client.write("a");
    // The tickets are sent before anything is relayed.
    await greeted.promise;
    client.end(Buffer.alloc(60_000), () => socket.destroy());
    expect(await heard.promise).toHaveLength(60_001);
    const { conn } = (await running.nextEvent()).object;
    expect(conn.bytes_in).toBe(60_001);
    expect(conn.error).toBeUndefined();
  });

  test("a client that leaves without a word of TLS ends the upstream too", async () => {
    await using running = await runTerminating({}, { server });
    const client = await dialTls(running.port(URL), NAME);
    client.write("x");
    await once(client, "data");
    client.destroy();
    expect((await running.nextEvent()).object.traffic_policy.outcome).toBe("continue");
  });
});
