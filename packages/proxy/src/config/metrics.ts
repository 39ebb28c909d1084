import { isIP } from "node:net";
import { fieldOf } from "@sluice/policy/source";
import type { ListenerRoute } from "../endpoints/table.ts";
import { EVERYWHERE, overlap } from "../overlap.ts";
import type { ConfigReader, Value } from "./reader.ts";

/** Where metrics and the state of the process can be asked for by HTTP. */
export interface MetricsConfig {
  /** An address of this machine. */
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** How many endpoints have series of their own, in the order of the configuration; the rest share one, `other`. */
  readonly maxEndpoints: number;
}

/** About twenty thousand series where every endpoint has all there are, which one Prometheus takes from one target without notice. */
export const DEFAULT_MAX_ENDPOINTS = 100;
const MOST_ENDPOINTS = 10_000;

const HINT = "write an address and a port, such as `127.0.0.1:9090` or `[::1]:9090`";

/** `metrics: { address: HOST:PORT, max_endpoints: 100 }`. */
export function readMetrics(reader: ConfigReader, at: Value | undefined): MetricsConfig | undefined {
  const entry = at && reader.map(at, "`metrics`", ["address", "max_endpoints"]);
  if (!entry) return undefined;
  const addressAt = entry.required("address");
  const text = reader.string(addressAt, "`address`");
  const most = reader.integer(entry.get("max_endpoints"), "`max_endpoints`", 0, MOST_ENDPOINTS);
  if (text === undefined) return undefined;
  const address = parseAddress(text);
  if (!address) {
    reader.report("invalid-value", `\`${text}\` is not an address with a port`, addressAt, HINT);
    return undefined;
  }
  return { ...address, maxEndpoints: most ?? DEFAULT_MAX_ENDPOINTS };
}

/** Reports a port that endpoints are listened for on as well. `at`: what `metrics` was read from. */
export function checkMetricsPort(
  reader: ConfigReader,
  at: Value | undefined,
  { host, port }: MetricsConfig,
  routes: readonly Pick<ListenerRoute, "address" | "port">[],
): void {
  if (port === 0) return;
  if (!routes.some((route) => route.port === port && overlap(route.address ?? EVERYWHERE, host))) return;
  const addressAt = at?.kind === "map" ? fieldOf(at, "address") : undefined;
  const hint = "give `metrics` a port that no endpoint has";
  reader.report("invalid-value", `port ${port} is that of an endpoint`, addressAt ?? at, hint);
}

/** An address and not a name: what a name stands for may be anybody's to say, and what listens on it everybody's to read. */
function parseAddress(text: string): { readonly host: string; readonly port: number } | undefined {
  const [, six, four, digits] = /^(?:\[([^[\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) return undefined;
  if (six !== undefined) return isIP(six) === 6 ? { host: six, port } : undefined;
  if (four === "localhost") return { host: "127.0.0.1", port };
  return four !== undefined && isIP(four) === 4 ? { host: four, port } : undefined;
}
