/** The tables in the order in which they are printed. Each is `run({ rounds, report })`, `report` being a `Report`. */
export const TABLES = {
  decisions: () => import("./decisions.js"),
  allocations: () => import("./allocations.js"),
  peers: () => import("./peers.js"),
  expressions: () => import("./expressions.js"),
  costs: () => import("./costs.js"),
  check: () => import("./check.js"),
  connections: () => import("./connections.js"),
  passthrough: () => import("./passthrough.js"),
  transfer: () => import("./transfer.js"),
  latency: () => import("./latency.js"),
  hello: () => import("./hello.js"),
  handshakes: () => import("./handshakes.js"),
  idle: () => import("./idle.js"),
  scale: () => import("./scale.js"),
  endpoints: () => import("./endpoints.js"),
};
