/**
 * Why a policy has no HAProxy configuration of the same meaning: a closed list. HAProxy either is configured to do alike
 * or is refused by one of these names. A translation does not see the connection: how leniently HAProxy reads a hello that
 * is malformed is no matter of the policy, and stands in `HAPROXY_DIFFERENCES`.
 */
export const UNTRANSLATABLE = {
  /** `close-connection` but as the first thing that decides. */
  "reset-by-rule":
    "HAProxy resets a connection only before it has read the PROXY header, so never by what a rule finds",
  /** `conn.ts.start`, `time.now`. */
  clock: "HAProxy's clock is the machine's and cannot be set to the vector's time",
  /** `rand.…`. */
  draws: "HAProxy draws its own random numbers",
  /** `conn.client_ip.geo` and its like. */
  "ip-intelligence": "HAProxy knows nothing of an address but its bytes",
  /** `conn.tls.ja4_fingerprint`. */
  ja4: "HAProxy computes no JA4 fingerprint",
  /** Alternative names, extensions, validity, PEM. */
  "certificate-field": "HAProxy has no sample of this field of a certificate",
  /** `….error.message`, and the codes of forwards. */
  "failure-told": "HAProxy does not tell its rules why something failed",
  /** A function without a converter of the same meaning. */
  function: "HAProxy has no converter that does what this function does, on every input",
  /** Lists, maps, doubles, bytes, timestamps; fields of computed values; what the parser does not know. */
  value: "HAProxy computes with booleans, integers, text and addresses, and with no other value",
  /** `+`, `-` and `*` whose result may not be a 64-bit integer. */
  "arithmetic-overflow": "HAProxy's integers saturate where the language's fail",
  /** `contains` and its like of text that is not in the policy. */
  "run-time-pattern": "HAProxy searches text for patterns of its configuration, not for text of the connection",
  /** CIDRs that are computed of the connection, and its text as an address. */
  "run-time-address": "HAProxy matches the connection's addresses against sets of its configuration, and nothing else",
  /** `matches` beyond what RE2 and PCRE2 read alike, or with more ways to match than PCRE2 tries. */
  "regular-expression": "HAProxy's regular expressions are not RE2's: another syntax, or another cost",
  /** Characters that a converter or a line of configuration cannot hold, and text that may be too long for them. */
  text: "HAProxy's configuration or its converters cannot hold this text as it is",
  /** `on_error: continue` where the frontend that goes on would know less: behind a termination, or for a pool. */
  failover: "HAProxy goes on after a failed forward only in another frontend, which knows nothing of this one's TLS",
  /** Internal endpoints with policies, agent TLS termination, upstreams by TLS or with a PROXY header. */
  endpoint: "the endpoint has more than a policy and upstreams to connect to",
} as const;

export type UntranslatableName = keyof typeof UNTRANSLATABLE;

/** Ends a translation. Never leaves `translate`, whose result has the name. */
export class Untranslatable extends Error {
  readonly kind: UntranslatableName;

  /** `what`: the part of the policy that has no translation. */
  constructor(kind: UntranslatableName, what: string) {
    super(what);
    this.kind = kind;
  }
}
