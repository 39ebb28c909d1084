/** Eight conditions as policies have them, the same closures written by hand, and four connections with known answers. */
import { parseAddress, parseCidr, Timestamp } from "@sluice/policy";
// Not public, and the same engine that `matches` has: the comparison is of what is around it.
import { compileRegex } from "../packages/policy/dist/cel/regex/index.js";

const EIGHT = [1, 2, 3, 4, 5, 6, 7].map((n) => `203.0.113.${n}`).concat("2001:db8::1");
const TEN = parseCidr("10.0.0.0/8");
const SINCE = Date.parse("2026-01-01T00:00:00Z");
const NAME = compileRegex("^[a-z0-9-]+\\.example\\.com$");

const STRING = { kind: "string" };
const TYPES = {
  client_ip: STRING,
  client_port: { kind: "int" },
  sni: STRING,
  start: { kind: "timestamp" },
  categories: { kind: "list", element: STRING },
};

/** What the closure by hand asks, and `inCidrRange` of the libraries: none is charged for reading the block again. */
export const inTen = (text) => {
  const address = parseAddress(text);
  return address !== undefined && TEN.contains(address);
};

/** Both sides read the same plain objects. */
export const FACTS = [
  connection("203.0.113.1", 40000, "api.example.com", "2026-02-01T00:00:00Z", []),
  connection("10.1.2.3", 443, "db.example.com", "2025-02-01T00:00:00Z", ["proxy", "proxy.anonymous"]),
  connection("2001:db8::1", 50000, "internal.test", "2026-02-01T00:00:00Z", ["hosting", "cloud", "scanner"]),
  connection("198.51.100.7", 443, "", "2025-12-31T23:59:59Z", ["hosting"]),
];

function connection(clientIp, port, sni, start, categories) {
  const time = Date.parse(start);
  return {
    locals: [],
    cost: 0,
    random: () => Number.NaN,
    client_ip: clientIp,
    client_port: BigInt(port),
    port,
    sni,
    start: Timestamp.fromDate(new Date(time)),
    time,
    categories,
  };
}

/** As the connection's own variables have it: an expression of these needs no counting of its cost. */
const MAX_SIZE = { client_ip: 45, sni: 253 };

const variables = new Map(
  Object.entries(TYPES).map(([name, type]) => {
    const maxSize = MAX_SIZE[name];
    return [name, { path: name, type, read: reader(name), ...(maxSize === undefined ? {} : { maxSize }) }];
  }),
);

/** Property reads by constant name, as the connection's own variables are read. */
function reader(name) {
  switch (name) {
    case "client_ip":
      return (frame) => frame.client_ip;
    case "client_port":
      return (frame) => frame.client_port;
    case "sni":
      return (frame) => frame.sni;
    case "start":
      return (frame) => frame.start;
    default:
      return (frame) => frame.categories;
  }
}

export const DECLARED = { variables: { get: (name) => variables.get(name), names: () => variables.keys() } };

export const CONDITIONS = [
  {
    name: "in one address",
    cel: "client_ip in ['203.0.113.1']",
    byHand: (c) => c.client_ip === "203.0.113.1",
    answers: [true, false, false, false],
  },
  {
    name: "in eight addresses",
    cel: `client_ip in [${EIGHT.map((address) => `'${address}'`).join(", ")}]`,
    byHand: (
      (set) => (c) =>
        set.has(c.client_ip)
    )(new Set(EIGHT)),
    answers: [true, false, true, false],
  },
  {
    name: "suffix and CIDR",
    cel: "sni.endsWith('.example.com') && inCidrRange(client_ip, '10.0.0.0/8')",
    byHand: (c) => c.sni.endsWith(".example.com") && inTen(c.client_ip),
    answers: [false, true, false, false],
  },
  {
    name: "timestamp",
    cel: "start >= timestamp('2026-01-01T00:00:00Z')",
    byHand: (c) => c.time >= SINCE,
    answers: [true, false, true, false],
  },
  {
    name: "filter with in",
    cel: "categories.filter(c, c in ['scanner', 'proxy']).size() > 0",
    byHand: (
      (set) => (c) =>
        c.categories.filter((category) => set.has(category)).length > 0
    )(new Set(["scanner", "proxy"])),
    answers: [false, true, true, false],
  },
  {
    name: "function call with ||",
    cel: "sni.startsWith('api.') || sni.contains('internal')",
    byHand: (c) => c.sni.startsWith("api.") || c.sni.includes("internal"),
    answers: [true, false, true, false],
  },
  {
    name: "conditional",
    cel: "client_port == 443 ? sni != '' : client_ip == '203.0.113.1'",
    byHand: (c) => (c.port === 443 ? c.sni !== "" : c.client_ip === "203.0.113.1"),
    answers: [true, true, false, false],
  },
  {
    name: "matches",
    cel: "sni.matches('^[a-z0-9-]+\\\\.example\\\\.com$')",
    byHand: (c) => NAME.test(c.sni),
    answers: [true, true, false, false],
  },
];
