import type { LiveConfiguration } from "../../live/configuration.ts";
import { type TranslateResult, translate } from "../translate.ts";

interface Rule {
  readonly expressions?: readonly string[];
  readonly actions: readonly { readonly type: string; readonly config?: object }[];
}

/** A policy's document, as JSON, which is YAML. */
export function policyOf(...rules: readonly Rule[]): string {
  return JSON.stringify({ on_tcp_connect: rules });
}

export const CERTIFICATE = { certificate: "CHAIN", private_key: "KEY" };

/** Translates the policy of a `tcp` endpoint that has an upstream, a certificate and one internal endpoint beside it. */
export function translatePolicy(policy: string, more: Partial<LiveConfiguration> = {}): TranslateResult {
  return translate({
    certificates: [CERTIFICATE],
    ...more,
    endpoints: [
      { url: "tcp://test.example.com:1000", traffic_policy: policy, upstream: { url: "127.0.0.1:2000" } },
      { url: "tcp://a.internal:1", upstream: { url: "127.0.0.1:2001" } },
      ...(more.endpoints ?? []),
    ],
  });
}

/** The rules of every frontend. */
export function rulesOf(result: TranslateResult): readonly (readonly string[])[] {
  if (result.kind === "untranslatable") throw new Error(`${result.name}: ${result.what}`);
  return result.configuration.frontends.map(({ rules }) => rules);
}
