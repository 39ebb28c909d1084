import { isIncomplete } from "./completeness.ts";
import { isAgentConfig, isPolicy, kindOfObject, mentionsPolicy } from "./document-kind.ts";
import type { SourceDocument } from "./documents.ts";
import { findInAgentConfig } from "./find-agent-config.ts";
import { findInManifest } from "./find-manifest.ts";
import type { FoundDocument } from "./found.ts";
import { fieldOf, isNull, type MapNode, type Node } from "./node.ts";
import type { Sink } from "./problems.ts";

/**
 * The endpoints and policies of a document, found by its content (language.md, section 1). `sink` hears of what is wrong
 * with documents inside of strings; what is wrong with the document itself stays in its `problems`.
 */
export function findIn(document: SourceDocument, sink: Sink): FoundDocument {
  const { root, incomplete } = document;
  if (root === undefined || isNull(root)) {
    if (!incomplete) return nothing("empty");
    return mentionsPolicy(document.text) ? { ...nothing("unreadable"), incomplete } : nothing("other");
  }
  if (root.kind !== "map") return nothing("other");
  if (kindOfObject(root) !== undefined) {
    const objects = findInManifest(root, sink);
    return objects === undefined
      ? nothing("other")
      : { kind: "manifest", incomplete: lacksMembers(document, root), ...objects };
  }
  if (isPolicy(root)) {
    const policy = { node: root, incomplete, at: root };
    return { ...nothing("policy"), policies: [policy] };
  }
  if (!isAgentConfig(root)) return nothing("other");
  return {
    kind: "agent-config",
    incomplete: lacksMembers(document, root),
    endpoints: findInAgentConfig(root, sink),
    policies: [],
  };
}

/** Whether something is left out that may have been an endpoint, or an object. */
function lacksMembers({ incomplete }: SourceDocument, root: MapNode): boolean {
  if (!incomplete) return false;
  const lists = ["endpoints", "tunnels", "items"].map((key) => fieldOf(root, key));
  const isGap = (node: Node | undefined): boolean =>
    node?.kind === "list" ? node.gaps !== undefined : node?.kind === "map" && node.incomplete === true;
  // What left no gap behind may have been anything.
  return root.incomplete === true || lists.some(isGap) || !isIncomplete(root);
}

function nothing(kind: FoundDocument["kind"]): FoundDocument {
  return { kind, incomplete: false, endpoints: [], policies: [] };
}
