import { Counters } from "../../connection/counters.ts";
import type { ConnectionEvent } from "../../events/event.ts";
import type { ViewState } from "../state.ts";

type Objects = ConnectionEvent["object"];

export interface EventSketch {
  readonly conn?: Partial<Objects["conn"]>;
  readonly policy?: Partial<Objects["traffic_policy"]>;
  readonly endpoint?: Objects["endpoint"];
  readonly upstream?: Objects["upstream"];
}

const WEB: Objects["endpoint"] = { id: "ep_1", name: "web", url: "tls://app.example.com" };

/** A connection to `web` that has passed, but for what is told. */
export function eventOf({ conn, policy, endpoint = WEB, upstream = null }: EventSketch = {}): ConnectionEvent {
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
    },
  };
}

/** Something of everything. */
export const STATE: ViewState = {
  version: "0.1.0",
  status: "online",
  source: "sluice.yml",
  uptime: 65_000,
  quitKey: "q",
  totals: { open: 3, closed: 1_234, refused: 7, bytesIn: 5_300, bytesOut: 1_000_000 },
  endpoints: [
    {
      name: "web",
      url: "tls://app.example.com",
      upstream: "9000",
      at: "127.0.0.1:443",
      open: 3,
      closed: 1_230,
      bytesIn: 5_300,
      bytesOut: 1_000_000,
      decisions: [
        { rule: "[0] office only", outcomes: [["denied", 6]] },
        { rule: "no rule", outcomes: [["passed", 1_224]] },
      ],
    },
    {
      url: "tcp://db.internal:5432",
      upstream: "db:5432",
      at: "internal",
      open: 0,
      closed: 0,
      bytesIn: 0,
      bytesOut: 0,
      decisions: [],
    },
  ],
  recent: ["00:00:01.000  192.0.2.1:50000 → web: passed", "00:00:02.000  192.0.2.7:50001 → web: denied"],
  log: ["sluice: listening on 127.0.0.1:443 for tls://app.example.com (web)"],
};
