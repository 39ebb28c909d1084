import { readData } from "@sluice/policy/vectors/load";
import { isMap, isNode, isScalar, isSeq, parseDocument } from "yaml";
import type { AnyVector, Kind } from "./topic-files.ts";

/**
 * What a vector asks, as texts: two vectors that have one in common ask the same. Every vector has its question as it is
 * written; one that is not about how a policy is written has it with what YAML reads in the policy, too, in whatever style.
 */
export function questionsOf(vector: AnyVector, kind: Kind): readonly string[] {
  const { id: _, description: __, spec: ___, tags: ____, expect: _____, ...asked } = vector;
  const { policy } = asked;
  const written = `${kind} ${JSON.stringify(asked)}`;
  if (typeof policy !== "string" || isAboutWriting(vector)) return [written];
  const meant = meaningOf(policy);
  return meant === undefined ? [written] : [written, `${kind} ${JSON.stringify({ ...asked, policy: { meant } })}`];
}

/** Diagnostics have places in the text, comments may silence them, and section 1 is about documents. */
function isAboutWriting({ spec, expect }: AnyVector): boolean {
  const { diagnostics } = (expect ?? {}) as { readonly diagnostics?: unknown };
  return diagnostics !== undefined || /^language\.md#1\b/.test(String(spec));
}

/** `undefined` of a text that is no single sound document, or has tags, anchors or aliases: then its style is the point of it. */
function meaningOf(text: string): unknown {
  // What is nested too deeply for the library is no data.
  if (!readData(text).ok) return undefined;
  const { contents, errors, warnings } = parseDocument(text, {
    version: "1.2",
    prettyErrors: false,
    logLevel: "error",
  });
  return errors.length + warnings.length > 0 ? undefined : meaningOfNode(contents);
}

/** Of what is no text the spelling: `1` and `1.0` are two values, and a double does not hold every integer. */
function meaningOfNode(node: unknown): unknown {
  if (node === null) return { other: "" };
  if (!isNode(node) || node.tag !== undefined || ("anchor" in node && node.anchor !== undefined)) return undefined;
  if (isScalar(node)) return typeof node.value === "string" ? node.value : { other: node.source ?? "" };
  if (isSeq(node)) return whole(node.items.map(meaningOfNode));
  if (!isMap(node)) return undefined;
  const members = whole(node.items.flatMap(({ key, value }) => [meaningOfNode(key), meaningOfNode(value)]));
  return members && { members };
}

function whole(parts: readonly unknown[]): readonly unknown[] | undefined {
  return parts.includes(undefined) ? undefined : parts;
}
