import {
  type Entry,
  isString,
  type MapNode,
  mapOf,
  type Node,
  nodeOf,
  type PlainValue,
  type ScalarNode,
  type Sink,
  type StringNode,
} from "@sluice/policy/source";
import { Fields } from "../fields.ts";
import { restrictIpsRule } from "../generated-rules.ts";
import { notOurs, type PassedOver } from "../passed-over.ts";
import { tunnelTermination } from "./tunnel-termination.ts";

/** A tunnel as an endpoint of `sluice.yml`. */
export interface Tunnel {
  readonly endpoint: MapNode;
  /** What is to stand in front of its policy. */
  readonly rules: readonly Node[];
  /** Top-level parts that the rules refer to: `secrets`, `certificate_authorities`. */
  readonly resources: { readonly [key: string]: PlainValue };
}

/** Keys that say something about HTTP alone, or about how the agent shows what it does. */
const PASSED_OVER = ["inspect", "schemes", "host_header", "compression", "websocket_tcp_converter"];
const KEYS = [
  "proto",
  "addr",
  "remote_addr",
  "domain",
  "hostname",
  "subdomain",
  "crt",
  "key",
  "terminate_at",
  "mutual_tls_cas",
  "proxy_proto",
  "ip_restriction",
  "traffic_policy",
  "policy",
  "traffic_policy_file",
  "metadata",
  "description",
  "pooling_enabled",
  "verify_upstream_tls",
  "verify_upstream_tls_cas",
];

/** One entry of `tunnels:`; `undefined` if it is not ours, or wrong (reported). */
export function readTunnel({ key, value }: Entry, sink: Sink, passed: PassedOver): Tunnel | undefined {
  const what = `tunnel \`${key.value}\``;
  if (value.kind !== "map") {
    sink.report("wrong-type", value.start, value.end, `${what} must be a mapping`);
    return undefined;
  }
  const fields = new Fields(value, what, sink);
  if (fields.has("labels")) {
    passed.member("labeled tunnels", key.value, key, (names) => ({
      message: `${names} ${names.includes(",") ? "have" : "has"} \`labels\` of an edge instead of an address, and no edge is here: left out`,
      hint: "write `proto: tcp` with `remote_addr`, or `proto: tls` with `domain`",
      severity: "warning",
    }));
    return undefined;
  }
  const proto = fields.string("proto");
  if (!proto) {
    if (!fields.has("proto")) fields.missing(`${what} has no \`proto\``, "write `proto: tcp` or `proto: tls`");
    return undefined;
  }
  const scheme = proto.value.toLowerCase();
  if (scheme === "http" || scheme === "https") {
    passed.member("http", key.value, key, notOurs);
    return undefined;
  }
  if (scheme !== "tcp" && scheme !== "tls") {
    fields.report("invalid-value", proto, `\`${proto.value}\` is no protocol of a tunnel`, "write `tcp` or `tls`");
    return undefined;
  }
  for (const name of PASSED_OVER) {
    const at = fields.key(name);
    if (at) passed.key(name, at);
  }
  fields.allow([...KEYS, ...PASSED_OVER]);
  const url = scheme === "tcp" ? tcpUrl(fields) : tlsUrl(fields);
  const termination = tunnelTermination(fields, key.value, scheme);
  const restriction = ipRestriction(fields, sink);
  const endpoint = mapOf(
    {
      name: key,
      url,
      description: fields.value("description"),
      metadata: fields.value("metadata"),
      pooling_enabled: fields.value("pooling_enabled"),
      upstream: upstreamOf(fields),
      agent_tls_termination: termination.agentTermination,
    },
    value,
  );
  const policy = policyEntries(fields);
  return {
    endpoint: { ...endpoint, entries: [...endpoint.entries, ...policy] },
    rules: [...(restriction ? [restriction] : []), ...(termination.rule ? [termination.rule] : [])],
    resources: termination.resources,
  };
}

function tcpUrl(fields: Fields): Node | undefined {
  const address = fields.string("remote_addr");
  if (address) return nodeOf(`tcp://${address.value}`, address);
  if (!fields.has("remote_addr")) {
    const message = `${fields.what} has no \`remote_addr\`, and there is nobody to give it one`;
    fields.missing(message, "write `remote_addr: HOST:PORT`: the port is opened here");
  }
  return undefined;
}

function tlsUrl(fields: Fields): Node | undefined {
  const [domain, hostname] = [fields.string("domain"), fields.string("hostname")];
  if (domain && hostname && domain.value !== hostname.value) {
    fields.report(
      "invalid-value",
      hostname,
      `\`hostname\` of ${fields.what} is not its \`domain\``,
      "remove `hostname`",
    );
  }
  const name = domain ?? hostname;
  if (name) return nodeOf(`tls://${name.value}`, name);
  if (!fields.has("domain") && !fields.has("hostname")) {
    const message = `${fields.what} has no \`domain\`, and there is nobody to give it one`;
    fields.missing(message, "write `domain: NAME`, the name that clients ask for");
  }
  return undefined;
}

function upstreamOf(fields: Fields): Node | undefined {
  const address = fields.text("addr");
  if (!address) {
    if (!fields.has("addr"))
      fields.missing(`${fields.what} has no \`addr\``, "write `addr: PORT` or `addr: HOST:PORT`");
    return undefined;
  }
  const verify = fields.boolean("verify_upstream_tls");
  const authorities = fields.string("verify_upstream_tls_cas");
  const tls = {
    certificate_authorities: authorities ? [authorities] : undefined,
    insecure_skip_verify: verify === false ? true : undefined,
  };
  const hasTls = tls.certificate_authorities !== undefined || tls.insecure_skip_verify !== undefined;
  const version = proxyVersion(fields.text("proxy_proto"));
  return nodeOf({ url: address, proxy_protocol: version, tls: hasTls ? tls : undefined }, address);
}

/** An agent takes an empty one for none. */
function proxyVersion(version: ScalarNode | undefined): ScalarNode | undefined {
  const isNone = version === undefined || version.value === "" || version.value === 0n || version.value === "0";
  return isNone ? undefined : version;
}

/** `ip_restriction: { allow_cidrs, deny_cidrs }`. */
function ipRestriction(fields: Fields, sink: Sink): Node | undefined {
  const restriction = fields.fields("ip_restriction");
  if (!restriction) {
    const key = fields.key("ip_restriction");
    // A template that came out empty must not let everybody in.
    if (key && !fields.has("ip_restriction")) {
      fields.report("wrong-type", key, `\`ip_restriction\` of ${fields.what} must be a mapping`);
    }
    return undefined;
  }
  restriction.allow(["allow_cidrs", "deny_cidrs"]);
  for (const name of ["allow_cidrs", "deny_cidrs"]) {
    const key = restriction.key(name);
    if (key && !restriction.has(name)) {
      restriction.report("wrong-type", key, `\`${name}\` of ${restriction.what} must be a list`);
    }
  }
  const [allow, deny] = [restriction.strings("allow_cidrs"), restriction.strings("deny_cidrs")];
  const nobody = (name: string): Node | undefined => {
    const value = restriction.value(name);
    return value?.kind === "list" && value.items.length === 0 ? value : undefined;
  };
  const isEmpty = restriction.map.entries.length === 0;
  const at = nobody("allow_cidrs") ?? (allow.length === 0 ? nobody("deny_cidrs") : undefined);
  if (isEmpty || at) {
    const hint = "list those who may connect, or remove it where everybody may";
    fields.report("invalid-value", at ?? restriction.map, `${restriction.what} names nobody`, hint);
  }
  return restrictIpsRule({ allow, deny, sink, at: restriction.map });
}

/** `policy` is what `traffic_policy` was called until version 3.14 of the agent. */
function policyEntries(fields: Fields): readonly Entry[] {
  const entries = fields.map.entries.filter(({ key }) =>
    ["traffic_policy", "policy", "traffic_policy_file"].includes(key.value),
  );
  const [old, now] = [fields.key("policy"), fields.key("traffic_policy")];
  if (old && now) {
    const message = `${fields.what} has both a \`traffic_policy\` and a \`policy\``;
    fields.report("invalid-value", old, message, "keep `traffic_policy`, the newer name");
    return entries.filter(({ key }) => key !== old);
  }
  return entries.map(({ key, value }) => ({ key: renamed(key), value }));
}

function renamed(key: StringNode): StringNode {
  const name = nodeOf(key.value === "policy" ? "traffic_policy" : key.value, key);
  return isString(name) ? name : key;
}
