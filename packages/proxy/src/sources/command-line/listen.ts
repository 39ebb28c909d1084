import { isIP } from "node:net";
import { parseEndpointUrl } from "@sluice/policy";
import { type MapNode, mapOf, nodeOf, type StringNode } from "@sluice/policy/source";
import type { FlagReader } from "./flag-reader.ts";

const PORT = /^\d{1,5}$/;

/** `listen:` of a configuration, of `--listen PORT`, `ADDRESS` or `ADDRESS:PORT`. `url`: of the endpoint, whose port it is. */
export function listenOf(reader: FlagReader, url: string): MapNode | undefined {
  const flag = reader.value("listen");
  if (!flag) return undefined;
  const bound = split(flag.value);
  if (!bound) {
    const message = `\`${flag.value}\` is nothing to listen on`;
    reader.report("invalid-value", flag, message, "write a port, an address or both: `--listen 127.0.0.1:8443`");
    return undefined;
  }
  const parsed = parseEndpointUrl(url);
  const ports =
    bound.port === undefined || parsed.kind !== "url" ? undefined : { [parsed.url.port]: nodeOf(bound.port, flag) };
  return mapOf({ address: bound.address, ports }, flag);
}

/** The end of the flag's text is the port, if there is one. */
function split(text: StringNode["value"]): { readonly address?: string; readonly port?: number } | undefined {
  if (isIP(text) !== 0) return { address: text };
  if (PORT.test(text)) return portOf(text);
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? "";
  if (isIP(address) === 0) return undefined;
  if (port === undefined) return { address };
  const read = portOf(port);
  return read && { address, ...read };
}

function portOf(text: string): { readonly port: number } | undefined {
  const port = Number(text);
  return port <= 65_535 ? { port } : undefined;
}
