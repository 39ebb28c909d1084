import { Reporter } from "../../diagnostics/reporter.ts";
import { readDocuments } from "../../source/documents.ts";
import { findIn } from "../../source/find.ts";
import { LineIndex } from "../../source/lines.ts";

/** Why a file is not one policy, alone; `undefined` if it may be one. */
export function notOnePolicy(text: string): string | undefined {
  const documents = readDocuments(text);
  if (documents.length > 1) return `${documents.length} documents are in this file, and one policy was asked for`;
  const [document] = documents;
  if (document === undefined) return undefined;
  const { kind } = findIn(document, new Reporter(new LineIndex(text)));
  if (kind === "agent-config") return "this is an agent configuration, and a policy alone was asked for";
  if (kind === "manifest") return "this is a Kubernetes manifest, and a policy alone was asked for";
  return undefined;
}
