import { readDocuments } from "./documents.ts";
import type { Node } from "./node.ts";
import type { Sink } from "./problems.ts";

/**
 * Reads YAML 1.2 or JSON into placed nodes, as one document. `undefined`: an empty document, or one too broken to read
 * on (reported). Everything that makes a document mean something else than it seems to (tags, merge keys, duplicate
 * keys) is reported; what cannot be read is left out (`isIncomplete`).
 */
export function parseDocument(text: string, sink: Sink): Node | undefined {
  const [document, second] = readDocuments(text);
  document?.problems.reportTo(sink);
  if (second !== undefined) {
    const { start } = second;
    sink.report("multiple-documents", start, start, "a policy is one document, and a second one starts here", {
      hint: "remove the `---` line, or check the files one by one",
    });
  }
  return document?.root;
}
