import {
  type ClientHelloResult,
  type ConnectionFacts,
  type ForwardFailure,
  type HandshakeResult,
  type Host,
  type Policy,
  type RunReport,
  SECRET,
  type Step,
  type TlsTermination,
} from "@sluice/policy";
import type { Overload } from "../admission/index.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import type { Pool } from "../endpoints/pool.ts";
import type { Eventual } from "../eventual.ts";
import { MAX_FORWARD_HOPS } from "../limits.ts";
import { Witness } from "../shadow/index.ts";
import type { DialledUpstream } from "../upstream/dial.ts";
import { type Decision, decisionOf, type Ending, refusedBecause } from "./decision.ts";

/** What the policies of one connection ask of the world. */
export interface World {
  /** The connection's facts, as this endpoint's policy sees them. */
  facts(endpoint: Endpoint): ConnectionFacts;
  host(): Host;
  clientHello(): Promise<ClientHelloResult>;
  /** With what the endpoint adds to it. */
  terminateTls(tls: TlsTermination, endpoint: Endpoint): Promise<HandshakeResult>;
  internal(url: string): Pool | undefined;
  /** Chooses a member that has room for the connection, and counts it there. At once where nobody else has to be asked. */
  choose(pool: Pool): Eventual<Choice>;
  /** Takes note that this URL of an internal endpoint, `scheme://host:port`, derives from a secret and is not to be told. */
  keepSecret(url: string): void;
  /** Takes note of how many forwards have followed one another. */
  forwarded(hops: number): void;
  /**
   * Dials the upstream of the endpoint, or of one that may stand in for it. `done`: called once, with the outcome where the endpoint's own
   * is reached at the first attempt, else with a promise of it. Whatever this itself returns, nobody waits for.
   */
  dial(pool: Pool, endpoint: Endpoint, done: (outcome: Eventual<DialOutcome>) => void): void;
  /** What the first bytes are, if anybody has asked for that. */
  peeked(): ClientHelloResult | undefined;
  /** Takes note of what is to be shown to a shadow policy once this run has ended. */
  witnessed(witness: Witness): void;
  /** Milliseconds by the clock that steps of policies are measured with. */
  elapsed(): number;
  /**
   * Takes note of what a policy has reported so far, in a step that has begun at `since`. Called with the growing reports of each run
   * in turn.
   */
  report(run: object, report: RunReport, since: number): void;
}

/** Which member of a pool a connection is for. */
export type Choice =
  | { readonly kind: "member"; readonly endpoint: Endpoint }
  /** None has room; `endpoint`: whose turn it was. */
  | { readonly kind: "full"; readonly endpoint: Endpoint; readonly overload: Overload }
  | { readonly kind: "nobody" };

export type DialOutcome =
  | { readonly ok: true; readonly upstream: DialledUpstream }
  | { readonly ok: false; readonly code: "upstream-unreachable" | "no-live-member"; readonly message: string };

/** How the policies of a connection came out. */
export type PoliciesEnd =
  /** They let it pass, and its upstream is to be dialled. */
  | { readonly kind: "passed"; readonly decision: Decision; readonly pool: Pool; readonly endpoint: Endpoint }
  /** To where it was forwarded: that is dialled for the policy, which may go on if it cannot be reached. */
  | { readonly kind: "connected"; readonly decision: Decision; readonly upstream: DialledUpstream }
  /** `overload`: for a limit, which a policy knows nothing of. */
  | { readonly kind: "refused"; readonly decision: Decision; readonly overload?: true };

const CONTINUE: Ending = { kind: "continue" };

/** Runs the policy of an endpoint and of those that it forwards to, up to the upstream or a refusal. */
export function runPolicies(world: World, pool: Pool, endpoint: Endpoint): Eventual<PoliciesEnd> {
  return runEndpoint(world, { pool, endpoint, way: [pool] });
}

/** Where a connection has come to. */
interface Place {
  readonly pool: Pool;
  readonly endpoint: Endpoint;
  /** The pools that it has come by, this one included. */
  readonly way: readonly Pool[];
}

function runEndpoint(world: World, place: Place): Eventual<PoliciesEnd> {
  const { endpoint } = place;
  const { policy, shadowPolicy } = endpoint.config;
  if (!policy && !shadowPolicy) return proceed(world, place);
  const facts = world.facts(endpoint);
  const witness = shadowPolicy && witnessOf(world, endpoint, shadowPolicy, facts);
  const given = world.host();
  const host = witness ? witness.host(given) : given;
  if (!policy) {
    witness?.decided(CONTINUE);
    return proceed(world, place);
  }
  const since = world.elapsed();
  const step = policy.start(facts, host);
  world.report(facts, step.report, since);
  // Most policies decide in their first step, and then nobody need wait for them.
  return isLast(step) ? decide(world, place, step, witness) : goOn(world, place, { facts, witness, first: step });
}

type LastStep = Extract<Step, { kind: Ending["kind"] }>;
type WaitingStep = Exclude<Step, LastStep>;

function isLast(step: Step): step is LastStep {
  return step.kind === "continue" || step.kind === "deny" || step.kind === "close" || step.kind === "error";
}

function decide(world: World, place: Place, step: LastStep, witness: Witness | undefined): Eventual<PoliciesEnd> {
  witness?.decided(step);
  if (step.kind === "continue") return proceed(world, place);
  return { kind: "refused", decision: decisionOf(step, place.endpoint) };
}

/** A run that waits for the world. */
interface Run {
  readonly facts: ConnectionFacts;
  readonly witness: Witness | undefined;
  readonly first: WaitingStep;
}

async function goOn(world: World, place: Place, { facts, witness, first }: Run): Promise<PoliciesEnd> {
  const { endpoint, way } = place;
  let step: WaitingStep = first;
  for (;;) {
    let next: Step;
    let since: number;
    switch (step.kind) {
      case "client-hello": {
        const answer = await world.clientHello();
        since = world.elapsed();
        next = step.resume(answer);
        break;
      }
      case "terminate-tls": {
        const answer = await world.terminateTls(step.tls, endpoint);
        witness?.shookHands(step.tls.digest, answer);
        since = world.elapsed();
        next = step.resume(answer);
        break;
      }
      case "forward-internal": {
        const before = world.facts(endpoint).tls;
        if (step.urlIsSecret) world.keepSecret(step.url);
        witness?.forwards(step);
        const end = await forward(world, step.url, way);
        if (end.kind === "failed") {
          // What this policy goes on to knows nothing of a handshake inside of the forward: an upstream that was to get
          // TLS would get the decrypted stream.
          const final = world.facts(endpoint).tls !== before;
          const failure = final ? { ...end.failure, final } : end.failure;
          // The reason quotes the URL, and a shadow policy that goes there by another way would tell it.
          witness?.forwardFailed(step.url, step.urlIsSecret ? { ...failure, message: SECRET } : failure);
          since = world.elapsed();
          next = step.resume(failure);
          break;
        }
        if (end.kind === "refused") return end;
        const { rule, action } = step;
        const url = step.urlIsSecret ? SECRET : step.url;
        return {
          kind: "connected",
          upstream: end.upstream,
          decision: { outcome: "forward", endpoint, rule, action, url },
        };
      }
      default:
        return step satisfies never;
    }
    world.report(facts, next.report, since);
    if (isLast(next)) return decide(world, place, next, witness);
    step = next;
  }
}

function witnessOf(world: World, endpoint: Endpoint, shadow: Policy, facts: ConnectionFacts): Witness {
  const witness = new Witness({ endpoint, shadow, facts, peeked: () => world.peeked() });
  world.witnessed(witness);
  return witness;
}

function proceed(world: World, place: Place): Eventual<PoliciesEnd> {
  const { upstream, agentTermination } = place.endpoint.config;
  if (!upstream) return { kind: "refused", decision: decisionOf(CONTINUE, place.endpoint) };
  return agentTermination ? terminate(world, place, agentTermination) : passed(place);
}

/** Before the upstream is dialled: a client that is refused here must not have reached it. */
async function terminate(world: World, place: Place, tls: TlsTermination): Promise<PoliciesEnd> {
  const { endpoint } = place;
  const end = await world.terminateTls(tls, endpoint);
  if (!end.ok) return { kind: "refused", decision: refusedBecause(end.error.code, end.error.message, endpoint) };
  return passed(place);
}

function passed({ pool, endpoint }: Place): PoliciesEnd {
  return { kind: "passed", decision: { outcome: "continue", endpoint }, pool, endpoint };
}

type ForwardEnd =
  | Exclude<PoliciesEnd, { readonly kind: "passed" }>
  | { readonly kind: "failed"; readonly failure: ForwardFailure };

/**
 * Hands the connection to an internal endpoint. Only a missing target and an upstream out of reach are failures that
 * `on_error: continue` may go on from; a refusal by the target's policy refuses the connection.
 */
async function forward(world: World, url: string, way: readonly Pool[]): Promise<ForwardEnd> {
  const pool = world.internal(url);
  if (!pool) return failed("endpoint-not-found", `no internal endpoint is at \`${url}\``);
  if (way.includes(pool)) return failed("forward-cycle", `\`${url}\` has had this connection already`, true);
  if (way.length > MAX_FORWARD_HOPS) {
    return failed("forward-hop-limit", `the connection was forwarded ${MAX_FORWARD_HOPS} times already`, true);
  }
  world.forwarded(way.length);
  const choice = await world.choose(pool);
  if (choice.kind === "nobody") return failed("no-live-member", `no endpoint at \`${url}\` is live`);
  if (choice.kind === "full") {
    const { endpoint, overload } = choice;
    return { kind: "refused", decision: refusedBecause(overload.code, overload.message, endpoint), overload: true };
  }
  const end = await runEndpoint(world, { pool, endpoint: choice.endpoint, way: [...way, pool] });
  if (end.kind !== "passed") return end;
  const dialled = await new Promise<DialOutcome>((resolve) => world.dial(end.pool, end.endpoint, resolve));
  if (dialled.ok) return { kind: "connected", decision: end.decision, upstream: dialled.upstream };
  return failed(dialled.code, dialled.message);
}

function failed(code: string, message: string, final?: boolean): ForwardEnd {
  return { kind: "failed", failure: final ? { code, message, final } : { code, message } };
}
