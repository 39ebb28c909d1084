import { Counters } from "../../connection/counters.ts";
import type { ConnectionEvent } from "../event.ts";

type Objects = ConnectionEvent["object"];

export interface EventSketch {
  readonly conn?: Partial<Objects["conn"]>;
  readonly policy?: Partial<Objects["traffic_policy"]>;
  readonly endpoint?: Objects["endpoint"];
  readonly upstream?: Objects["upstream"];
  readonly shadow?: Objects["shadow_policy"];
}

const WEB: Objects["endpoint"] = { id: "ep_1", name: "web", url: "tls://app.example.com" };

/** A connection to `web` that has passed, but for what is told. */
export function eventOf(sketch: EventSketch = {}): ConnectionEvent {
  const { conn, policy, endpoint = WEB, upstream = null, shadow } = sketch;
  return {
    event_id: "ev_1",
    event_type: "tcp_connection_closed.v0",
    event_timestamp: "2026-01-01T00:00:01.500Z",
    object: {
      conn: {
        bytes_in: 10,
        bytes_out: 20,
        client_ip: "192.0.2.1",
        client_port: 50000,
        server_ip: "192.0.2.2",
        server_port: 443,
        server_name: "",
        start_ts: "2026-01-01T00:00:01.000Z",
        end_ts: "2026-01-01T00:00:01.500Z",
        ja4_fingerprint: "",
        ...conn,
      },
      counters: new Counters().object(),
      endpoint,
      ip_policy: { decision: null },
      traffic_policy: { outcome: "continue", rule: null, action: null, error: null, logs: [], ...policy },
      upstream,
      ...(shadow ? { shadow_policy: shadow } : {}),
    },
  };
}
