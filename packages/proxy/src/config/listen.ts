import { isIP } from "node:net";
import { readAcceptProxyProtocol } from "./accept-proxy-protocol.ts";
import type { ListenConfig } from "./config.ts";
import type { ConfigReader, Value } from "./reader.ts";

/** `listen: { address, ports: { PUBLIC: BOUND }, accept_proxy_protocol: { from } }`. */
export function readListen(reader: ConfigReader, value: Value | undefined): ListenConfig {
  const entry = value && reader.map(value, "`listen`", ["address", "ports", "accept_proxy_protocol"]);
  const addressAt = entry?.written("address", "an address");
  const address = reader.string(addressAt, "`address`");
  if (address !== undefined && isIP(address) === 0) {
    reader.report("invalid-value", `\`${address}\` is not an address`, addressAt);
  }
  const ports = new Map<number, number>();
  for (const [text, key, at] of reader.entries(entry?.get("ports"), "`ports`")) {
    const from = Number(text);
    // `080` and `+80` would be another name of one that is there, and the last one counts without a word.
    const isPort = /^[1-9]\d*$/.test(text) && from <= 65_535;
    if (!isPort) reader.report("invalid-value", `\`${text}\` is not a port`, key);
    const to = reader.integer(at, `the port to bind for ${text}`, 0, 65_535);
    if (isPort && to !== undefined) ports.set(from, to);
  }
  const acceptProxyProtocol = readAcceptProxyProtocol(reader, entry?.written("accept_proxy_protocol", "a mapping"));
  return {
    ports,
    ...(address === undefined ? {} : { address }),
    ...(acceptProxyProtocol ? { acceptProxyProtocol } : {}),
  };
}
