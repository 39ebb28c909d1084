import { SECRET } from "@sluice/policy";
import { compare, type Expectation, type Mismatch, type Vector } from "@sluice/policy/vectors";
import type { ConnectionEvent } from "@sluice/proxy";
import type { Seen } from "../client/client.ts";
import { ownFailureCodes } from "./forward-failures.ts";

/** What came of a vector's connection. */
export interface Observation {
  readonly seen: Seen;
  /** The upstreams that were reached, by the URLs of their endpoints. */
  readonly reached: readonly string[];
  /** None where the target has no events. */
  readonly event?: ConnectionEvent["object"];
  /** Of the endpoint that was connected to. */
  readonly url: string;
}

/** Members of `expect`, by which of them a live proxy shows. */
export interface ShownExpectation {
  readonly shown: Expectation;
  /** Names of those that it cannot show: what policies compute for themselves, and what a compiler says. */
  readonly notShown: readonly string[];
}

/**
 * What of an expectation a proxy shows. The code of a failed handshake or forward is the proxy's own, where the vector's
 * effect has another.
 */
export function shownOf({ expect, effects = [] }: Vector, hasEvents: boolean): ShownExpectation {
  const { vars, actions, steps, diagnostics, error, ...told } = expect;
  const isOwn = error?.code !== undefined && ownFailureCodes({ effects }).includes(error.code);
  const hidden = { vars, actions, steps, diagnostics, ...(isOwn ? { "error.code": error.code } : {}) };
  const shown = { ...told, ...(error === undefined || isOwn ? {} : { error }) };
  const { outcome, ...members } = shown;
  if (hasEvents) return { shown, notShown: namesOf(hidden) };
  const kept = {
    ...(outcome === undefined ? {} : { outcome }),
    ...(expect.url === undefined ? {} : { url: expect.url }),
  };
  const { url: _, ...lost } = members;
  return { shown: kept, notShown: [...namesOf(hidden), ...namesOf(lost)] };
}

function namesOf(members: object): string[] {
  return Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

/** Where what was seen and told differs from what was expected; none: it is as it should be. */
export function judge(vector: Vector, { shown }: ShownExpectation, observation: Observation): readonly Mismatch[] {
  return [...judgeOutside(vector.expect, observation), ...(observation.event ? judgeEvent(shown, observation) : [])];
}

/** As anybody sees it who stands at both ends. */
function judgeOutside({ outcome, url, error }: Expectation, { seen, reached, url: own }: Observation): Mismatch[] {
  const isLetIn = outcome === "continue" || outcome === "forward";
  const isTold = url !== undefined && url !== SECRET;
  const expected = !isLetIn ? [] : outcome === "continue" ? [own] : isTold ? [url] : undefined;
  const mismatches: Mismatch[] = [];
  const differs = (path: string, expected: Mismatch["expected"], actual: Mismatch["expected"]): void => {
    mismatches.push({ path, expected, actual });
  };
  const where = expected ?? (reached.length === 1 && reached[0] !== own ? reached : ["an internal endpoint"]);
  if (JSON.stringify(reached) !== JSON.stringify(where)) differs("seen.reached", [...where], [...reached]);
  // Whoever reached an upstream has its greeting, and nobody else.
  if ((seen.reached !== undefined) !== isLetIn) differs("seen.greeting", isLetIn, seen.reached ?? null);
  const end = outcome === "close" ? "reset" : "fin";
  if (seen.end !== end) differs("seen.end", end, seen.end);
  const alert = alertFor(error?.code, outcome);
  if (alert && !alert.includes(seen.alert ?? "none")) differs("seen.alert", [...alert], seen.alert ?? null);
  return mismatches;
}

/** The alerts that fit (RFC 8446, section 6.2); `undefined`: whether there is one is the proxy's to decide. */
function alertFor(code: string | undefined, outcome: Expectation["outcome"]): readonly string[] | undefined {
  switch (code) {
    case "client-certificate-required":
      // TLS 1.2 has none of its own for it.
      return ["certificate-required", "handshake-failure"];
    case "client-certificate-untrusted":
      return ["unknown-ca"];
    case "client-certificate-expired":
    case "client-certificate-not-yet-valid":
      return ["certificate-expired"];
    case "client-certificate-revoked":
      return ["certificate-revoked"];
    case "client-certificate-wrong-purpose":
      return ["unsupported-certificate", "bad-certificate"];
    case "client-certificate-invalid":
      return ["bad-certificate", "decrypt-error"];
    default:
      return outcome === "error" ? undefined : ["none"];
  }
}

/** As the closing event tells it. */
function judgeEvent(shown: Expectation, { event, seen }: Observation): Mismatch[] {
  if (!event) return [];
  const { outcome, rule, action, error, logs, url } = event.traffic_policy;
  const answer = {
    codes: true,
    outcome,
    logs,
    ...(rule === null ? {} : { rule }),
    ...(action === null ? {} : { action }),
    ...(url === undefined ? {} : { url }),
    ...(error === null ? {} : { error: { ...error } }),
  } as const;
  const mismatches = compare(shown, answer).map((mismatch) => ({ ...mismatch, path: `event.${mismatch.path}` }));
  const dialled = event.upstream?.error === undefined && event.upstream !== null;
  // A bare fact, told twice: by the event, and by the greeting.
  if (dialled !== (seen.reached !== undefined)) {
    mismatches.push({ path: "event.upstream", expected: seen.reached ?? null, actual: event.upstream?.url ?? null });
  }
  return mismatches;
}
