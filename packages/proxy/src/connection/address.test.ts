import { connect, type TcpNetConnectOpts } from "node:net";
import { AddressSet, compilePolicy, type Policy } from "@sluice/policy";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { IpIntelligence } from "../intelligence/index.ts";
import { encodeProxyHeader } from "../proxy-protocol/index.ts";
import { dialTcp, echo, type Peer, readAll, tcpPeer } from "../testing/peers.ts";
import { configOf, type RunningProxy, runProxy } from "../testing/proxies.ts";
import { SocketAddress } from "./address.ts";

const TCP = "tcp://db.example.com:5432";
const INTERNAL = "tcp://x.internal:1";
const CLIENT = "127.0.0.2";
const SERVER = "127.0.0.1";
const DENY = [{ type: "deny" }];

/** The texts that were read as addresses, whoever read them, but for names of endpoints. */
const { scanned } = vi.hoisted(() => ({ scanned: [] as string[] }));

vi.mock("../../../policy/src/net/scan-address.ts", async (importOriginal) => {
  const original = await importOriginal<{ readonly scanAddress: (text: string) => string }>();
  return {
    ...original,
    scanAddress: (text: string) => {
      if (!text.endsWith(".internal")) scanned.push(text);
      return original.scanAddress(text);
    },
  };
});

let upstream: Peer;

beforeAll(async () => {
  upstream = await tcpPeer(echo);
});

afterAll(() => upstream[Symbol.asyncDispose]());

beforeEach(() => {
  scanned.length = 0;
});

const intelligence = new IpIntelligence({
  geo: { type: "Test", get: () => undefined },
  as: { type: "Test", get: () => undefined },
  categories: new Map([["hosting", AddressSet.from(["203.0.113.0/24"])]]),
  torNodes: AddressSet.from(["203.0.113.7"]),
});

/** Looks at addresses in every way there is. */
const looking = [
  { expressions: ["conn.client_ip == '192.0.2.1' || conn.server_ip == '192.0.2.1'"], actions: DENY },
  { expressions: ["inCidrRange(conn.client_ip, '192.0.2.0/24')"], actions: DENY },
  { expressions: ["'hosting' in conn.client_ip.categories || conn.client_ip.is_tor_node"], actions: DENY },
  { expressions: ["conn.geo.city == 'Zurich' || conn.client_ip.as.number == 1"], actions: DENY },
  { expressions: ["conn.server_ip.geo.location.city == 'Zurich'"], actions: DENY },
  { actions: [{ type: "restrict-ips", config: { deny: ["192.0.2.0/24"], allow: ["0.0.0.0/0"] } }] },
];
const notLooking = [{ expressions: ["conn.client_port < 1 || conn.server_region == 'x'"], actions: DENY }];
const forwarding = { actions: [{ type: "forward-internal", config: { url: INTERNAL } }] };

function policyOf(rules: readonly object[]): Policy {
  const { policy, diagnostics } = compilePolicy(JSON.stringify({ on_tcp_connect: rules }), {
    resources: { ip_intelligence: ["geo", "as", "category_lists", "tor_nodes"] },
  });
  if (!policy) throw new Error(JSON.stringify(diagnostics));
  return policy;
}

/** An endpoint that forwards to another one; all have the same rules, and a shadow policy beside them. */
function run(rules: readonly object[], acceptProxyProtocol?: AddressSet): Promise<RunningProxy> {
  const shadowPolicy = policyOf(rules);
  const config = configOf(
    [
      { url: TCP, policy: policyOf([...rules, forwarding]), shadowPolicy },
      { url: INTERNAL, upstream: upstream.port, policy: policyOf(rules), shadowPolicy },
    ],
    { intelligence },
  );
  return runProxy(
    acceptProxyProtocol === undefined ? config : { ...config, listen: { ...config.listen, acceptProxyProtocol } },
  );
}

/** What was read as an address for one connection that is served to its end. */
async function visit(proxy: RunningProxy, ...first: readonly Uint8Array[]): Promise<readonly string[]> {
  scanned.length = 0;
  const socket = await dialTcp(proxy.port(TCP), (options: TcpNetConnectOpts) =>
    connect({ ...options, localAddress: CLIENT }),
  );
  for (const bytes of first) socket.write(bytes);
  socket.end("x");
  expect((await readAll(socket)).toString()).toBe("x");
  const { object } = await proxy.nextEvent();
  expect(object.shadow_policy?.agrees).toBeDefined();
  expect(object.internal_shadow_policies).toHaveLength(1);
  return [...scanned].sort();
}

describe("an address is parsed", () => {
  test("never, where no rule looks at it", async () => {
    await using proxy = await run(notLooking);
    expect(await visit(proxy)).toEqual([]);
  });

  test("once, for the policies of all endpoints, their shadows and what is known of it", async () => {
    await using proxy = await run(looking);
    expect(await visit(proxy)).toEqual([SERVER, CLIENT]);
    // The server's is that of the listener.
    expect(await visit(proxy)).toEqual([CLIENT]);
  });

  test("once, where it is also looked up among those who may send a PROXY header", async () => {
    await using proxy = await run(looking, AddressSet.from(["203.0.113.0/24"]));
    expect(await visit(proxy)).toEqual([SERVER, CLIENT]);
  });

  test.each([
    [1, ["198.51.100.9", "203.0.112.7"]],
    [2, []],
  ] as const)("by who reads a PROXY header of version %i, and by nobody else", async (version, read) => {
    await using proxy = await run(looking, AddressSet.from([`${CLIENT}/32`]));
    const source = { address: "198.51.100.9", port: 1 };
    const header = encodeProxyHeader(version, { source, destination: { address: "203.0.112.7", port: 2 } });
    expect(await visit(proxy, header)).toEqual([CLIENT, ...read]);
  });
});

describe("of what the system says", () => {
  test.each([
    ["127.0.0.1", "127.0.0.1"],
    ["::ffff:127.0.0.1", "127.0.0.1"],
    ["2001:DB8:0::1", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
  ])("%s is %s, and that is parsed once at most", (text, ip) => {
    const address = SocketAddress.of(text, 7);
    expect([address.ip, address.port, String(address.address)]).toEqual([ip, 7, ip]);
    expect(address.address).toBe(address.address);
    expect(scanned).toHaveLength(1);
  });

  test("a socket that has no address any more has none here", () => {
    const { ip, port, address } = SocketAddress.of(undefined, undefined);
    expect([ip, port, address]).toEqual(["", 0, undefined]);
  });
});
