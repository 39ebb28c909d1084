/** Twice twenty rules as access policies have them, in every language of the comparison, and connections with known answers. */
import { parseAddress, parseCidr } from "@sluice/policy";

const SINCE = "2026-01-01T00:00:00Z";

/** `kind` and what it compares: each language writes it in its own way. */
const MIXED = [
  { kind: "block", block: "10.1.0.0/16", inside: "10.1.255.9" },
  { kind: "block", block: "172.16.0.0/12", inside: "172.31.0.1" },
  { kind: "block", block: "192.168.7.0/24", inside: "192.168.7.200" },
  { kind: "block", block: "203.0.113.0/24", inside: "203.0.113.1" },
  { kind: "block", block: "198.18.0.0/15", inside: "198.19.255.255" },
  { kind: "block", block: "2001:db8:1::/48", inside: "2001:db8:1:ffff::1" },
  ...["198.51.100.7", "198.51.100.8", "2001:db8::bad"].map((address) => ({ kind: "address", address })),
  ...[23, 445, 3389].map((port) => ({ kind: "server-port", port })),
  { kind: "low-client-port", below: 1024 },
  ...[".internal.example", ".test.example", ".old.example.com", ".dev.example.org"].map((suffix) => ({
    kind: "suffix",
    suffix,
  })),
  { kind: "name", name: "admin.example.com" },
  { kind: "names", names: ["a.example.net", "b.example.net", "c.example.net"] },
  { kind: "before", time: SINCE },
];

/** Equality, `in` and comparisons alone, so that all peers can express them. */
const COMPARISONS = [
  ...[7, 8, 9, 10].map((n) => ({ kind: "address", address: `198.51.100.${n}` })),
  ...["bad", "bad:1"].map((end) => ({ kind: "address", address: `2001:db8::${end}` })),
  ...[22, 23, 445, 3389].map((port) => ({ kind: "server-port", port })),
  { kind: "low-client-port", below: 1024 },
  ...["admin", "old", "test", "dev"].map((label) => ({ kind: "name", name: `${label}.example.com` })),
  ...["net", "org", "info", "com", "dev"].map((end) => ({
    kind: "names",
    names: ["a", "b", "c"].map((label) => `${label}.example.${end}`),
  })),
];

/** As conditions in CEL, of the variables that `name` gives. */
export function celOf(rule, { ip, clientPort, serverPort, sni, start }) {
  switch (rule.kind) {
    case "block":
      return `inCidrRange(${ip}, '${rule.block}')`;
    case "address":
      return `${ip} == '${rule.address}'`;
    case "server-port":
      return `${serverPort} == ${rule.port}`;
    case "low-client-port":
      return `${clientPort} < ${rule.below}`;
    case "suffix":
      return `${sni}.endsWith('${rule.suffix}')`;
    case "name":
      return `${sni} == '${rule.name}'`;
    case "names":
      return `${sni} in [${rule.names.map((name) => `'${name}'`).join(", ")}]`;
    default:
      return `${start} < timestamp('${rule.time}')`;
  }
}

const NOW = "2026-02-01T00:00:00Z";
const QUIET = { ip: "192.0.2.1", clientPort: 40_000, serverPort: 443, sni: "www.example.com", start: NOW };

/** Four that no rule matches, with which is measured, and one for each rule. `rule`: the first that does, -1 for none. */
const probesOf = (rules) => [
  { ...QUIET, rule: -1 },
  { ...QUIET, ip: "2001:db8::7", sni: "", rule: -1 },
  { ...QUIET, ip: "10.2.0.1", clientPort: 1024, sni: "xinternal.example", rule: -1 },
  { ...QUIET, ip: "198.51.100.99", serverPort: 444, sni: "xadmin.example.com", rule: -1 },
  ...rules.map((rule, index) => ({ ...QUIET, ...matching(rule), rule: index })),
];

/** `id`: what ids of the table have of it. */
export const RULE_SETS = [
  {
    id: "",
    what: "20 rules",
    title: "20 rules (address blocks, addresses, ports, server names and their suffixes, a time)",
    rules: MIXED,
    probes: probesOf(MIXED),
  },
  {
    id: "comparisons.",
    what: "20 comparisons",
    title: "20 rules of equality, `in` and comparisons alone",
    rules: COMPARISONS,
    probes: probesOf(COMPARISONS),
  },
];

function matching(rule) {
  switch (rule.kind) {
    case "block":
      return { ip: rule.inside };
    case "address":
      return { ip: rule.address };
    case "server-port":
      return { serverPort: rule.port };
    case "low-client-port":
      return { clientPort: rule.below - 1 };
    case "suffix":
      return { sni: `www${rule.suffix}` };
    case "name":
      return { sni: rule.name };
    case "names":
      return { sni: rule.names.at(-1) };
    default:
      return { start: "2025-12-31T23:59:59Z" };
  }
}

const BLOCKS = new Map(MIXED.filter(({ kind }) => kind === "block").map(({ block }) => [block, parseCidr(block)]));

/** What each library is given that has no addresses: none is charged for reading a block again. */
export function inCidrRange(text, block) {
  const address = parseAddress(text);
  return address !== undefined && BLOCKS.get(block)?.contains(address) === true;
}
