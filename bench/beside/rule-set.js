/**
 * The rules that every proxy of the benches applies. One description of them, from which the configuration of each is made, so
 * that none does less than another.
 *
 * A rule refuses a connection, by `kind`:
 * - `addresses`: of a client with one of these addresses;
 * - `network`: of a client in this CIDR;
 * - `port`: with this port at either end;
 * - `address-prefix`: of a client whose address, as text, begins with this, on a TCP endpoint.
 *
 * Behind them `restriction` lets in who is in one of `allow` and in none of `deny`.
 */
export const RULE_SET = {
  rules: Array.from({ length: 19 }, (_, index) => rule(index + 1)),
  restriction: { allow: ["127.0.0.0/8", "10.0.0.0/8"], deny: ["127.0.0.66"] },
};

/** What a proxy with `RULE_SET` has to say to a client at each of these addresses. */
export const PROBES = [
  { from: "127.0.0.1", allowed: true },
  { from: "127.0.0.66", allowed: false },
];

function rule(n) {
  switch (n % 4) {
    case 1:
      return { kind: "addresses", addresses: [`203.0.113.${n}`, `2001:db8::${n}`] };
    case 2:
      return { kind: "network", network: `10.${n}.0.0/16` };
    case 3:
      return { kind: "port", port: n };
    default:
      return { kind: "address-prefix", prefix: `198.51.100.${n}` };
  }
}
