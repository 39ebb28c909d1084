import { fits } from "../diagnostics/apply-fixes.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { Reporter } from "../diagnostics/reporter.ts";
import { applyLevels, type LintLevels } from "../lint/levels.ts";
import { applySuppressions } from "../lint/suppressions.ts";
import { kindOfObject } from "../source/document-kind.ts";
import { type DocumentLimits, readDocuments, type SourceDocument } from "../source/documents.ts";
import { findIn } from "../source/find.ts";
import type { FoundDocument, FoundEndpoint, FoundPolicy } from "../source/found.ts";
import { LineIndex } from "../source/lines.ts";
import { isTemplate } from "../source/template.ts";
import type { HostFindings } from "./host-findings.ts";

/** A file to be checked. */
export interface SourceFile {
  /** As it is shown; also what `traffic_policy_file` of another file may name. */
  readonly path: string;
  readonly text: string;
  /** Whether it was asked for by its name: then it holds a policy unless it plainly is something else. Default true. */
  readonly named?: boolean;
}

/** A file while it is checked: what was found in it, and what is wrong with it so far. */
export class FileCheck {
  readonly path: string;
  readonly text: string;
  readonly sink: Reporter;
  readonly documents: readonly FoundDocument[];
  readonly #lines: LineIndex;
  readonly endpoints: readonly FoundEndpoint[];
  /** Those that stand for themselves. */
  readonly policies: readonly FoundPolicy[];

  /** `limits`: a host takes it for a configuration, which may be as large as this; then nothing in it is a bare policy that does not say so. */
  constructor({ path, text, named = true }: SourceFile, limits?: DocumentLimits) {
    this.path = path;
    this.text = text;
    this.#lines = new LineIndex(text);
    this.sink = new Reporter(this.#lines);
    const documents = readDocuments(text, limits);
    // A template that nobody asked for is no policy yet: what fills it in gives one that can be checked.
    const isUnfilled = !named && isTemplate(text) && documents.some(({ problems }) => problems.count > 0);
    this.documents = documents.map((document) =>
      isUnfilled ? PASSED_OVER : this.#find(document, named && documents.length === 1 && limits === undefined),
    );
    this.endpoints = this.documents.flatMap(({ endpoints }) => endpoints);
    this.policies = this.documents.flatMap(({ policies }) => policies);
  }

  /** How many policies it holds itself. */
  get count(): number {
    const embedded = this.endpoints.filter(({ policy }) => policy?.kind === "inline").length;
    // What could not be read was to hold one.
    const unreadable = this.documents.filter(({ kind }) => kind === "unreadable").length;
    return this.policies.length + embedded + unreadable;
  }

  /** In the order of the file, as the file's comments and the levels have them. */
  diagnostics(levels: LintLevels, host?: HostFindings): readonly Diagnostic[] {
    const own = this.#distinct().filter((diagnostic) => host?.isConsequence(this.path, diagnostic) !== true);
    return applyLevels(applySuppressions(this.text, own, this.#lines), levels);
  }

  /** Each once: a policy that is checked for several endpoints says the same of most. */
  #distinct(): readonly Diagnostic[] {
    const told = new Set<string>();
    return this.sink.diagnostics().flatMap((diagnostic) => {
      const { code, message, range, fix, ...rest } = diagnostic;
      const key = `${code} ${range.start.offset} ${range.end.offset} ${message}`;
      if (told.has(key)) return [];
      told.add(key);
      const isFit = fix?.edits.every((edit) => fits(this.text, edit)) === true;
      return [{ code, message, range, ...rest, ...(isFit ? { fix } : {}) }];
    });
  }

  #find(document: SourceDocument, isPolicy: boolean): FoundDocument {
    const found = findIn(document, this.sink);
    const { root } = document;
    const isOther = found.kind === "other" || found.kind === "empty";
    if (!isOther || (isPolicy && !isForeignObject(document))) document.problems.reportTo(this.sink);
    if (!isOther || !isPolicy || isForeignObject(document)) return found;
    // It was called a policy: then it is one, or has to be told that it is none.
    if (root === undefined && document.incomplete)
      return { kind: "unreadable", endpoints: [], policies: [], incomplete: true };
    const policy = { node: root, incomplete: document.incomplete, at: document };
    return { kind: "policy", endpoints: [], policies: [policy], incomplete: document.incomplete };
  }
}

const PASSED_OVER: FoundDocument = { kind: "other", endpoints: [], policies: [], incomplete: false };

function isForeignObject({ root }: SourceDocument): boolean {
  return root?.kind === "map" && kindOfObject(root) !== undefined;
}
