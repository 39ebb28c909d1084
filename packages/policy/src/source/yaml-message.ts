import type { YamlProblem } from "./yaml-problem.ts";

/** What is wrong, for a person who wants to write a policy and not to read the YAML specification. */
export interface Advice {
  readonly message: string;
  readonly hint?: string;
}

type Describe = (text: string, at: number, problem: YamlProblem) => Advice;

const QUOTE = "quote the whole value; in single quotes a `'` is written twice";

/** By what the library says; the first that fits. */
const ADVICE: readonly (readonly [RegExp, Describe])[] = [
  [/^Nested mappings/, nestedMap],
  [/^A block sequence may not be used as an implicit/, () => LIST_AS_KEY],
  [/^Unexpected block-seq-ind on same line/, () => LIST_AS_KEY],
  [/^(?:Implicit keys need|Implicit map keys need)/, noKey],
  [
    /^Sequence item without/,
    () => ({
      message: "this line is indented as an item of a list and does not start with `-`",
      hint: "indent it as the keys of the item above, or start it with `- `",
    }),
  ],
  [
    /^All \w+ items must start/,
    () => ({ message: "this line is indented unlike its neighbours", hint: "indent it as what stands beside it" }),
  ],
  [
    /must be sufficiently indented|^Flow end indicator|quote must be/,
    () => ({
      message: "this line is indented too little to go on with what the line above has opened",
      hint: "indent it deeper than the key that the value belongs to",
    }),
  ],
  [/^Tabs are not/, () => ({ message: "a tab is no indentation in YAML", hint: "indent with spaces" })],
  [/^Plain value cannot start/, badStart],
  [
    /^Invalid escape sequence/,
    (_, __, { message }) => ({
      message: `\`${message.slice("Invalid escape sequence ".length).trim()}\` is no escape of a double-quoted text`,
      hint: "write the text in single quotes, where `\\` stands for itself, or write `\\\\`",
    }),
  ],
  [
    /^Block scalar header includes/,
    (text, at) => ({
      message: `an unquoted \`${text.charAt(at)}\` at the start of a value opens a block of text`,
      hint: QUOTE,
    }),
  ],
  [/^Not a YAML token/, notAToken],
  [/^Unexpected .* at node end/, behindValue],
  [
    /^Comments must be/,
    () => ({ message: "a comment needs a space before its `#`", hint: "quote the value if the `#` is a part of it" }),
  ],
  [/^(?:Missing , |Block collections are not allowed within flow)/, () => MISSING_COMMA],
  [/^Missing space after :/, () => ({ message: "a space is missing behind the `:`" })],
  [/^Unexpected (?:,|empty item)/, () => ({ message: "a comma with nothing before it", hint: "remove it" })],
  [/^Missing closing/, () => ({ message: "the quote is never closed" })],
  [
    /^(?:A node can have at most one|Tags and anchors|Anchors and tags|An alias node|Alias|Anchor)/,
    () => ({ message: "an unquoted `&`, `*` or `!` at the start of a value is YAML syntax", hint: QUOTE }),
  ],
  [/token in YAML (?:stream|document)/, () => ({ message: "this belongs to nothing that stands before it" })],
];

const LIST_AS_KEY: Advice = {
  message: "a list starts on the line of the key that it belongs to",
  hint: "start the list on a line of its own",
};

/** `at`: where in the text the problem is shown. */
export function adviceOn(problem: YamlProblem, text: string, at: number): Advice {
  const known = ADVICE.find(([pattern]) => pattern.test(problem.message));
  if (known !== undefined) return known[1](text, at, problem);
  const line = (problem.message.split("\n")[0] ?? "").replace(/[.:]$/, "");
  return { message: line.charAt(0).toLowerCase() + line.slice(1) };
}

function nestedMap(text: string, at: number): Advice {
  const line = restOfLine(text, at);
  if (/:(?:\s|$)/.test(line)) return { message: "an unquoted value cannot have `: ` in it", hint: quoted(line) };
  return {
    message: "the line behind this is indented as if it belonged to this value",
    hint: "indent it as the key that this value belongs to",
  };
}

function noKey(text: string, at: number): Advice {
  const line = restOfLine(text, at);
  // One that goes on with an expression.
  const isOperator = /^(?:&&|\|\||[|&?:+*/<>=!-])/.test(line);
  return {
    message: "this is neither a key with its `:` nor a part of the value before it",
    hint: isOperator
      ? "indent it deeper than the line that it goes on with"
      : "put a `:` behind the key, or indent deeper what goes on with a value",
  };
}

function badStart(text: string, at: number): Advice {
  const sign = text.charAt(at);
  return { message: `an unquoted value cannot start with ${sign === "`" ? "a backtick" : `\`${sign}\``}`, hint: QUOTE };
}

function notAToken(text: string, at: number): Advice {
  const before = /[|>][-+0-9]*\s*$/.exec(lineBefore(text, at))?.[0];
  if (before === undefined) return { message: "this cannot stand here", hint: QUOTE };
  return { message: `an unquoted \`${before.charAt(0)}\` at the start of a value opens a block of text`, hint: QUOTE };
}

function behindValue(text: string, at: number): Advice {
  const before = lineBefore(text, at).trimEnd().slice(-1);
  if (/["'[{]/.test(text.charAt(at)) || !/["'\]}]/.test(before)) return MISSING_COMMA;
  const what = before === "]" || before === "}" ? `the closing \`${before}\`` : "the end of a quoted value";
  return { message: `text behind ${what}`, hint: QUOTE };
}

const MISSING_COMMA: Advice = {
  message: "a comma or a closing bracket is missing before this",
  hint: "add a `,`, or quote what is one value",
};

/** How the rest of a line is written as one value. */
function quoted(line: string): string {
  return line.length > 60 ? QUOTE : `quote it: \`'${line.replaceAll("'", "''")}'\``;
}

function restOfLine(text: string, at: number): string {
  const end = text.indexOf("\n", at);
  return (
    text
      .slice(at, end === -1 ? undefined : end)
      // Not `\s+#`: that is tried again from each of many spaces.
      .replace(/\s#.*$/, "")
      .trimEnd()
  );
}

function lineBefore(text: string, at: number): string {
  return text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
}
