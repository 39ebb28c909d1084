/**
 * The reader of documents: text → values with their places, and what a document is by its content. For hosts that read
 * configurations around policies, so that they and `check` see the same.
 */
export { visible } from "../diagnostics/render/visible.ts";
export { kindOfObject, membersOf } from "./document-kind.ts";
export { type DocumentLimits, readDocuments, readPart, type SourceDocument } from "./documents.ts";
export { type Embedded, embeddedPolicy, type Place, policyIn } from "./embedded-document.ts";
export { findIn } from "./find.ts";
export type { DocumentKind, EndpointPolicy, FoundDocument, FoundEndpoint, ObjectName } from "./found.ts";
export { LineIndex } from "./lines.ts";
export { mapOf, moved, nodeOf, type PlainValue } from "./make.ts";
export {
  type Entry,
  entryOf,
  fieldOf,
  isNull,
  isString,
  type ListNode,
  type MapNode,
  type Node,
  nullAt,
  type ScalarNode,
  type Span,
  type StringNode,
  stringOf,
} from "./node.ts";
export { Problems, type Sink } from "./problems.ts";
export { escapedScalar, literalScalar, type ReadScalar } from "./scalars.ts";
