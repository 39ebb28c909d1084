import type { TlsTermination } from "@sluice/policy";
import { parsePemRevocationLists, type RevocationList } from "@sluice/policy/x509";
import type { ManualClock } from "./clock.ts";
import { echo, tcpPeer } from "./peers.ts";
import type { Credentials } from "./pki.ts";
import { policyOf, terminateStep } from "./policies.ts";
import { configOf, type EndpointSketch, type RunningProxy, runProxy } from "./proxies.ts";

/** The one endpoint of a terminating proxy. */
export const NAME = "app.example.com";
export const URL = "tls://app.example.com";

export interface TerminatingOptions {
  /** The host's certificate. */
  readonly server: Credentials;
  /** What the policy says after the handshake. Default: go on. */
  readonly after?: Parameters<typeof terminateStep>[1];
  readonly clock?: ManualClock;
  /** PEM. Default: none. */
  readonly revocationLists?: readonly string[];
}

export interface TerminatingProxy extends RunningProxy {
  upstreamConnections(): number;
}

/** A proxy with one endpoint that terminates TLS in front of an echo. */
export async function runTerminating(
  tls: Partial<TlsTermination>,
  options: TerminatingOptions,
): Promise<TerminatingProxy> {
  const upstream = await tcpPeer(echo);
  const policy = policyOf(() => terminateStep(tls, options.after));
  const endpoint: EndpointSketch = { url: URL, upstream: upstream.port, policy };
  const lists = (options.revocationLists ?? []).flatMap(listsOf);
  const config = configOf([endpoint], {
    certificates: [options.server],
    revocation: lists.length > 0 ? [{ lists }] : [],
  });
  const running = await runProxy(config, options.clock ? { clock: options.clock } : {});
  return {
    ...running,
    upstreamConnections: () => upstream.accepted.length,
    [Symbol.asyncDispose]: async () => {
      await running[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

function listsOf(pem: string): readonly RevocationList[] {
  const parsed = parsePemRevocationLists(pem);
  if (parsed.kind === "invalid") throw new Error(parsed.reason);
  return parsed.lists;
}
