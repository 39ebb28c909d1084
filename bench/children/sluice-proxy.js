/** Our proxy with a policy of 20 rules, each of which is evaluated and none of which ends a connection. */
import { serveSluice } from "./serve-sluice.js";

const upstreamPort = Number(process.argv[2]);

const conditions = [
  (n) => `conn.client_ip in ['203.0.113.${n}', '2001:db8::${n}']`,
  (n) => `inCidrRange(conn.client_ip, '10.${n}.0.0/16')`,
  (n) => `conn.client_port == ${n} || conn.server_port == ${n}`,
  (n) => `conn.client_ip.startsWith('198.51.100.${n}') && endpoint.protocol == 'tcp'`,
];
const rules = Array.from({ length: 19 }, (_, n) => ({
  expressions: [conditions[n % conditions.length](n + 1)],
  actions: [{ type: "deny" }],
}));
const restriction = { type: "restrict-ips", config: { allow: ["127.0.0.0/8", "10.0.0.0/8"], deny: ["127.0.0.66"] } };

await serveSluice({
  version: 3,
  listen: { address: "127.0.0.1", ports: { 9000: 0 } },
  endpoints: [
    {
      url: "tcp://127.0.0.1:9000",
      upstream: { url: `127.0.0.1:${upstreamPort}` },
      traffic_policy: { on_tcp_connect: [...rules, { actions: [restriction] }] },
    },
  ],
});
