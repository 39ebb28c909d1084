import type { PrimaryFailure, PrimaryResult } from "../cluster/index.ts";
import type { ProxyConfig } from "../config/config.ts";
import { explainFailure } from "../explain-failure.ts";
import type { UpdateOptions } from "../proxy.ts";
import type { ApplyResult, Chance } from "../reload/report.ts";
import type { Announcer } from "./announce.ts";
import type { EventOutput } from "./event-output.ts";
import { openEventStream } from "./event-stream.ts";
import type { Observing } from "./observing.ts";
import type { Selection } from "./select-endpoints.ts";

/** What a process has around its proxy. */
export interface Around {
  readonly select: (config: ProxyConfig) => Selection;
  readonly events: EventOutput;
  readonly announcer: Announcer;
  /** Its log and metrics. */
  readonly observing: Pick<Observing, "prepare">;
}

/** What runs: a proxy, or several workers. */
export interface Updatable {
  update(config: ProxyConfig, options: UpdateOptions): Promise<PrimaryResult>;
}

/**
 * Makes the running proxy one of another configuration, with all that is around it, or leaves all as it is. Once
 * `signal` is aborted it changes nothing any more.
 */
export async function applyTo(
  proxy: Updatable,
  config: ProxyConfig,
  { select, events, announcer, observing }: Around,
  signal: AbortSignal,
): Promise<ApplyResult> {
  const selected = select(config);
  if (!selected.ok) return selected;
  // Opened again also where its name is the same: it may have been moved away to be rotated.
  const opened = await openEventStream(config.events.file);
  if (!opened.ok) return { ok: false, message: opened.message, chance: opened.misfit ? "never" : "some-day" };
  const observed = await observing.prepare({ ...config, endpoints: selected.endpoints });
  if (!observed.ok) {
    await opened.events.discard();
    return { ok: false, message: observed.message, chance: observed.chance };
  }
  let isUsed = false;
  try {
    const result = await proxy.update({ ...config, endpoints: selected.endpoints }, { signal });
    if (!result.ok) {
      const { failure } = result;
      return { ok: false, message: explainUpdateFailure(failure), chance: chanceOf(failure) };
    }
    events.use(opened.events);
    observed.prepared.commit();
    isUsed = true;
    announcer.announce(result);
    return { ok: true };
  } finally {
    if (!isUsed) await Promise.all([opened.events.discard(), observed.prepared.abandon()]);
  }
}

/** Whether the same configuration may be served later: what is wrong is nothing that is in its files. */
function chanceOf(failure: PrimaryFailure): Chance {
  switch (failure.kind) {
    case "listen":
      return failure.own ? "never" : "some-day";
    case "roots":
    case "aborted":
      return "some-day";
    case "worker":
      return "soon";
    case "conflict":
    case "not-listening":
      return "never";
    default:
      return failure satisfies never;
  }
}

export function explainUpdateFailure(failure: PrimaryFailure): string {
  return failure.kind === "worker" ? failure.message : explainFailure(failure);
}
