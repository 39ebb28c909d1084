import type { Engine } from "../engine.ts";
import { modelEngine } from "../model/model.ts";
import type { KnownFailure } from "../run.ts";
import { sluiceWireEngine } from "../wire/run.ts";
import { type CommandEngineOptions, commandEngine } from "./command.ts";
import { SLUICE_KNOWN_FAILURES } from "./known-failures.ts";
import { sluiceEngine } from "./sluice.ts";

/** An engine as the command line names it. */
export interface NamedEngine {
  /** Unique in a run, and what reports call it. */
  readonly name: string;
  readonly engine: Engine;
  /** What it is known to fail of the vectors that come with this package. */
  readonly knownFailures?: readonly KnownFailure[];
}

const BUILT_IN: ReadonlyMap<string, Omit<NamedEngine, "name">> = new Map<string, Omit<NamedEngine, "name">>([
  ["sluice", { engine: { ...sluiceEngine, wire: sluiceWireEngine.wire }, knownFailures: SLUICE_KNOWN_FAILURES }],
  ["model", { engine: modelEngine }],
]);

const BUILT_IN_PREFIX = "builtin:";
/** Variables of the environment are in upper case, by convention: `PYTHONPATH=lib python3 e.py` is a command. */
const NAMED = /^([a-z][a-z0-9-]*)=(.*)$/s;

/**
 * Reads `COMMAND`, `NAME=COMMAND`, `builtin:ENGINE` or `NAME=builtin:ENGINE`. Without a name, a command is its own.
 * Gives a message instead if there is no such engine.
 */
export function namedEngine(text: string, options: CommandEngineOptions = {}): NamedEngine | string {
  const [, given, rest = text] = NAMED.exec(text) ?? [];
  const command = rest.trim();
  if (command === "") return "--engine: no command";
  if (!command.startsWith(BUILT_IN_PREFIX)) return { name: given ?? command, engine: commandEngine(command, options) };
  const name = command.slice(BUILT_IN_PREFIX.length);
  const builtIn = BUILT_IN.get(name);
  if (builtIn !== undefined) return { name: given ?? name, ...builtIn };
  return `--engine: no built-in engine \`${name}\`\n  hint: there are ${[...BUILT_IN.keys()].map((each) => `\`${each}\``).join(" and ")}`;
}

/** Reads all engines of a command line; of none it is this project's own. Names must differ. */
export function namedEngines(
  texts: readonly string[],
  options: CommandEngineOptions = {},
): readonly NamedEngine[] | string {
  const engines: NamedEngine[] = [];
  for (const text of texts.length > 0 ? texts : [`${BUILT_IN_PREFIX}sluice`]) {
    const engine = namedEngine(text, options);
    if (typeof engine === "string") return engine;
    if (engines.some(({ name }) => name === engine.name)) return `--engine: \`${engine.name}\` is there twice`;
    engines.push(engine);
  }
  return engines;
}
