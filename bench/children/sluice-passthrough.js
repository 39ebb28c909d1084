/** Our proxy with endpoints that are told apart by the server name, TLS left to their upstream. */
import { serveSluice } from "./serve-sluice.js";

const [upstreamPort, names] = process.argv.slice(2);
await serveSluice({
  version: 3,
  listen: { address: "127.0.0.1", ports: { 443: 0 } },
  endpoints: JSON.parse(names).map((name) => ({
    url: `tls://${name}`,
    upstream: { url: `127.0.0.1:${upstreamPort}` },
  })),
});
