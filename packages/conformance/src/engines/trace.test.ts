import { type Answer, answerVector, type Question } from "@sluice/policy/vectors";
import { createX509Checks } from "@sluice/proxy";
import { expect, test, vi } from "vitest";
import { fixedVectors } from "../testing/vectors.ts";

// All vectors, several times: on a machine that does much else, that takes its time.
vi.setConfig({ testTimeout: 120_000 });

const X509 = createX509Checks();

type AnswerOptions = NonNullable<Parameters<typeof answerVector>[1]>;
type TraceEntry = Parameters<NonNullable<AnswerOptions["trace"]>>[0];
type TracePart = Extract<TraceEntry, { expression: number }>;

function traced(vector: Question): { readonly answer: Answer; readonly trace: readonly TraceEntry[] } {
  const trace: TraceEntry[] = [];
  return { answer: answerVector(vector, { x509: X509, trace: (entry) => trace.push(entry) }), trace };
}

test("no vector has another answer when its run is traced with sub-values", async () => {
  for (const { expect: _, ...vector } of await fixedVectors()) {
    expect(traced(vector).answer, vector.id).toEqual(answerVector(vector, { x509: X509 }));
  }
});

test("no trace of a vector shows a secret of its resources", async () => {
  let count = 0;
  for (const { expect: _, ...vector } of await fixedVectors()) {
    const secrets = Object.values(vector.resources?.secrets ?? {}).flatMap((vault) => Object.values(vault));
    const shown = JSON.stringify(traced(vector).trace);
    // What a policy or a connection holds in clear as well is no secret's doing.
    const inClear = JSON.stringify({ ...vector, resources: {} });
    for (const secret of secrets.filter((each) => each.length > 3 && !inClear.includes(each))) {
      expect(shown, vector.id).not.toContain(secret);
      count += 1;
    }
  }
  expect(count).toBeGreaterThan(5);
});

test("every part of a trace stands inside of what it is a part of", async () => {
  let count = 0;
  const check = (part: Pick<TracePart, "range" | "parts">, id: string): void => {
    for (const inner of part.parts ?? []) {
      expect(inner.range.start.offset, id).toBeGreaterThanOrEqual(part.range.start.offset);
      expect(inner.range.end.offset, id).toBeLessThanOrEqual(part.range.end.offset);
      count += 1;
      check(inner, id);
    }
  };
  for (const { expect: _, ...vector } of await fixedVectors()) {
    for (const entry of traced(vector).trace) if ("expression" in entry) check(entry, vector.id);
  }
  expect(count).toBeGreaterThan(200);
});
