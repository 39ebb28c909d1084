import type { JsonValue } from "@sluice/policy";
import { compareValues, type Mismatch } from "@sluice/policy/vectors";
import { type ConnectionEvent, parseProxyHeader } from "@sluice/proxy";
import { greetingOf } from "../client/client.ts";
import type { RecordingUpstream } from "../upstreams.ts";
import type { ScenarioObservation } from "./connect.ts";
import type { ScenarioExpectation } from "./scenario.ts";

/** One connection, and what the upstreams have got of it. */
export interface ScenarioOutcome extends ScenarioObservation {
  readonly got: readonly UpstreamGot[];
}

export interface UpstreamGot {
  readonly name: string;
  /** The PROXY header included. */
  readonly bytes: Buffer;
}

/** What the upstreams have got since another look at them. */
export function gotSince(
  upstreams: readonly RecordingUpstream[],
  before: ReadonlyMap<RecordingUpstream, number>,
): readonly UpstreamGot[] {
  return upstreams.flatMap((upstream) =>
    upstream.received.slice(before.get(upstream) ?? 0).map((bytes) => ({ name: upstream.name, bytes })),
  );
}

/** Members of an expectation that only an event shows. */
const OF_EVENT = ["endpoint", "outcome", "rule", "action", "url", "error", "logs", "event", "event_has"] as const;

/** The members that a target without events does not show. */
export function notShown(expected: ScenarioExpectation, hasEvents: boolean): readonly string[] {
  return hasEvents ? [] : OF_EVENT.filter((member) => expected[member] !== undefined);
}

/** Where one connection is not as expected. `reached` is judged over all of a kind. */
export function judgeConnection(expected: ScenarioExpectation, outcome: ScenarioOutcome): readonly Mismatch[] {
  const { seen, got, event } = outcome;
  return [
    ...judgeClient(expected, outcome),
    ...judgeUpstream(expected, got),
    ...judgeEcho(seen.payload, seen.reached, got),
    ...(event ? judgeEvent(expected, event) : []),
  ];
}

function judgeClient({ end, alert, tls, reached }: ScenarioExpectation, { seen, got }: ScenarioOutcome): Mismatch[] {
  const mismatches: Mismatch[] = [];
  if (end !== undefined && end !== seen.end) mismatches.push({ path: "end", expected: end, actual: seen.end });
  if (alert !== undefined && alert !== (seen.alert ?? null)) {
    mismatches.push({ path: "alert", expected: alert, actual: seen.alert ?? null });
  }
  if (tls !== undefined) {
    const { version, alpn, serverName, resumed } = seen.tls ?? {};
    const agreed = seen.tls && { version, alpn, server_name: serverName, resumed };
    mismatches.push(...compareValues(tls as JsonValue, agreed as JsonValue | undefined, "tls"));
  }
  // An upstream that does TLS may have been dialled to be verified, and must not have got a byte.
  const dialled = got.filter(({ name, bytes }) => !name.startsWith("tls:") || bytes.length > 0);
  if (reached === null && (seen.reached !== undefined || dialled.length > 0)) {
    mismatches.push({
      path: "reached",
      expected: null,
      actual: [seen.reached ?? null, ...dialled.map(({ name }) => name)],
    });
  }
  return mismatches;
}

function judgeUpstream({ received, header }: ScenarioExpectation, got: readonly UpstreamGot[]): Mismatch[] {
  const { payload, header: actual } = split(
    got.at(-1)?.bytes ?? Buffer.alloc(0),
    header !== undefined && header !== null,
  );
  const mismatches: Mismatch[] = [];
  if (received !== undefined && received !== payload.toString("utf8")) {
    mismatches.push({ path: "received", expected: received, actual: payload.toString("utf8") });
  }
  if (header === null && parseProxyHeader(payload).kind === "header") {
    mismatches.push({ path: "header", expected: null, actual: payload.toString("latin1") });
  }
  if (header) mismatches.push(...compareValues(header as unknown as JsonValue, actual, "header"));
  return mismatches;
}

/** What was sent back has to come back: each way unchanged, in order, and to its end. */
function judgeEcho(payload: Buffer, reached: string | undefined, got: readonly UpstreamGot[]): Mismatch[] {
  if (reached === undefined || reached.startsWith("ends:")) return [];
  const echo = payload.subarray(Buffer.byteLength(greetingOf(reached)));
  const sent = got.at(-1)?.bytes ?? Buffer.alloc(0);
  if (echo.equals(sent)) return [];
  return [{ path: "sent back", expected: sent.toString("latin1"), actual: echo.toString("latin1") }];
}

function split(bytes: Buffer, hasHeader: boolean): { payload: Buffer; header: JsonValue | undefined } {
  const result = hasHeader ? parseProxyHeader(bytes) : undefined;
  if (result?.kind !== "header") return { payload: bytes, header: undefined };
  const { version, source, destination } = result.header;
  const address = (side: typeof source) => side && { address: `${side.address}`, port: side.port };
  const header = { version, source: address(source) ?? null, destination: address(destination) ?? null };
  return { payload: bytes.subarray(result.length), header };
}

function judgeEvent(expected: ScenarioExpectation, event: ConnectionEvent): Mismatch[] {
  const { traffic_policy: policy, endpoint } = event.object;
  const { outcome, rule, action, error, logs, url } = policy;
  const told = { outcome, rule, action, error, logs, url: url ?? null };
  const wanted = Object.fromEntries(
    (["outcome", "rule", "action", "error", "logs", "url"] as const).flatMap((member) =>
      expected[member] === undefined ? [] : [[member, expected[member]]],
    ),
  );
  const mismatches = compareValues(wanted as JsonValue, told as unknown as JsonValue, "");
  const name = endpoint === null ? null : (endpoint.name ?? endpoint.url);
  if (expected.endpoint !== undefined && expected.endpoint !== name) {
    mismatches.push({ path: "endpoint", expected: expected.endpoint, actual: name });
  }
  if (expected.event) mismatches.push(...compareValues(expected.event, event as unknown as JsonValue, "event"));
  for (const path of expected.event_has ?? []) {
    const value = path
      .split(".")
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], event);
    if (typeof value !== "string" || value === "") {
      mismatches.push({ path: `event.${path}`, expected: "a text", actual: (value ?? null) as JsonValue });
    }
  }
  return mismatches;
}
