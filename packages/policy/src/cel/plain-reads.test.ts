import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePolicy } from "../compile.ts";
import type { ConnectionFacts } from "../facts.ts";
import type { TraceEntry } from "../step.ts";

/** What an expression gives for a connection. */
function resultOf(expression: string, facts: ConnectionFacts): unknown {
  const rules = [{ expressions: [expression], actions: [{ type: "deny" }] }];
  const options = { protocol: "tls", resources: { ip_intelligence: ["categories"] } } as const;
  const { policy, diagnostics } = compilePolicy(JSON.stringify({ on_tcp_connect: rules }), options);
  if (policy === undefined) throw new Error(`${expression}: ${JSON.stringify(diagnostics)}`);
  const entries: TraceEntry[] = [];
  policy.start(facts, { trace: (entry) => entries.push(entry) });
  const [{ value, error }] = entries as [TraceEntry & { value?: unknown; error?: unknown }];
  return value ?? error;
}

const operators = fc.constantFrom("==", "!=", "<", "<=", ">", ">=");
const ports = fc.constantFrom(0, 1, 443, 1023, 1024, 65_535, 2 ** 31, 2 ** 53, 2 ** 53 + 2, -1, Number.NaN, 1.5);
const limits = fc.constantFrom(
  "0",
  "1",
  "443",
  "1024",
  "65535",
  "-1",
  "2147483648",
  "9007199254740991",
  "9007199254740993",
);
const starts = fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.001Z", "1969-12-31T23:59:59.999Z", "never");
const times = fc.constantFrom(
  ...["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.001Z", "2026-01-01T00:00:00.000999999Z", "1969-12-31T23:59:59.5Z"],
);
const addresses = fc.constantFrom(
  "10.0.0.1",
  "::ffff:10.0.0.1",
  "2001:db8::1",
  "192.168.1.1",
  "nowhere",
  "fe80::1%eth0",
);
const blocks = fc.constantFrom("10.0.0.0/8", "2001:db8::/32", "0.0.0.0/0", "::/0", "192.168.1.1/32");
const categories = fc.array(fc.constantFrom("a", "b", "a.b", "", "c.d.e"), { maxLength: 10 });

const connections = fc.record({ ip: addresses, port: ports, start: starts, categories }).map(
  ({ ip, port, start, categories }): ConnectionFacts => ({
    client: { ip, port },
    server: { ip: "192.0.2.1", port: 443, region: "" },
    start: new Date(start),
    endpoint: { id: "ep", protocol: "tls", host: "example.com", port: 443, url: "tls://example.com" },
    hello: { sni: "", ja4: "" },
    tls: undefined,
    intelligence: { client: () => ({ categories }), server: () => ({}) },
  }),
);

/** A comparison, and one that means the same of a value that had to be made. */
const pairs = fc.oneof(
  fc.tuple(operators, limits).map(([is, n]) => [`conn.client_port ${is} ${n}`, `(conn.client_port + 0) ${is} ${n}`]),
  fc.tuple(operators, limits).map(([is, n]) => [`${n} ${is} conn.client_port`, `${n} ${is} (conn.client_port + 0)`]),
  operators.map((is) => [
    `conn.client_port ${is} conn.server_port`,
    `(conn.client_port + 0) ${is} (conn.server_port + 0)`,
  ]),
  fc
    .array(limits, { minLength: 1 })
    .map((list) => [`conn.client_port in [${list}]`, `(conn.client_port + 0) in [${list}]`]),
  fc
    .tuple(fc.constantFrom("<", "<=", ">", ">="), times)
    .map(([is, time]) => [
      `conn.ts.start ${is} timestamp('${time}')`,
      `(conn.ts.start + duration('0s')) ${is} timestamp('${time}')`,
    ]),
  fc
    .tuple(fc.constantFrom("<", "<=", ">", ">="), times)
    .map(([is, time]) => [
      `timestamp('${time}') ${is} conn.ts.start`,
      `timestamp('${time}') ${is} (conn.ts.start + duration('0s'))`,
    ]),
  blocks.map((block) => [`inCidrRange(conn.client_ip, '${block}')`, `inCidrRange(conn.client_ip + '', '${block}')`]),
  fc.array(blocks).map((list) => {
    const texts = list.map((each) => `'${each}'`);
    return [`inCidrRanges(conn.client_ip, [${texts}])`, `inCidrRanges(conn.client_ip + '', [${texts}])`];
  }),
  blocks.map((block) => [
    `cidr('${block}').containsIP(conn.client_ip)`,
    `cidr('${block}').containsIP(conn.client_ip + '')`,
  ]),
  fc.constant(["conn.client_ip.isPrivateIp()", "(conn.client_ip + '').isPrivateIp()"]),
  fc.tuple(operators, fc.constantFrom("0", "1", "2")).map(([is, n]) => {
    const kept = "conn.client_ip.categories.filter(c, c != 'a')";
    return [`${kept}.size() ${is} ${n}`, `(${kept} + []).size() ${is} ${n}`];
  }),
  fc.constant([
    "size(conn.client_ip.categories.filter(c, 1 / size(c) == 1)) == 1",
    "size(conn.client_ip.categories.filter(c, 1 / size(c) == 1) + []) == 1",
  ]),
) as fc.Arbitrary<[string, string]>;

describe("a value that need not be made", () => {
  test("compares as one that was", () => {
    fc.assert(
      fc.property(pairs, connections, ([plain, made], facts) => {
        expect(resultOf(plain, facts)).toEqual(resultOf(made, facts));
      }),
      { numRuns: 400 },
    );
  });
});
