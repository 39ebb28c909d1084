import { isIncomplete } from "./completeness.ts";
import { readDocuments } from "./documents.ts";
import { moved } from "./make.ts";
import { isString, type Node, type Span, type StringNode } from "./node.ts";
import type { Sink } from "./problems.ts";

/** A policy inside of what carries it. */
export interface Embedded {
  readonly node: Node | undefined;
  readonly incomplete: boolean;
}

/** A policy that is embedded as a map, or as a string that holds a document. Positions are the outer file's. */
export function embeddedPolicy(node: Node | undefined, sink: Sink): Embedded {
  if (!isString(node)) return { node, incomplete: node !== undefined && isIncomplete(node) };
  return policyIn(node.value, sink, placeIn(node));
}

/** Where a stretch of a text stands in what it is a part of. */
export type Place = (span: Span) => Span;

/** A policy that is a text of its own. */
export function policyIn(text: string, sink: Sink, place: Place): Embedded {
  const [document, second] = readDocuments(text);
  document?.problems.reportTo(sink, place);
  if (second !== undefined) {
    const { start, end } = place({ start: second.start, end: second.start });
    sink.report("multiple-documents", start, end, "a policy is one document, and a second one starts here", {
      hint: "remove the `---` line",
    });
  }
  const root = document?.root;
  if (root === undefined) return { node: undefined, incomplete: document?.incomplete === true };
  return { node: moved(root, place), incomplete: document?.incomplete === true };
}

function placeIn(scalar: StringNode): Place {
  return (span) => {
    const [start, end] = scalar.rangeOf(span.start, span.end);
    return { start, end };
  };
}
