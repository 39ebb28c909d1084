/** Our proxy with many endpoints on one port, told apart by their server names. */
import { nameOf } from "../many-names.js";
import { serveSluice } from "./serve-sluice.js";

const [upstreamPort, count] = process.argv.slice(2).map(Number);
await serveSluice({
  version: 3,
  listen: { address: "127.0.0.1", ports: { 443: 0 } },
  endpoints: Array.from({ length: count }, (_, i) => ({
    url: `tls://${nameOf(i)}`,
    upstream: { url: `127.0.0.1:${upstreamPort}` },
  })),
});
