import cluster from "node:cluster";
import { Command } from "commander";
import type { ProxyConfig } from "../config/config.ts";
import { withExamples } from "./examples.ts";
import { repeated, sourcesOf } from "./option-values.ts";
import { type Selection, selectEndpoints } from "./select-endpoints.ts";
import { serve, work } from "./serve.ts";
import { addServeFlags, type ServeFlags } from "./serve-flags.ts";

interface StartOptions extends ServeFlags {
  readonly config?: readonly string[];
  readonly resolve?: readonly string[];
  readonly all?: boolean;
}

/** `sluice start`. */
export function startCommand(): Command {
  const command = new Command("start")
    .description("start the endpoints of a configuration")
    .argument("[name...]", "names of the endpoints to start")
    .option("--all", "start all endpoints")
    .option("--config <path>", "file or directory to read, repeatable (default: sluice.yml)", repeated)
    .option("--resolve <name=host:port>", "address of a service outside of its cluster, repeatable", repeated)
    .action(async (names: string[], options: StartOptions) => {
      const sources = sourcesOf(options);
      const select = selector(names, options);
      if (options.workers !== undefined && cluster.isWorker) work(select);
      else process.exitCode = await serve({ sources, select, flags: options, title: sources.paths.join(", ") });
    });
  addServeFlags(command);
  return withExamples(command, [
    { does: "all endpoints of sluice.yml", line: "sluice start --all" },
    { does: "two of them, with four processes", line: "sluice start web db --workers 4" },
    { does: "all of an agent configuration", line: "sluice start --all --config ngrok.yml" },
    {
      does: "all of a directory of manifests",
      line: "sluice start --all --config deploy/ --resolve db.prod=127.0.0.1:5432",
    },
    { does: "events as lines for people", line: "sluice start --all --format text" },
  ]);
}

function selector(names: readonly string[], { all = false }: StartOptions): (config: ProxyConfig) => Selection {
  return ({ endpoints }) => selectEndpoints(endpoints, names, all);
}
