import type { DiagnosticCode } from "@sluice/policy";
import {
  entryOf,
  fieldOf,
  isNull,
  isString,
  type MapNode,
  type Node,
  nodeOf,
  type Sink,
  type Span,
} from "@sluice/policy/source";
import type { OptionName } from "./options.ts";

/** Asks for options by name, and reports those that are of another type. */
export class OptionReader {
  readonly root: MapNode;
  readonly #sink: Sink;

  constructor(root: MapNode, sink: Sink) {
    this.root = root;
    this.#sink = sink;
  }

  report(code: DiagnosticCode, at: Span, message: string, hint?: string): void {
    this.#sink.report(code, at.start, at.end, message, hint === undefined ? {} : { hint });
  }

  /** Whether it is there at all, as `null` too. */
  has(name: OptionName): boolean {
    return entryOf(this.root, name) !== undefined;
  }

  /** The value, to be read further by the configuration's reader; `null` counts as left out. */
  value(name: OptionName): Node | undefined {
    return fieldOf(this.root, name);
  }

  /** The value of what makes things stricter, whose `null` is reported. */
  strict(name: OptionName): Node | undefined {
    const entry = entryOf(this.root, name);
    if (!entry || !isNull(entry.value)) return entry?.value;
    this.report(
      "wrong-type",
      entry.value,
      `\`${name}\` is given without a value`,
      "leave it out where nothing is meant",
    );
    return undefined;
  }

  string(name: OptionName): (Node & { readonly value: string }) | undefined {
    const node = this.value(name);
    if (!node || isString(node)) return node;
    this.report("wrong-type", node, `\`${name}\` must be a string`);
    return undefined;
  }

  boolean(name: OptionName): { readonly on: boolean; readonly at: Span } | undefined {
    const node = this.strict(name);
    if (!node) return undefined;
    if (node.kind === "scalar" && typeof node.value === "boolean") return { on: node.value, at: node };
    this.report("wrong-type", node, `\`${name}\` must be \`true\` or \`false\``);
    return undefined;
  }

  /** Of what is one string or a list of them, and makes things stricter: none is as wrong as no value. */
  list(name: OptionName): readonly Node[] {
    const node = this.strict(name);
    if (!node) return [];
    if (node.kind !== "list") return [node];
    if (node.items.length === 0) {
      this.report("invalid-value", node, `\`${name}\` lists nothing`, "leave it out where nothing is meant");
    }
    return node.items;
  }
}

/** Another text at the place of an option. */
export function instead(at: Span, text: string): Node {
  return nodeOf(text, at);
}
