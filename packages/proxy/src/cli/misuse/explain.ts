import { suggest } from "@sluice/policy";
import { visible } from "@sluice/policy/cli";
import type { Command } from "commander";
import { COMMAND_HABITS, FLAG_HABITS, type Habit } from "./habits.ts";

/** Says what was typed wrong, and what to type instead. `text`: what commander would have said, `error: …`. */
export function explainMisuse(command: Command, text: string): string {
  const { message, hint } = whatIsWrong(command, text.replace(/^error: /, "").trim());
  return `sluice: ${visible(message)}\n${hint === undefined ? "" : `  hint: ${visible(hint)}\n`}`;
}

function whatIsWrong(command: Command, text: string): Habit {
  const flag = /^unknown option '(-[^']*)'/.exec(text)?.[1];
  if (flag !== undefined) return unknownFlag(command, flag);
  const name = /^unknown command '([^']*)'/.exec(text)?.[1];
  if (name !== undefined) return unknownCommand(command, name);
  const missing = /^missing required argument '([^']*)'/.exec(text)?.[1];
  if (missing !== undefined) {
    const message = `\`${pathOf(command)}\` needs ${missing === "upstream" ? "an upstream" : `a ${missing}`}`;
    return { message, hint: `type \`${pathOf(command)} ${command.usage()}\`` };
  }
  const incomplete = /^option '(--[\w-]+)[^']*' argument missing/.exec(text)?.[1];
  if (incomplete !== undefined) return { message: `\`${incomplete}\` needs a value behind it` };
  const surplus = /^too many arguments(?: for '[^']*')?\. (Expected .*)\.$/s.exec(text)?.[1];
  if (surplus !== undefined)
    return { message: `too much was typed: ${surplus.charAt(0).toLowerCase()}${surplus.slice(1)}` };
  return { message: text.replace(/\.$/, "") };
}

function unknownFlag(command: Command, typed: string): Habit {
  const name = typed.replace(/^-+/, "").replace(/=.*$/s, "");
  const message = `\`${pathOf(command)}\` has no \`${typed.replace(/=.*$/s, "")}\``;
  const habit = Object.hasOwn(FLAG_HABITS, name) ? FLAG_HABITS[name] : undefined;
  const own = command.options.flatMap(({ long }) => (long ? [long.slice(2)] : []));
  // One dash is a slip, too.
  if (own.includes(name)) return { message, hint: `type \`--${name}\`` };
  const near = suggest(name, own);
  const elsewhere = rootOf(command).commands.filter(({ options }) => options.some(({ long }) => long === `--${name}`));
  const owners = elsewhere.map((other) => `\`${pathOf(other)}\``);
  if (habit && near === undefined && owners.length === 0) {
    return { message: `${message}; ${habit.message}`, ...(habit.hint === undefined ? {} : { hint: habit.hint }) };
  }
  if (owners.length > 0) return { message, hint: `it is a flag of ${owners.join(", ")}` };
  if (near !== undefined) return { message, hint: `did you mean \`--${near}\`?` };
  return { message, hint: `\`${pathOf(command)} --help\` shows what there is` };
}

function unknownCommand(command: Command, name: string): Habit {
  const message = `\`${pathOf(command)}\` has no \`${name}\``;
  const habit = Object.hasOwn(COMMAND_HABITS, name) ? COMMAND_HABITS[name] : undefined;
  if (habit)
    return { message: `${message}; ${habit.message}`, ...(habit.hint === undefined ? {} : { hint: habit.hint }) };
  const near = suggest(
    name,
    command.commands.map((each) => each.name()),
  );
  if (near !== undefined) return { message, hint: `did you mean \`${pathOf(command)} ${near}\`?` };
  return { message, hint: `\`${pathOf(command)} --help\` shows what there is` };
}

/** `sluice config print`. */
export function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function rootOf(command: Command): Command {
  return command.parent ? rootOf(command.parent) : command;
}
