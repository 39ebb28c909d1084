import type { Node, Sink, Span, StringNode } from "@sluice/policy/source";
import type { GivenFlag, GivenFlags } from "./flags.ts";

/** Asks for flags by name, and reports those that say more than one thing. */
export class FlagReader {
  readonly given: GivenFlags;
  readonly #sink: Sink;

  constructor(given: GivenFlags, sink: Sink) {
    this.given = given;
    this.#sink = sink;
  }

  report(
    code: "needs-other-field" | "invalid-value" | "missing-field",
    at: Span,
    message: string,
    hint?: string,
  ): void {
    this.#sink.report(code, at.start, at.end, message, hint === undefined ? {} : { hint });
  }

  /** The flag that counts: the first, and a second one is reported. */
  flag(name: string): GivenFlag | undefined {
    const [first, second] = this.given.flags.get(name) ?? [];
    if (second) this.report("invalid-value", second.at, `\`--${name}\` is given twice`);
    return first;
  }

  value(name: string): StringNode | undefined {
    return this.flag(name)?.value;
  }

  /** Of a flag that may be repeated, and that takes lists with commas. */
  values(name: string): StringNode[] {
    return (this.given.flags.get(name) ?? []).flatMap(({ value }) => (value ? splitAtCommas(value) : []));
  }

  /** `true` where it is given without a value. */
  switch(name: string): { readonly on: boolean; readonly at: Span } | undefined {
    const flag = this.flag(name);
    if (!flag) return undefined;
    const text = flag.value?.value ?? "true";
    if (text !== "true" && text !== "false") {
      this.report("invalid-value", flag.value ?? flag.at, `\`--${name}\` is \`true\` or \`false\`, not \`${text}\``);
    }
    return { on: text !== "false", at: flag.at };
  }
}

/** An empty part is one too, for whoever reads it to find wrong. */
function splitAtCommas(list: StringNode): StringNode[] {
  const parts: StringNode[] = [];
  let from = 0;
  for (const part of list.value.split(",")) {
    const first = from + part.length - part.trimStart().length;
    const value = part.trim();
    const [start, end] = list.rangeOf(first, first + value.length);
    const rangeOf = (a: number, b: number): readonly [number, number] => list.rangeOf(first + a, first + b);
    parts.push({ kind: "scalar", start, end, value, raw: value, rangeOf });
    from += part.length + 1;
  }
  return parts;
}

/** The same place, another text. */
export function instead(node: StringNode, value: string): Node {
  return { ...node, value, raw: value, rangeOf: () => [node.start, node.end] };
}
