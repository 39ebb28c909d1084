/**
 * Our proxy with the policy of 20 rules, none of which ends a connection from 127.0.0.1. As by default, indexes are asked for the fifteen
 * that compare addresses, networks and ports, five of each; the four that compare a beginning of the address, and the action of the last, are
 * evaluated for each connection.
 */
import { RULE_SET } from "../beside/rule-set.js";
import { sluicePolicy } from "../beside/sluice.js";
import { serveSluice } from "./serve-sluice.js";

const upstreamPort = Number(process.argv[2]);

await serveSluice({
  version: 3,
  listen: { address: "127.0.0.1", ports: { 9000: 0 } },
  endpoints: [
    {
      url: "tcp://127.0.0.1:9000",
      upstream: { url: `127.0.0.1:${upstreamPort}` },
      traffic_policy: sluicePolicy(RULE_SET),
    },
  ],
});
