import { checkPolicies } from "../check/check-files.ts";
import { checkPolicy } from "../check/check-policy.ts";
import { FileCheck } from "../check/file-check.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { lintPrivateKeys } from "../lint/private-keys.ts";
import { parseAddress } from "../net/index.ts";
import type { X509Checks } from "../resources.ts";
import { type Situation, situationOf } from "./situation.ts";
import type { Question } from "./vector.ts";

/** What `check` says of the file that a vector of mode `check` has as its policy. */
export function checkVector(vector: Question, x509: X509Checks | undefined): readonly Diagnostic[] {
  const { policy, protocol, resources } = vector;
  const { now } = situationOf(vector);
  return checkPolicies(policy, { protocol, resources, x509, now }).diagnostics;
}

/** What lints say of a vector's policy on the vector's endpoint: warnings that compiling it does not give. */
export function lintVector(
  { policy: text, resources = {} }: Question,
  { protocol, upstream, facts: { endpoint }, now }: Situation,
  x509: X509Checks | undefined,
): readonly Diagnostic[] {
  const file = new FileCheck({ path: "", text });
  const target = {
    protocol,
    upstream,
    internal: endpoint.host.endsWith(".internal"),
    ipv6: parseAddress(endpoint.host)?.family !== 4,
    terminatedBehind: false,
  };
  for (const policy of file.policies) checkPolicy(policy, target, file.sink, { resources, x509, now });
  lintPrivateKeys(text, file.sink);
  return file.diagnostics({}).filter(({ severity }) => severity !== "error");
}

/** In the order of the document. What is told both ways is told once. */
export function withLints(compiled: readonly Diagnostic[], linted: readonly Diagnostic[]): readonly Diagnostic[] {
  const keyOf = ({ code, range }: Diagnostic) => `${code} ${range.start.offset}`;
  const told = new Set(compiled.map(keyOf));
  const all = [...compiled, ...linted.filter((diagnostic) => !told.has(keyOf(diagnostic)))];
  return all.sort((a, b) => a.range.start.offset - b.range.start.offset);
}
