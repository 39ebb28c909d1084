/** Policies without effects, and 1,024 connections for them that differ in all that a policy reads. */
import { compilePolicy } from "@sluice/policy";

const resources = { ip_policies: {}, ip_intelligence: ["geo", "as", "categories"] };

const PLAIN = [
  (n) => `conn.client_ip in ['198.51.100.${n}', '2001:db8:1::${n}']`,
  (n) => `inCidrRange(conn.client_ip, '172.${n}.0.0/16')`,
  (n) => `conn.client_port == ${n} || conn.server_port < ${n}`,
  (n) => `conn.client_ip.startsWith('198.51.100.${n}') && endpoint.protocol == 'tcp'`,
];
const NAMES = [
  (n) => `conn.tls.sni.endsWith('.n${n}.example.com')`,
  (n) => `conn.tls.sni == 'n${n}.example.com'`,
  (n) => `conn.tls.sni in ['a${n}.example.com', 'b${n}.example.com'] || conn.tls.sni.contains('x${n}x')`,
  (n) => `conn.tls.sni.matches('^[a-z]+-${n}\\\\.example\\\\.com$')`,
];
const BLOCKS = [(n) => `inCidrRange(conn.client_ip, '172.${n}.0.0/16')`];
const COUNTRIES = [
  (n) => `conn.client_ip.geo.location.country_code == 'X${n}'`,
  (n) => `conn.geo.subdivision.startsWith('Region ${n}.')`,
];
/** Those of conditions.js, as a policy has them; none holds. */
const TYPICAL = [
  "conn.client_ip in ['198.51.100.1']",
  `conn.client_ip in [${[1, 2, 3, 4, 5, 6, 7].map((n) => `'198.51.100.${n}'`).join(", ")}, '2001:db8:1::1']`,
  "conn.tls.sni.endsWith('.example.com') && inCidrRange(conn.client_ip, '172.16.0.0/12')",
  "conn.ts.start >= timestamp('2030-01-01T00:00:00Z')",
  "conn.client_ip.categories.filter(c, c in ['scanner', 'proxy']).size() > 0",
  "conn.tls.sni.startsWith('api.') || conn.tls.sni.contains('internal')",
  "conn.client_port == 443 ? conn.tls.sni != '' : conn.client_ip == '198.51.100.1'",
  "conn.tls.sni.matches('^[a-z0-9-]+\\\\.example\\\\.com$')",
];

const DENY = [{ type: "deny" }];
const rulesOf = (conditions) => conditions.map((condition) => ({ expressions: [condition], actions: DENY }));
const twenty = (kinds) => rulesOf(Array.from({ length: 20 }, (_, n) => kinds[n % kinds.length](n + 1)));
const restriction = (config) => ({ actions: [{ type: "restrict-ips", config }] });

/** Of the same rules: most are found by an index, as by default; and each is asked, as where no index pays. */
const bothWays = (name, policy) => [
  { name: `${name}, indexed`, optimize: "auto", ...policy },
  { name: `${name}, each evaluated`, optimize: "never", ...policy },
];

/**
 * `conditions`: how many there are; a decision has to read at least a fact for each of them where `optimize` is `never`, and fewer where
 * an index stands for them: `readsOf` tells, before anything is measured.
 */
export const POLICIES = [
  { name: "no rules", outcome: "continue", rules: [] },
  ...bothWays("20 conditions", { outcome: "continue", conditions: 20, rules: twenty(PLAIN) }),
  ...bothWays("20 conditions, then deny", {
    outcome: "deny",
    conditions: 20,
    rules: [...twenty(PLAIN), { actions: DENY }],
  }),
  ...bothWays("20 conditions on the server name", { outcome: "continue", conditions: 20, rules: twenty(NAMES) }),
  ...bothWays("20 address blocks", { outcome: "continue", conditions: 20, rules: twenty(BLOCKS) }),
  ...bothWays("20 conditions on the country", { outcome: "continue", conditions: 20, rules: twenty(COUNTRIES) }),
  { name: "the eight typical conditions", outcome: "continue", rules: rulesOf(TYPICAL) },
  {
    name: "restrict-ips lets it go on",
    outcome: "continue",
    // What it decided is kept beside the step.
    keepsResult: true,
    rules: [restriction({ allow: ["10.0.0.0/8", "2001:db8::/32"], deny: ["172.16.0.0/12"] })],
  },
  {
    name: "restrict-ips denies",
    outcome: "deny",
    keepsResult: true,
    rules: [restriction({ allow: ["0.0.0.0/0", "::/0"], deny: ["10.0.0.0/8", "2001:db8::/32"] })],
  },
];

export function policyOf({ name, rules, optimize }) {
  const { policy, diagnostics } = compilePolicy(JSON.stringify({ on_tcp_connect: rules }), { resources, optimize });
  if (policy === undefined) throw new Error(`${name}: ${JSON.stringify(diagnostics)}`);
  return policy;
}

/** Throws where a policy does not ask its conditions as its name says. */
export function proveAsked({ name, conditions, optimize }, policy, connection) {
  if (conditions === undefined) return;
  const reads = readsOf(policy, connection);
  if (optimize === "never" ? reads <= conditions : reads > conditions)
    throw new Error(`${name}: facts are read ${reads} times for ${conditions} conditions`);
}

/** How often a decision reads a fact, or what holds some. A trace would not tell: a run that is traced asks no index. */
function readsOf(policy, connection) {
  let reads = 0;
  const counting = (value) => {
    if (typeof value === "function") return (...args) => counting(value(...args));
    if (typeof value !== "object" || value === null || value instanceof Date) return value;
    return new Proxy(value, {
      get(target, key) {
        reads++;
        return counting(target[key]);
      },
    });
  };
  const facts = counting(connection);
  // The first run makes what all others use again.
  policy.start(facts);
  reads = 0;
  policy.start(facts);
  return reads;
}

/** As a proxy makes facts: always all of them, in the order of `ConnectionFacts`. Every fourth client has IPv6. */
export function connections() {
  const endpoint = {
    id: "bench",
    protocol: "tls",
    host: "example.com",
    port: 443,
    url: "tls://example.com",
  };
  const location = { country: "Nowhere", countryCode: "ZZ", subdivision: "Region 0" };
  const known = { categories: ["hosting", "cloud"], location };
  const intelligence = { client: () => known, server: () => known };
  return Array.from({ length: 1024 }, (_, i) => ({
    client: {
      ip: i % 4 === 0 ? `2001:db8::${(i + 1).toString(16)}` : `10.${i & 255}.${i >> 8}.1`,
      port: 32_768 + i,
    },
    server: { ip: "192.0.2.1", port: 443, region: "eu" },
    start: new Date(1_767_225_600_000 + i * 977),
    endpoint,
    hello: { sni: `host-${i}.example.org`, ja4: "t13d1516h2_8daaf6152771_02713d6af862" },
    tls: undefined,
    intelligence,
  }));
}
