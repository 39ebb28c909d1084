import { countsOf, gapsOf, percentOf, sumOf } from "../../vectors/coverage-summary.ts";
import { shownDocument } from "../run-text/shown.ts";
import type { TestRun } from "./result.ts";

/** For programs: every vector with what differs, and of a failure the answer and its trace; gaps of the coverage with their places. */
export function reportJson({ results, coverage }: TestRun): string {
  const vectors = results.map(({ vector: { id }, mismatches, answer, trace, origin }) => {
    const { file, policyFile } = origin;
    const where = { id, file, ...(policyFile === undefined ? {} : { policy_file: policyFile }) };
    if (mismatches.length === 0) return { ...where, passed: true };
    return { ...where, passed: false, mismatches, answer: { ...answer, ...(trace === undefined ? {} : { trace }) } };
  });
  const failed = vectors.filter(({ passed }) => !passed).length;
  const counts = { passed: vectors.length - failed, failed };
  const document = {
    version: 1,
    ...counts,
    vectors,
    ...(coverage === undefined ? {} : { coverage: coverageJson(coverage) }),
  };
  return `${shownDocument(document)}\n`;
}

function coverageJson(coverage: NonNullable<TestRun["coverage"]>): object {
  const sum = sumOf(coverage.map(countsOf));
  return {
    percent: percentOf(sum),
    ...sum,
    policies: coverage.map((policy) => ({
      file: policy.origin.policyFile ?? policy.origin.file,
      // A policy in a file of its own has no other name; any other is that of the vector it is written in.
      ...(policy.origin.policyFile === undefined ? { vector: policy.vector } : {}),
      protocol: policy.protocol,
      percent: percentOf(countsOf(policy)),
      ...countsOf(policy),
      gaps: gapsOf(policy),
    })),
  };
}
