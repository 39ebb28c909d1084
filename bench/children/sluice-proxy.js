/** Our proxy with the policy of 20 rules, each of which is evaluated and none of which ends a connection from 127.0.0.1. */
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
