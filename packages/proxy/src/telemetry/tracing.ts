import type { ConnectionEvent } from "../events/event.ts";
import { VERSION } from "../version.ts";

/** Where the API of OpenTelemetry keeps what an SDK has registered, for all copies of itself in a process. */
const REGISTERED = Symbol.for("opentelemetry.js.api.1");

/**
 * What makes spans of events, if an SDK has registered a tracer in this process, as one does that is loaded by `node --import`. The API is
 * loaded only then: it takes longer than the rest of the command.
 */
export async function loadTracing(): Promise<((event: ConnectionEvent) => void) | undefined> {
  const registered = (globalThis as { readonly [REGISTERED]?: { readonly trace?: unknown } })[REGISTERED];
  if (registered?.trace === undefined) return undefined;
  const [{ trace }, { connectionSpans }] = await Promise.all([import("@opentelemetry/api"), import("./spans.ts")]);
  return connectionSpans(trace.getTracer("@sluice/proxy", VERSION));
}
