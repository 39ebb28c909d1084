/** Our proxy with a policy that terminates TLS with a certificate of its own. */
import { serveSluice } from "./serve-sluice.js";

const [upstreamPort, name, credentials] = process.argv.slice(2);
const { certificate, privateKey } = JSON.parse(credentials);
await serveSluice({
  version: 3,
  listen: { address: "127.0.0.1", ports: { 9443: 0 } },
  endpoints: [
    {
      url: `tls://${name}:9443`,
      upstream: { url: `127.0.0.1:${upstreamPort}` },
      traffic_policy: {
        on_tcp_connect: [
          {
            actions: [
              {
                type: "terminate-tls",
                config: { server_certificate: certificate, server_private_key: privateKey },
              },
            ],
          },
        ],
      },
    },
  ],
});
