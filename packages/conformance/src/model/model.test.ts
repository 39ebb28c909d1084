import { expect, test } from "vitest";
import { formatSummary } from "../report.ts";
import { type KnownFailure, runVectors } from "../run.ts";
import { fixedVectors } from "../testing/vectors.ts";
import { modelEngine } from "./model.ts";

/** Vectors about what the model's library lacks. Strict: the model answers all others that run. */
const BEYOND: readonly string[] = [
  // Costs are not the language's: its library counts none.
  "expressions/cost-exceeded",
  // Optional values.
  ...["optionals", "optional-null", "optional-elements", "optional-without-value", "optional-prototype-names"].map(
    (id) => `expressions/${id}`,
  ),
  // Macros with two variables, `cel.bind`, `sortBy`.
  "expressions/two-variables",
  "expressions/transform-map-entry-twice",
  "expressions/two-variables-absorb",
  "expressions/variables-shadow",
  "functions/sort-by",
  "functions/sort-by-failing-key",
  // The math extension.
  ...["math", "math-bits", "math-abs-of-the-least-int", "math-shift-by-a-negative"].map((id) => `functions/${id}`),
  // The network extension.
  ...["ip-values", "ip-is-ip", "ip-kinds", "ip-of-zone", "ip-of-octal", "ip-of-nothing", "ip-of-name"].map(
    (id) => `functions/${id}`,
  ),
  ...["cidr-values", "cidr-run-time-no-cidr", "cidr-contains-no-address"].map((id) => `functions/${id}`),
  // The same, of vectors that came later.
  ...["macros-two-variables-more", "optionals-more"].map((id) => `expressions/${id}`),
  ...["greatest-and-least", "greatest-of-nothing", "kinds-of-doubles", "math-rounding"].map((id) => `functions/${id}`),
  ...["ip-values-more", "cidr-contains", "cidr-parts", "cidr-is", "ip-kinds-edges"].map((id) => `functions/${id}`),
];

/** Vectors that the model answers wrongly. */
const KNOWN_FAILURES: readonly KnownFailure[] = [
  { id: "expressions/has-of-maps-more", reason: "its library takes a key whose value is null for missing" },
  {
    id: "functions/timestamp-of",
    reason: "its library reads no timestamp from an int, and no nanoseconds of a duration",
  },
  { id: "forward-internal/url-trailing-dot", reason: "it takes a name as it is written" },
  { id: "secrets/variable-is-masked", reason: "it shows secrets" },
  { id: "secrets/derived-variable-is-masked", reason: "it shows secrets" },
  { id: "terminate-tls/warnings-empty", reason: "it has no warnings" },
  { id: "terminate-tls/warnings-type", reason: "it has no warnings" },
];

test("the model gives every vector's answer", async () => {
  const vectors = await fixedVectors();
  const summary = await runVectors(vectors, modelEngine, { knownFailures: KNOWN_FAILURES });
  expect(summary.ok, formatSummary(summary)).toBe(true);
  const running = new Set(vectors.filter(({ expect: { outcome } }) => outcome !== undefined).map(({ id }) => id));
  const unsupported = summary.results.filter(({ id, kind }) => kind === "unsupported" && running.has(id));
  expect(unsupported.map(({ id }) => id).sort()).toEqual([...BEYOND].sort());
});
