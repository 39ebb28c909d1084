// A proxy that asks a policy: node proxy.js POLICY PORT UPSTREAM_PORT. The README beside it goes through it.
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { pipeline } from "node:stream";
import { compilePolicy } from "@sluice/policy";

const [path, port, upstreamPort] = process.argv.slice(2);
const { policy, diagnostics } = compilePolicy(readFileSync(path, "utf8"), { protocol: "tcp" });
if (!policy) throw new Error(diagnostics.map((d) => `${path}:${d.range.start.line}: ${d.message}`).join("\n"));
const endpoint = { id: "ep_1", protocol: "tcp", host: "localhost", port: Number(port), url: `tcp://localhost:${port}` };
const error = { code: "unsupported", message: "this proxy neither speaks TLS nor has internal endpoints" };
const server = createServer({ allowHalfOpen: true }, (client) => {
  client.on("error", () => client.destroy());
  const from = { ip: client.remoteAddress ?? "", port: client.remotePort ?? 0 };
  const to = { ip: client.localAddress ?? "", port: client.localPort ?? 0, region: "" };
  let step = policy.start({ client: from, server: to, start: new Date(), endpoint });
  // `kind` answers `client-hello`, `ok` and `error` answer `terminate-tls`, `code` and `message` `forward-internal`.
  while ("resume" in step) step = step.resume({ kind: "malformed", ok: false, error, ...error });
  if (step.kind === "deny") return client.resume().end(() => setTimeout(() => client.destroy(), 2_000).unref());
  if (step.kind !== "continue") return client.resetAndDestroy();
  pipeline(client, connect({ port: upstreamPort, allowHalfOpen: true }), client, () => {});
});
server.listen(port, () => console.log(`listening on port ${server.address().port}`));
