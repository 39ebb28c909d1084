import { findIn, type MapNode, type Node, type Sink, type Span } from "@sluice/policy/source";
import type { ReadDocument } from "../config/documents.ts";
import type { SourceFiles } from "../config/source-files.ts";
import { readAgentConfig } from "./agent/agent-config.ts";
import { joinTrees } from "./join.ts";
import { isObject, Objects, readManifests } from "./kubernetes/index.ts";
import { PassedOver } from "./passed-over.ts";
import { policyReader } from "./read-policy.ts";

export interface TreeOptions {
  readonly sink: Sink;
  readonly files: SourceFiles;
  /** Where relative paths start. Default: the directory of the file that they are written in. */
  readonly baseDirectory?: string;
  readonly readFile: (path: string) => Promise<string>;
  /** Paths of files that were found in a directory: a policy there is for others to refer to. */
  readonly found: ReadonlySet<string>;
}

export interface Tree {
  /** `undefined`: there is nothing. */
  readonly root: Node | undefined;
  /** Whether nobody has written what stands there: rules that spread connections over services. */
  readonly isGenerated: (span: Span) => boolean;
}

/**
 * All that was read, in the shape of `sluice.yml`: configurations of ours and of agents, and Kubernetes objects, in any order.
 * What is no configuration at all comes out as it is, for the reader to find wrong.
 */
export async function treeOf(documents: readonly ReadDocument[], options: TreeOptions): Promise<Tree> {
  const { sink, files } = options;
  const passed = new PassedOver(sink);
  const readPolicy = policyReader(options);
  const objects = new Objects(sink, passed);
  const trees: MapNode[] = [];
  let other: Node | undefined;
  for (const document of documents) {
    const { root } = document;
    if (root === undefined) continue;
    if (root.kind !== "map") {
      if (other && root) notAMap(root, sink);
      other ??= root;
    } else if (isObject(root)) objects.add(root);
    else if (!isPolicyAlone(document, root, options)) {
      trees.push(await readAgentConfig(root, { sink, passed, readPolicy }));
    }
  }
  const manifests = objects.isEmpty ? undefined : readManifests(objects, sink, passed);
  if (manifests) trees.push(manifests.root);
  passed.close();
  const isGenerated = manifests?.isGenerated ?? (() => false);
  if (other && trees.length === 0) return { root: other, isGenerated };
  if (other) notAMap(other, sink);
  return { root: joinTrees(trees, sink, ({ start }) => files.at(start).path), isGenerated };
}

function notAMap({ start, end }: Node, sink: Sink): void {
  sink.report("wrong-type", start, end, "a configuration must be a mapping");
}

/** A policy is told by its phases; the reader would say of each that it is an unknown key. */
function isPolicyAlone(document: ReadDocument, root: MapNode, { sink, found }: TreeOptions): boolean {
  if (!root.entries.some(({ key }) => /^(?:on_|inbound$|outbound$)/.test(key.value))) return false;
  if (findIn(document, { report: () => {} }).kind !== "policy") return false;
  const [start, end] = [root.start, root.entries[0]?.key.end ?? root.end];
  if (found.has(document.file.path)) {
    const message = "a policy, which counts where an endpoint refers to it, and is passed over here";
    sink.report("invalid-value", start, end, message, { severity: "info" });
  } else {
    sink.report("invalid-value", start, end, "a policy, where a configuration is read", {
      hint: "name it as the `traffic_policy_file` of an endpoint",
    });
  }
  return true;
}
