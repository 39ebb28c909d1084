import { once } from "node:events";
import type { LookupFunction, Socket } from "node:net";
import { createSecureContext, type TLSSocket } from "node:tls";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { systemClock } from "../clock.ts";
import type { UpstreamConfig } from "../config/config.ts";
import { hear } from "../connection/hear.ts";
import { deferred } from "../deferred.ts";
import { ManualClock } from "../testing/clock.ts";
import { closedPort, echo, readAll, tcpPeer, tlsPeer } from "../testing/peers.ts";
import { type Authority, type Credentials, createAuthority } from "../testing/pki.ts";
import type { TrustRoots } from "../tls/roots.ts";
import { createDialer, type Dial, type Dialer, type DialOptions, type DialResult } from "./dial.ts";

vi.mock(import("node:tls"), async (original) => {
  const real = await original();
  return { ...real, createSecureContext: vi.fn(real.createSecureContext) };
});

const TIMEOUT = 10_000;
const roots = { certificates: [], source: "none" };
const dialer = createDialer(systemClock, roots);

let authority: Authority;
let server: Credentials;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "Upstreams CA" });
  server = await authority.issue({ commonName: "up", dnsNames: ["up.example"], ipAddresses: ["127.0.0.1"] });
});

function upstream(scheme: "tcp" | "tls", port: number, tls?: UpstreamConfig["tls"]): UpstreamConfig {
  const address = { scheme, host: "127.0.0.1", port };
  return { url: `${scheme}://127.0.0.1:${port}`, address, ...(tls ? { tls } : {}) };
}

/** A dial whose result can be waited for. */
function dialing(
  from: Dialer,
  to: UpstreamConfig,
  options: DialOptions,
): Dial & { readonly result: Promise<DialResult> } {
  const { promise, resolve } = deferred<DialResult>();
  const dial = from.dial(to, options, resolve);
  return { result: promise, cancel: (reason) => dial.cancel(reason) };
}

/** What a stream says, and how it comes to who hears it. */
function heardOf(stream: Socket): Promise<["heard" | "lent", string][]> {
  const heard: ["heard" | "lent", string][] = [];
  return new Promise((resolve) =>
    hear(stream, {
      heard: (chunk) => heard.push(["heard", chunk.toString()]),
      lent: (chunk, room) => {
        heard.push(["lent", chunk.toString()]);
        return room;
      },
      ended: () => resolve(heard),
    }),
  );
}

describe("dial", () => {
  test("reaches a TCP upstream, the header first", async () => {
    await using peer = await tcpPeer(echo);
    const result = await dialing(dialer, upstream("tcp", peer.port), {
      timeout: TIMEOUT,
      header: Buffer.from("HEADER\n"),
    }).result;
    if (!result.ok) throw new Error(result.message);
    result.upstream.stream.end("hello");
    expect((await readAll(result.upstream.stream)).toString()).toBe("HEADER\nhello");
  });

  test.each([
    ["tcp", "lent"],
    ["tls", "heard"],
  ] as const)("what an upstream over %s says is %s", async (scheme, how) => {
    await using peer =
      scheme === "tcp"
        ? await tcpPeer((socket) => socket.end("hello"))
        : await tlsPeer({ cert: server.certificate, key: server.privateKey }, (socket) => socket.end("hello"));
    const tls = { certificateAuthorities: [authority.certificate] };
    const result = await dialing(dialer, upstream(scheme, peer.port, tls), { timeout: TIMEOUT }).result;
    if (!result.ok) throw new Error(result.message);
    expect(await heardOf(result.upstream.stream)).toEqual([[how, "hello"]]);
  });

  test("tells why an upstream cannot be reached", async () => {
    const port = await closedPort();
    const result = await dialing(dialer, upstream("tcp", port), { timeout: TIMEOUT }).result;
    expect(result).toEqual({ ok: false, message: expect.stringContaining("ECONNREFUSED") });
  });

  test("gives up after the limit", async () => {
    const clock = new ManualClock();
    // Accepts, and never says a word of TLS.
    await using peer = await tcpPeer(() => {});
    const dial = dialing(createDialer(clock, roots), upstream("tls", peer.port), { timeout: TIMEOUT });
    clock.advance(TIMEOUT);
    expect(await dial.result).toEqual({ ok: false, message: "no answer within 10000 ms" });
    expect(clock.pending).toBe(0);
  });

  test("gives up when it is told to", async () => {
    await using peer = await tcpPeer(() => {});
    const dial = dialing(dialer, upstream("tls", peer.port), { timeout: TIMEOUT });
    dial.cancel("no longer needed");
    expect(await dial.result).toEqual({ ok: false, message: "no longer needed" });
  });

  test("cancelling what has been reached changes nothing", async () => {
    await using peer = await tcpPeer(echo);
    const dial = dialing(dialer, upstream("tcp", peer.port), { timeout: TIMEOUT });
    const result = await dial.result;
    dial.cancel("too late");
    if (!result.ok) throw new Error(result.message);
    result.upstream.stream.end("hello");
    expect((await readAll(result.upstream.stream)).toString()).toBe("hello");
  });
});

describe("an upstream with a name", () => {
  type Addresses = readonly { readonly address: string; readonly family: number }[];

  const dialNamed = async (port: number, resolve: () => Addresses | Error): Promise<string> => {
    const lookup: LookupFunction = (_name, _options, done) => {
      const found = resolve();
      if (found instanceof Error) done(found, "", 0);
      else done(null, [...found]);
    };
    const address = { scheme: "tcp", host: "up.example", port } as const;
    const named = createDialer(systemClock, roots, { lookup });
    const result = await dialing(named, { url: `up.example:${port}`, address }, { timeout: TIMEOUT }).result;
    if (!result.ok) return result.message;
    result.upstream.stream.end("hello");
    return (await heardOf(result.upstream.stream)).flat().join(" ");
  };
  const [four, six] = [
    { address: "127.0.0.1", family: 4 },
    { address: "::1", family: 6 },
  ];

  test("is asked for once, however many connections wait for the answer", async () => {
    await using upstream = await tcpPeer((socket) => socket.end("hello"));
    const waiting: (() => void)[] = [];
    const lookup: LookupFunction = (_name, _options, done) => waiting.push(() => done(null, [four]));
    const named = createDialer(systemClock, roots, { lookup });
    const address = { scheme: "tcp", host: "up.example", port: upstream.port } as const;
    const dials = Array.from({ length: 20 }, () =>
      dialing(named, { url: "up.example", address }, { timeout: TIMEOUT }),
    );
    // Who gives up takes nothing from the others.
    dials[0]?.cancel("the client is gone");
    await turn();
    expect(waiting).toHaveLength(1);
    waiting[0]?.();
    const results = await Promise.all(dials.map(({ result }) => result));
    expect(results.map(({ ok }) => ok)).toEqual([false, ...Array.from({ length: 19 }, () => true)]);
    for (const result of results) if (result.ok) result.upstream.socket.destroy();
  });

  test.each([
    ["the other family", [six, four]],
    ["the first", [four, six]],
    ["another of the family", [{ address: "127.0.0.2", family: 4 }, four]],
  ])("is reached at %s, where one refuses", async (_what, addresses) => {
    // On one address alone.
    await using peer = await tcpPeer(echo);
    expect(await dialNamed(peer.port, () => addresses)).toBe("lent hello");
  });

  test("is told with every address where all refuse", async () => {
    const message = await dialNamed(await closedPort(), () => [four, { address: "127.0.0.2", family: 4 }]);
    expect(message).toMatch(/ECONNREFUSED 127\.0\.0\.1:\d+, .*ECONNREFUSED 127\.0\.0\.2:\d+/);
  });

  test("is told where the name does not resolve", async () => {
    const failure = Object.assign(new Error("getaddrinfo ENOTFOUND up.example"), { code: "ENOTFOUND" });
    expect(await dialNamed(1, () => failure)).toContain("ENOTFOUND up.example");
  });
});

describe("a tls:// upstream", () => {
  const reach = async (tls: UpstreamConfig["tls"], credentials = server) => {
    const name = deferred<TLSSocket["servername"]>();
    await using peer = await tlsPeer({ cert: credentials.certificate, key: credentials.privateKey }, (socket) => {
      name.resolve(socket.servername);
      echo(socket);
    });
    const result = await dialing(dialer, upstream("tls", peer.port, tls), { timeout: TIMEOUT }).result;
    if (!result.ok) return result.message;
    result.upstream.stream.end("hello");
    const said = (await readAll(result.upstream.stream)).toString();
    return `${said} by ${(await name.promise) || "nobody"}`;
  };

  test("is verified by its address", async () => {
    expect(await reach({ certificateAuthorities: [authority.certificate] })).toBe("hello by nobody");
  });

  test("is verified by the name that is configured", async () => {
    const certificateAuthorities = [authority.certificate];
    expect(await reach({ certificateAuthorities, serverName: "up.example" })).toBe("hello by up.example");
    expect(await reach({ certificateAuthorities, serverName: "other.example" })).toContain("does not match");
  });

  test("is verified by a name with the dot of an absolute one as by the name", async () => {
    const certificateAuthorities = [authority.certificate];
    expect(await reach({ certificateAuthorities, serverName: "up.example." })).toBe("hello by up.example");
    expect(await reach({ certificateAuthorities, serverName: "other.example." })).toContain("does not match");
  });

  test.each(["", "."])("is never verified by the name %j, which Node takes for localhost", async (serverName) => {
    const local = await authority.issue({ commonName: "up", dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"] });
    const certificateAuthorities = [authority.certificate];
    expect(await reach({ certificateAuthorities, serverName }, local)).toContain("no name to verify");
    expect(await reach({ insecureSkipVerify: true, serverName }, local)).toContain("no name to verify");
  });

  test("is refused where nobody vouches for it", async () => {
    expect(await reach(undefined)).toContain("unable to verify");
    expect(await reach({ certificateAuthorities: [] })).toContain("unable to verify");
  });

  test("is taken as it is only where that is asked for", async () => {
    expect(await reach({ insecureSkipVerify: true })).toBe("hello by nobody");
  });

  test("that ends during the handshake is given up at once", async () => {
    await using peer = await tcpPeer((socket) => socket.end());
    const result = await dialing(dialer, upstream("tls", peer.port), { timeout: TIMEOUT }).result;
    expect(result).toEqual({ ok: false, message: expect.stringContaining("disconnected before secure TLS") });
  });

  test("hears nothing before it is verified", async () => {
    let heard = 0;
    await using peer = await tlsPeer({ cert: server.certificate, key: server.privateKey }, (socket) =>
      socket.on("data", (chunk: Buffer) => {
        heard += chunk.length;
      }),
    );
    const dial = dialing(dialer, upstream("tls", peer.port), { timeout: TIMEOUT });
    expect((await dial.result).ok).toBe(false);
    const [socket] = peer.accepted;
    if (socket && !socket.closed) await once(socket, "close");
    expect(heard).toBe(0);
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe("the context of TLS", () => {
  const made = () => vi.mocked(createSecureContext).mock.calls.map(([options]) => options?.ca);
  const to = (from: TrustRoots, given: UpstreamConfig) =>
    dialing(createDialer(systemClock, from), given, { timeout: TIMEOUT }).result;

  test("is made once for the same roots and the same settings, whichever dialer asks", async () => {
    await using peer = await tlsPeer({ cert: server.certificate, key: server.privateKey }, echo);
    const own = { certificates: [authority.certificate], source: "own" };
    const tls = { serverName: "up.example" };
    vi.mocked(createSecureContext).mockClear();
    for (const given of [upstream("tls", peer.port), upstream("tls", peer.port, tls)]) {
      for (let dialled = 0; dialled < 2; dialled++) expect(await to(own, given)).toMatchObject({ ok: true });
    }
    const ofClients = () => made().filter((ca) => ca !== undefined);
    expect(ofClients()).toHaveLength(2);
    // With other roots nothing that was made for those before is taken.
    expect(await to({ certificates: [], source: "none" }, upstream("tls", peer.port, tls))).toMatchObject({
      ok: false,
    });
    expect(ofClients()).toHaveLength(3);
  });
});
