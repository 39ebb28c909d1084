import { isString, type Node, nodeOf, type PlainValue, type Sink, type Span } from "@sluice/policy/source";

/** Everybody: what the allowed CIDRs of a flag or a setting are where only denied ones are given. */
const EVERYBODY = ["0.0.0.0/0", "::/0"] as const;

export interface RestrictIpsOptions {
  /** Each at its own place; a CIDR or an address. */
  readonly allow: readonly Node[];
  readonly deny: readonly Node[];
  /** Where the rule is asked for. */
  readonly at: Span;
  readonly sink: Sink;
}

/**
 * The rule that `--cidr-allow`, `--cidr-deny` and `ip_restriction` become: denied CIDRs alone mean that everybody else may
 * come (language.md, section 9). None if neither is given.
 */
export function restrictIpsRule({ allow, deny, at, sink }: RestrictIpsOptions): Node | undefined {
  for (const item of [...allow, ...deny]) refuseExpression(item, sink);
  if (allow.length === 0 && deny.length === 0) return undefined;
  const allowed = allow.length === 0 ? EVERYBODY : allow;
  const config = { allow: [...allowed], ...(deny.length === 0 ? {} : { deny: [...deny] }) };
  return ruleOf("ip restriction", "restrict-ips", config, at);
}

/** The rule would run it, and it may give everybody; none of these has ever taken one. */
function refuseExpression(item: Node, sink: Sink): void {
  if (!isString(item) || !item.value.includes("${")) return;
  sink.report("invalid-cidr", item.start, item.end, `\`${item.value}\` is neither a CIDR nor an address`, {
    hint: "an expression belongs into a traffic policy, in a `restrict-ips` of its own",
  });
}

export interface TerminateTlsOptions {
  /** Of the rule, in events and metrics. Default: `tls termination`. */
  readonly name?: string;
  /** PEM or, as a node, whatever the user wrote; both or neither. Default: the host's certificate for the name. */
  readonly certificate?: Node | string;
  readonly privateKey?: Node | string;
  /** PEM bundles or ids of authorities. Default: no client certificate is asked for. */
  readonly authorities?: readonly (Node | string)[];
  readonly minVersion?: Node;
  readonly maxVersion?: Node;
  readonly verificationStrategy?: Node;
  /** Where termination is asked for. */
  readonly at: Span;
}

/** The rule that termination at the edge becomes. */
export function terminateTlsRule(options: TerminateTlsOptions): Node {
  const config = {
    min_version: options.minVersion,
    max_version: options.maxVersion,
    server_certificate: options.certificate,
    server_private_key: options.privateKey,
    mutual_tls_certificate_authorities: options.authorities ? [...options.authorities] : undefined,
    mutual_tls_verification_strategy: options.verificationStrategy,
  };
  return ruleOf(options.name ?? "tls termination", "terminate-tls", config, options.at);
}

function ruleOf(name: string, type: string, config: { [key: string]: PlainValue | undefined }, at: Span): Node {
  const isEmpty = Object.values(config).every((value) => value === undefined);
  return nodeOf({ name, actions: [{ type, ...(isEmpty ? {} : { config }) }] }, at);
}
