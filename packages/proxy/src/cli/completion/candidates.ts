import type { Argument, Command, Option } from "commander";

/** Something that could be typed. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Whether a file could be typed, too, behind what is `prefix` of the word. */
  readonly files: boolean;
}

export interface CompletionOptions {
  /** The names of endpoints in these configurations; those of the default one if there are none. */
  readonly endpointNames: (configs: readonly string[]) => Promise<readonly string[]>;
}

const NOTHING: Completion = { candidates: [], files: false };
/** What the values of options and arguments are called where they are files. */
const FILES = /^(?:file|files|path|policy|directory)$/;

/** What the last of `words` could become; those before it are what was typed behind the program. */
export async function complete(
  program: Command,
  words: readonly string[],
  options: CompletionOptions,
): Promise<Completion> {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? "";
  const place = readWords(program, before);
  if (place.pending) return startingWith(current, ofOption(place.pending));
  const { command } = place;
  const [, name, value] = (place.areFlagsOver ? null : /^(--[^=]+)=(.*)$/s.exec(current)) ?? [];
  if (name !== undefined && value !== undefined) {
    const option = command.options.find(({ long }) => long === name);
    return option ? startingWith(value, ofOption(option), `${name}=`) : NOTHING;
  }
  if (current.startsWith("-") && !place.areFlagsOver) return startingWith(current, flagsOf(command));
  const typed = await ofPlace(place, options);
  const found = startingWith(current, typed);
  // Where nothing else could follow, flags do.
  const isOver = current === "" && found.candidates.length === 0 && !found.files && !place.areFlagsOver;
  return isOver ? flagsOf(command) : found;
}

interface Place {
  readonly command: Command;
  /** The option whose value comes next. */
  readonly pending: Option | undefined;
  readonly operands: readonly string[];
  readonly areFlagsOver: boolean;
  readonly configs: readonly string[];
}

function readWords(program: Command, words: readonly string[]): Place {
  let command = program;
  let pending: Option | undefined;
  let areFlagsOver = false;
  const operands: string[] = [];
  const configs: string[] = [];
  for (const word of words) {
    if (pending) {
      if (pending.long === "--config") configs.push(word);
      pending = undefined;
    } else if (word === "--" && !areFlagsOver) areFlagsOver = true;
    else if (word.startsWith("-") && !areFlagsOver) {
      const [name, value] = word.split("=", 2);
      const option = command.options.find(({ long, short }) => long === name || short === name);
      if (option?.long === "--config" && value !== undefined) configs.push(value);
      if (option?.required && value === undefined) pending = option;
    } else {
      const next = operands.length === 0 ? command.commands.find((each) => each.name() === word) : undefined;
      if (next) command = next;
      else operands.push(word);
    }
  }
  return { command, pending, operands, areFlagsOver, configs };
}

async function ofPlace({ command, operands, configs }: Place, options: CompletionOptions): Promise<Completion> {
  const commands = operands.length === 0 ? visibleCommands(command) : [];
  const { registeredArguments: all } = command;
  const argument = all[operands.length] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
  if (command.name() === "start" && argument) {
    const names = await options.endpointNames(configs);
    return { candidates: without(names, operands).map((value) => ({ value, description: "endpoint" })), files: false };
  }
  const own = argument ? ofValue(argument.argChoices ?? [], argument) : NOTHING;
  return { candidates: [...commands, ...own.candidates], files: own.files };
}

function ofOption(option: Option): Completion {
  const placeholder = /[<[]([\w-]+)/.exec(option.flags)?.[1] ?? "";
  const choices = option.argChoices ?? (placeholder === "boolean" ? ["true", "false"] : []);
  return { candidates: choices.map(bare), files: FILES.test(placeholder) };
}

function ofValue(choices: readonly string[], argument: Argument): Completion {
  return { candidates: choices.map(bare), files: FILES.test(argument.name()) };
}

function flagsOf(command: Command): Completion {
  const { visibleOptions } = command.createHelp();
  const options = visibleOptions.call(command.createHelp(), command);
  const candidates = options.flatMap(({ long, description }) => (long ? [{ value: long, description }] : []));
  return { candidates, files: false };
}

function visibleCommands(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((each) => ({ value: each.name(), description: each.description() }));
}

function startingWith(typed: string, { candidates, files }: Completion, prefix = ""): Completion {
  const fitting = candidates.filter(({ value }) => value.startsWith(typed));
  return { candidates: fitting.map(({ value, ...rest }) => ({ value: prefix + value, ...rest })), files };
}

function without(names: readonly string[], typed: readonly string[]): string[] {
  return names.filter((name) => !typed.includes(name));
}

function bare(value: string): Candidate {
  return { value, description: "" };
}
