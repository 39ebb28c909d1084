import type { Expectation, Mismatch, Vector } from "@sluice/policy/vectors";
import type { VectorResult } from "../../run.ts";
import { ControlStarts, withEmptyPolicies } from "../control.ts";
import { HostCertificates } from "../host-certificates.ts";
import { within } from "../parallel.ts";
import {
  DEFAULT_TIMEOUT,
  failed,
  type LiveResult,
  type LiveRunOptions,
  type LiveSummary,
  summarize,
  unsupported,
} from "../summary.ts";
import type { LiveCase, LiveServer, LiveServing, LiveTarget } from "../target.ts";
import { connectVector } from "./connect.ts";
import { judge, shownOf } from "./judge.ts";
import { type PreparedVector, prepareVector } from "./prepare.ts";
import { LIVE_REASONS } from "./reasons.ts";

/** A run of the vectors that expect an `outcome`, or a document that is refused; others are not part of it. */
export interface LiveVectorsSummary extends LiveSummary {
  /** How many vectors of the run expect an outcome: those that are run as connections. */
  readonly decisions: number;
  /** How many of them were run, and not left out for a reason. */
  readonly decisionsRun: number;
  /** How many expect a document that does not compile: those hold if a proxy does not start with it. */
  readonly documents: number;
}

/** Runs vectors as real connections against a target. Never rejects because of what a target does. */
export async function runLive(
  vectors: readonly Vector[],
  target: LiveTarget,
  options: LiveRunOptions = {},
): Promise<LiveVectorsSummary> {
  const asked = vectors.filter((vector) => vector.expect.outcome !== undefined || isRefused(vector));
  const decisions = new Set(asked.flatMap(({ id, expect }) => (expect.outcome === undefined ? [] : [id])));
  const { timeout = DEFAULT_TIMEOUT } = options;
  const around = { target, hosts: new HostCertificates(), controls: new ControlStarts(target), timeout };
  const summary = await summarize(asked, options, (vector) => runVector(vector, around));
  const run = summary.results.filter(({ id, kind }) => decisions.has(id) && kind !== "unsupported");
  return {
    ...summary,
    decisions: decisions.size,
    decisionsRun: run.length,
    documents: asked.length - decisions.size,
  };
}

/** Whether it is about a policy that does not compile. A vector that is only checked may be about any file. */
function isRefused(vector: Vector): boolean {
  return !("mode" in vector && vector.mode === "check") && errorsOf(vector.expect).length > 0;
}

/** Codes of the errors, `undefined` for one that has none. */
function errorsOf({ diagnostics = [] }: Expectation): readonly (string | undefined)[] {
  return diagnostics.flatMap(({ code, severity = "error" }) => (severity === "error" ? [code] : []));
}

/** Errors of comments, which mean something to `check` alone. */
const OF_CHECK: readonly string[] = ["invalid-suppression"];

interface Around {
  readonly target: LiveTarget;
  readonly hosts: HostCertificates;
  readonly controls: ControlStarts;
  readonly timeout: number;
}

async function runVector(vector: Vector, { target, hosts, controls, timeout }: Around): Promise<LiveResult> {
  const { id, expect } = vector;
  if (expect.outcome === undefined && errorsOf(expect).every((code) => code !== undefined && OF_CHECK.includes(code))) {
    return unsupported(id, LIVE_REASONS["check-only"]);
  }
  try {
    const prepared = await prepareVector(vector, { abilities: target.abilities, hosts });
    if (typeof prepared === "string") return unsupported(id, LIVE_REASONS[prepared]);
    try {
      const serving = await target.serve(prepared.live);
      if (expect.outcome === undefined) return await judgeStart(vector, serving, { live: prepared.live, controls });
      switch (serving.kind) {
        case "unsupported":
          return unsupported(id, serving.reason);
        case "refused":
          return failed(id, `the proxy does not start: ${serving.message}`);
        case "serving":
          return await runServed(vector, prepared, { server: serving.server, target, timeout });
      }
    } finally {
      await prepared.close();
    }
  } catch (error) {
    return failed(id, error instanceof Error ? error.message : String(error));
  }
}

interface Serving {
  readonly server: LiveServer;
  readonly target: LiveTarget;
  readonly timeout: number;
}

async function runServed(vector: Vector, prepared: PreparedVector, serving: Serving): Promise<LiveResult> {
  const { server, target, timeout } = serving;
  try {
    const shown = shownOf(vector, target.abilities.events);
    const mismatches = judge(vector, shown, await within(timeout, connectVector(prepared, server)));
    return { result: resultOf(vector.id, mismatches), notShown: shown.notShown };
  } finally {
    await server.close();
  }
}

interface Start {
  readonly live: LiveCase;
  readonly controls: ControlStarts;
}

/** A document that must not compile: its codes are held to, where they are told; where it stands is not. */
async function judgeStart({ id, expect }: Vector, serving: LiveServing, start: Start): Promise<LiveResult> {
  switch (serving.kind) {
    case "unsupported":
      return unsupported(id, serving.reason);
    case "serving":
      await serving.server.close();
      return failed(id, "the proxy starts with a document that must not compile");
    case "refused":
      if (serving.codes === undefined) return judgeRefusal(id, start);
      return { result: resultOf(id, judgeCodes(expect, serving.codes)), notShown: ["diagnostics"] };
  }
}

function judgeCodes(expect: Expectation, codes: readonly string[]): readonly Mismatch[] {
  const expected = errorsOf(expect).filter((code) => code !== undefined && !OF_CHECK.includes(code)) as string[];
  const isTold = expected.every((code) => codes.includes(code));
  return isTold ? [] : [{ path: "diagnostics", expected, actual: [...codes] }];
}

/** A refusal that tells no codes is one of the policy if the target starts without that policy. */
async function judgeRefusal(id: string, { live, controls }: Start): Promise<LiveResult> {
  const control = await controls.of(withEmptyPolicies(live));
  switch (control.kind) {
    case "unsupported":
      return unsupported(id, control.reason);
    case "refused":
      return failed(id, `the proxy refuses this configuration whatever the policy: ${control.message}`);
    case "listens":
      return { result: resultOf(id, []), notShown: ["diagnostics"] };
  }
}

function resultOf(id: string, mismatches: readonly Mismatch[]): VectorResult {
  return mismatches.length === 0 ? { id, kind: "passed" } : { id, kind: "failed", mismatches };
}
