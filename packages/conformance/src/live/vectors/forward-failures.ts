import type { Question } from "@sluice/policy/vectors";

/** The ways a forward can be made to fail, by the codes that proxies have for them (language.md, section 3). */
const CODES: readonly string[] = ["endpoint-not-found", "no-live-member", "upstream-unreachable"];

/** What each forward of a vector has to fail with, in the order in which they are taken; `undefined`: it succeeds. */
export function forwardFailures({ effects = [] }: Pick<Question, "effects">): readonly (string | undefined)[] {
  return effects.flatMap((effect) => ("forward-internal" in effect ? [effect["forward-internal"].error?.code] : []));
}

/** Codes of failures, of forwards and handshakes, that are a vector's own: a proxy has others for them. */
export function ownFailureCodes({ effects = [] }: Pick<Question, "effects">): readonly string[] {
  const handshakes = effects.flatMap((effect) =>
    "terminate-tls" in effect ? (effect["terminate-tls"].error?.code ?? []) : [],
  );
  return [
    ...handshakes,
    ...forwardFailures({ effects }).filter((code) => code !== undefined && !CODES.includes(code)),
  ].filter((code) => code !== undefined);
}
