import { SPEC } from "./check-vectors.ts";
import type { Statement } from "./statements.ts";
import { type Kind, type TopicFile, vectorsOf } from "./topic-files.ts";

/** A vector, as a report names it. */
export interface VectorName {
  readonly id: string;
  readonly kind: Kind;
}

export interface StatementCoverage {
  readonly statement: Statement;
  /** Those that hold it. */
  readonly vectors: readonly VectorName[];
}

/** Which vectors hold which statements. */
export interface Coverage {
  readonly statements: readonly StatementCoverage[];
  /** Statements that no vector holds. */
  readonly missing: readonly Statement[];
  /** Vectors that name no statement, or none that holds. */
  readonly astray: readonly (VectorName & { readonly spec: string | undefined })[];
  readonly counts: Readonly<Record<Kind, number>>;
}

/** Maps statements to the vectors that hold them. A withdrawn statement needs none. */
export function coverageOf(statements: readonly Statement[], files: readonly TopicFile[]): Coverage {
  const held = new Map<string, VectorName[]>(
    statements.filter(({ withdrawn }) => !withdrawn).map(({ id }) => [id, []]),
  );
  const counts = { decision: 0, wire: 0, scenario: 0 };
  const astray: (VectorName & { readonly spec: string | undefined })[] = [];
  for (const file of files) {
    for (const { id, spec } of vectorsOf(file)) {
      const name = { id: String(id), kind: file.kind };
      counts[file.kind] += 1;
      const named = typeof spec === "string" ? spec : undefined;
      const vectors = held.get(SPEC.exec(named ?? "")?.[1] ?? "");
      if (vectors === undefined) astray.push({ ...name, spec: named });
      else vectors.push(name);
    }
  }
  const covered = statements.map((statement) => ({ statement, vectors: held.get(statement.id) ?? [] }));
  const missing = statements.filter(({ id }) => held.get(id)?.length === 0);
  return { statements: covered, missing, astray, counts };
}
