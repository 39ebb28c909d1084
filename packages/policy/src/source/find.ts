import { isAgentConfig, isPolicy, kindOfObject, mentionsPolicy } from "./document-kind.ts";
import type { SourceDocument } from "./documents.ts";
import { findInAgentConfig } from "./find-agent-config.ts";
import { findInManifest } from "./find-manifest.ts";
import type { FoundDocument } from "./found.ts";
import { isNull } from "./node.ts";
import type { Sink } from "./problems.ts";

/**
 * The endpoints and policies of a document, found by its content (language.md, section 1). `sink` hears of what is wrong
 * with documents inside of strings; what is wrong with the document itself stays in its `problems`.
 */
export function findIn(document: SourceDocument, sink: Sink): FoundDocument {
  const { root, incomplete } = document;
  if (root === undefined || isNull(root)) {
    if (!incomplete) return nothing("empty", incomplete);
    return nothing(mentionsPolicy(document.text) ? "unreadable" : "other", incomplete);
  }
  if (root.kind !== "map") return nothing("other", incomplete);
  if (kindOfObject(root) !== undefined) {
    const objects = findInManifest(root, sink);
    return objects === undefined ? nothing("other", incomplete) : { kind: "manifest", incomplete, ...objects };
  }
  if (isPolicy(root)) {
    const policy = { node: root, incomplete, at: root };
    return { kind: "policy", incomplete, endpoints: [], policies: [policy] };
  }
  if (isAgentConfig(root))
    return { kind: "agent-config", incomplete, endpoints: findInAgentConfig(root, sink), policies: [] };
  return nothing("other", incomplete);
}

function nothing(kind: FoundDocument["kind"], incomplete: boolean): FoundDocument {
  return { kind, incomplete, endpoints: [], policies: [] };
}
