import cluster from "node:cluster";
import type { Command } from "commander";
import type { ProxyConfig } from "../../config/config.ts";
import { type Example, withExamples } from "../examples.ts";
import { type Selection, selectEndpoints } from "../select-endpoints.ts";
import { serve, work } from "../serve.ts";
import { addServeFlags, type ServeFlags } from "../serve-flags.ts";
import { EndpointCommand, type Scheme, switchesOf } from "./command.ts";

const EXAMPLES: Readonly<Record<Scheme, readonly Example[]>> = {
  tcp: [
    { does: "a database, for this machine alone", line: "sluice tcp 5432 --url tcp://127.0.0.1:7000" },
    {
      does: "for one network, with a policy",
      line: "sluice tcp db:5432 --url db.example.com:5432 --cidr-allow 10.0.0.0/8 --traffic-policy-file policy.yml",
    },
    {
      does: "encrypted on the way to an upstream whose authority is known",
      line: "sluice tcp tls://db:5432 --url tcp://127.0.0.1:7000 --upstream-tls-verify-cas ca.pem",
    },
  ],
  tls: [
    { does: "TLS handed through to the upstream, by its server name", line: "sluice tls 8443 --url app.example.com" },
    {
      does: "TLS ended with a certificate of your own",
      line: "sluice tls 8080 --url app.example.com --crt app.crt --key app.key",
    },
    {
      does: "mutual TLS in front of a policy, which sees the client's certificate",
      line: "sluice tls 8080 --url app.example.com --terminate-at edge --crt app.crt --key app.key --mutual-tls-cas ca.pem",
    },
    {
      does: "to try things out, on a port that needs no privileges",
      line: "sluice tls 8080 --url app.example.com --listen 127.0.0.1:8443 --terminate-at edge --self-signed",
    },
  ],
};

/** `sluice tcp` and `sluice tls`. `args`: what was typed behind `sluice`. */
export function endpointCommand(scheme: Scheme, args: readonly string[]): Command {
  const command = new EndpointCommand(scheme);
  addServeFlags(command);
  command.action(async (upstream: string, flags: ServeFlags & { readonly url?: string }) => {
    const select = ({ endpoints }: ProxyConfig): Selection => selectEndpoints(endpoints, [], true);
    if (flags.workers !== undefined && cluster.isWorker) {
      work(select);
      return;
    }
    const typed = { scheme, args, switches: switchesOf(command), directory: process.cwd() };
    process.exitCode = await serve({ sources: { paths: [], typed }, select, flags, title: `${scheme} ${upstream}` });
  });
  return withExamples(command, EXAMPLES[scheme]);
}
