import { visible } from "@sluice/policy/source";
import type { ConnectionEvent, EventError } from "./event.ts";

/** One connection in one line for people: who, where, what became of it and which rule said so. */
export function readableLine(event: ConnectionEvent): string {
  const { conn, endpoint } = event.object;
  const time = conn.start_ts.slice(11, 23);
  const client = conn.client_ip.includes(":") ? `[${conn.client_ip}]` : conn.client_ip;
  const target = endpoint ? (endpoint.name ?? endpoint.url) : `port ${conn.server_port}`;
  const sni = conn.server_name === "" ? "" : ` (SNI ${conn.server_name})`;
  // A message may quote what a client has sent; a terminal must not act on it.
  return visible(`${time}  ${client}:${conn.client_port} → ${target}${sni}: ${verdict(event)}${doubt(event)}`);
}

function verdict({ object }: ConnectionEvent): string {
  const { traffic_policy: policy, upstream, conn } = object;
  const by = deciding(policy);
  switch (policy.outcome) {
    case "deny":
      return `denied ${by}`;
    case "close":
      return `reset ${by}`;
    case "error":
      return `refused${by === "" ? "" : ` ${by}`}: ${reason(policy.error)}`;
    case "forward":
      return `forwarded ${by} to ${policy.url ?? ""} → ${relayed(conn, upstream)}`;
    case "continue":
      return `passed → ${relayed(conn, upstream)}`;
  }
}

/** What its endpoint's shadow policy would have done otherwise; `""` where it agrees. */
function doubt({ object: { shadow_policy: shadow } }: ConnectionEvent): string {
  if (shadow?.agrees !== false) return "";
  const { outcome, error, url } = shadow;
  const by = deciding(shadow);
  const what = outcome === "error" ? `error ${reason(error)}` : url === undefined ? outcome : `${outcome} to ${url}`;
  return `; shadow policy: ${by === "" ? what : `${what} ${by}`}`;
}

type Policy = ConnectionEvent["object"]["traffic_policy"];

/** The rule and the action by their path in the policy document; `""` where no rule decided. */
function deciding({ rule, action, endpoint }: Pick<Policy, "rule" | "action" | "endpoint">): string {
  if (rule === null) return "";
  const path = `on_tcp_connect[${rule}]${action === null ? "" : `.actions[${action}]`}`;
  return endpoint === undefined ? `by ${path}` : `by ${path} of ${endpoint}`;
}

function relayed(conn: ConnectionEvent["object"]["conn"], upstream: ConnectionEvent["object"]["upstream"]): string {
  if (!upstream) return "nowhere";
  if (upstream.error) return `${upstream.url} unreachable: ${upstream.error.message}`;
  const milliseconds = Date.parse(conn.end_ts) - Date.parse(conn.start_ts);
  const counts = `${conn.bytes_in} bytes in, ${conn.bytes_out} out, ${milliseconds} ms`;
  const cut = conn.error ? `, cut short: ${reason(conn.error)}` : "";
  return `${upstream.address ?? upstream.url}, ${counts}${cut}`;
}

function reason(error: EventError | null): string {
  return error ? `${error.code} (${error.message})` : "unknown";
}
