// One endpoint in front of one upstream: node forward.js UPSTREAM_PORT
import { forward } from "@sluice/proxy";

const listener = await forward({
  addr: Number(process.argv[2] ?? 5432),
  proto: "tls",
  domain: "db.example.com",
  // Empty: with the configured certificates, here one that is made when it starts.
  crt: "",
  key: "",
  certificates: { self_signed: true },
  listen: { address: "127.0.0.1", ports: { 443: 0 } },
  ip_restriction_allow_cidrs: ["127.0.0.0/8"],
  traffic_policy: `
on_tcp_connect:
  - name: TLS 1.3 or nothing
    expressions:
      - conn.tls.version != '1.3'
    actions:
      - type: deny
`,
  // Where it came from, a token was needed: it is passed over.
  authtoken_from_env: true,
});

const [{ port }] = listener.addresses();
console.log(`${listener.url()} is on port ${port} and forwards to ${listener.forwardsTo()}`);
listener.onConnectionClosed(({ object }) => console.log(`${object.conn.client_ip}: ${object.traffic_policy.outcome}`));

process.once("SIGTERM", async () => {
  await listener.close({ drain: 10_000 });
  console.log("closed");
});
