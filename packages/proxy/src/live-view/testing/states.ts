import type { ViewState } from "../state.ts";

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
