import { AddressSet, type Cidr, explainCidr } from "@sluice/policy";
import type { ConfigReader, Value } from "./reader.ts";

/** `accept_proxy_protocol: { from: [CIDR] }`: the peers that must send a PROXY header. */
export function readAcceptProxyProtocol(reader: ConfigReader, at: Value | undefined): AddressSet | undefined {
  const entry = at && reader.map(at, "`accept_proxy_protocol`", ["from"]);
  const listAt = entry?.required("from");
  if (!listAt) return undefined;
  const items = reader.list(listAt, "`from`");
  if (items.length === 0 && reader.isList(listAt)) {
    const hint = "list who may say where a connection comes from, such as `10.0.0.0/8`";
    reader.report("invalid-value", "`from` lists nobody", listAt, hint);
  }
  const blocks: Cidr[] = [];
  for (const item of items) {
    const text = reader.string(item, "an address or a CIDR");
    if (text === undefined) continue;
    const read = explainCidr(text);
    if (read.kind === "cidr") blocks.push(read.cidr);
    else reader.report("invalid-cidr", read.reason, item, read.hint);
  }
  return AddressSet.from(blocks);
}
