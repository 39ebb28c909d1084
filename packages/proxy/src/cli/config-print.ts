import type { Node } from "@sluice/policy/source";
import { Command, Option } from "commander";
import { readTextFile } from "../config/files.ts";
import { loadDocument } from "../config/load.ts";
import { withListings } from "../reload/directory-listing.ts";
import { type ConfigSources, readPath } from "../reload/read-configuration.ts";
import { masked } from "../sources/print/mask.ts";
import { toJson, toYaml } from "../sources/print/write.ts";
import { type GivenText, readTexts } from "../sources/read-texts.ts";
import { withExamples } from "./examples.ts";
import { EXIT_FAILURE, EXIT_MISUSE, EXIT_OK } from "./exit-codes.ts";
import { repeated, sourcesOf } from "./option-values.ts";
import { printDiagnostics, shorter } from "./print-diagnostics.ts";
import { say } from "./say.ts";

interface PrintOptions {
  readonly config?: readonly string[];
  readonly resolve?: readonly string[];
  readonly format: "yaml" | "json";
  readonly showSecrets?: boolean;
}

/** `sluice config print`. */
export function configCommand(): Command {
  const print = new Command("print")
    .description("show what files come to, as one sluice.yml")
    .option("--config <path>", "file or directory to read, repeatable (default: sluice.yml)", repeated)
    .option("--resolve <name=host:port>", "address of a service outside of its cluster, repeatable", repeated)
    .option("--show-secrets", "with private keys and the values of secrets")
    .addOption(new Option("--format <format>", "how it is written").choices(["yaml", "json"]).default("yaml"))
    .action(async (options: PrintOptions) => {
      process.exitCode = await printConfiguration(options);
    });
  withExamples(print, [
    { does: "what an agent configuration becomes", line: "sluice config print --config ngrok.yml" },
    {
      does: "what manifests become, with an address for a service, to go on from there",
      line: "sluice config print --config deploy/ --resolve db.prod=127.0.0.1:5432 --show-secrets > sluice.yml",
    },
  ]);
  return new Command("config").description("look at configurations").addCommand(print);
}

async function printConfiguration(options: PrintOptions): Promise<number> {
  const sources = sourcesOf(options);
  const readFile = withListings(readTextFile);
  const texts: GivenText[] = [];
  for (const path of sources.paths) {
    const read = await readPath(path, readFile);
    if ("code" in read) {
      say(`${read.path} cannot be read (${read.code})`);
      return EXIT_MISUSE;
    }
    texts.push(...read.texts);
  }
  const outcome = await outcomeOf(texts, sources, readFile);
  process.stderr.write(printDiagnostics(outcome.diagnostics, process.cwd()));
  if (!outcome.root) return EXIT_FAILURE;
  const shown = options.showSecrets === true ? outcome.root : masked(outcome.root);
  const isMasked = shown !== outcome.root;
  const note = "keys and secrets are masked here, with --show-secrets they are not";
  if (options.format === "json") {
    process.stdout.write(`${toJson(shown, outcome.paths)}\n`);
    if (isMasked) say(note);
    return EXIT_OK;
  }
  const from = texts.map(({ path }) => shorter(path, process.cwd())).join(", ");
  process.stdout.write(`# ${singleLine(from)}\n${isMasked ? `# ${note}\n` : ""}${toYaml(shown, outcome.paths)}`);
  return EXIT_OK;
}

interface Outcome {
  /** There iff nothing is wrong. */
  readonly root?: Node;
  readonly diagnostics: Parameters<typeof printDiagnostics>[0];
  /** Absolute, since what is printed may be put elsewhere. */
  readonly paths: ReadonlyMap<Node, string>;
}

async function outcomeOf(
  texts: readonly GivenText[],
  { resolve = [] }: ConfigSources,
  readFile: typeof readTextFile,
): Promise<Outcome> {
  const paths = new Map<Node, string>();
  const { sink, ...document } = await readTexts(texts, { readFile, resolve });
  const { root } = document;
  if (sink.hasErrors) return { diagnostics: sink.all, paths };
  const onPath = (at: Node, path: string): void => void paths.set(at, path);
  const { config, diagnostics } = await loadDocument(document, { readFile, onPath });
  return { diagnostics: [...sink.all, ...diagnostics], paths, ...(config && root ? { root } : {}) };
}

/** A comment ends with its line. */
function singleLine(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}
