import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { withExamples } from "../cli/examples.ts";
import { EXIT_FAILURE, EXIT_MISUSE, EXIT_OK } from "../cli/exit-codes.ts";
import { choosePorts, DEFAULT_PORT_BASE, PORT_NAMES } from "./ports.ts";
import { startQuickstart } from "./quickstart.ts";

interface Flags {
  readonly demo: boolean;
  readonly portBase: number;
  readonly port: readonly string[];
  readonly directory?: string;
}

/** `sluice quickstart`: a proxy with throw-away certificates, upstreams of its own and something to try. */
export function quickstartCommand(): Command {
  const command = new Command("quickstart")
    .description(
      "start a proxy with the example policies, throw-away certificates and small upstreams, all in this process",
    )
    .option("--no-demo", "leave out the connections that are sent through every endpoint first")
    .option("--port-base <port>", `first of ${PORT_NAMES.length} ports in a row`, wholeNumber, DEFAULT_PORT_BASE)
    .option(
      "--port <name=port>",
      `one port by its name, 0 for any free one; names are ${PORT_NAMES.join(", ")}`,
      (setting: string, settings: readonly string[]) => [...settings, setting],
      [],
    )
    .option("--directory <path>", "make the certificates here and keep them (default: a temporary directory)")
    .action(async (flags: Flags) => {
      process.exitCode = await run(flags);
    });
  return withExamples(command, [
    { does: "everything, on ports in a row", line: "sluice quickstart" },
    {
      does: "without the connections that are sent first, elsewhere",
      line: "sluice quickstart --no-demo --port-base 9000",
    },
  ]);
}

/** Runs until a signal ends it. */
async function run(flags: Flags): Promise<number> {
  const chosen = choosePorts(flags.portBase, flags.port);
  if (!chosen.ok) return complain(chosen.message, EXIT_MISUSE);
  const directory = flags.directory === undefined ? await mkdtemp(join(tmpdir(), "sluice-")) : resolve(flags.directory);
  // Waiting starts before anything else does, so that an early Ctrl-C cleans up as well.
  const ended = signalled();
  const print = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  try {
    const started = await startQuickstart({ directory, ports: chosen.ports, demo: flags.demo, print });
    if (!started.ok) return complain(started.message, EXIT_FAILURE);
    await ended;
    await started.close();
    return EXIT_OK;
  } finally {
    if (flags.directory === undefined) await rm(directory, { recursive: true, force: true });
  }
}

function complain(message: string, exitCode: number): number {
  process.stderr.write(`sluice: ${message}\n`);
  return exitCode;
}

/** Resolves on a signal, and when nobody reads the output any more: keys must not stay behind in either case. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    process.stdout.on("error", () => resolve());
  });
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("it is not a whole number.");
  return Number(text);
}
