import type { DiagnosticCode } from "@sluice/policy";
import { type MapNode, type Node, readDocuments, type Sink } from "@sluice/policy/source";

/** What one report says, and the text that it is about. */
export interface Told {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly at: string;
  readonly severity: string | undefined;
  readonly hint: string | undefined;
}

/** A sink that keeps what it hears. `textOf`: what stands at a place. */
export function listening(textOf: (start: number, end: number) => string = () => ""): Sink & { readonly told: Told[] } {
  const told: Told[] = [];
  return {
    told,
    report: (code, start, end, message, options = {}) => {
      told.push({ code, message, at: textOf(start, end), severity: options.severity, hint: options.hint });
    },
  };
}

/** The one document of a text, which has to be sound. */
export function mapIn(text: string): MapNode {
  const [document] = readDocuments(text);
  if (document?.root?.kind !== "map" || document.problems.count > 0) throw new Error(`not a sound map: ${text}`);
  return document.root;
}

/** A node as JSON has it; integers as numbers. */
export function plain(node: Node | undefined): unknown {
  switch (node?.kind) {
    case undefined:
      return undefined;
    case "scalar":
      return typeof node.value === "bigint" ? Number(node.value) : node.value;
    case "list":
      return node.items.map(plain);
    case "map":
      return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, plain(value)]));
  }
}
