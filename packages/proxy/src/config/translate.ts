import type { Node, Sink } from "@sluice/policy/source";
import type { ReadDocument } from "./documents.ts";

/** All that was read, in the shape of `sluice.yml`; `undefined`: there is nothing. What is wrong is told to `sink`. */
export function translate(documents: readonly ReadDocument[], sink: Sink): Node | undefined {
  for (const { problems } of documents) problems.reportTo(sink);
  const [document, second] = documents.filter(({ root, incomplete }) => root !== undefined || incomplete);
  if (second) {
    const { start } = second;
    sink.report("multiple-documents", start, start, "a configuration is one document, and a second one starts here", {
      hint: "join the two into one, and remove the `---` line",
    });
  }
  return document?.root;
}
