import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Primary } from "../cluster/index.ts";
import { FakeWorkers } from "../cluster/testing/fake-workers.ts";
import type { ProxyConfig } from "../config/config.ts";
import type { Reading } from "../reload/read-configuration.ts";
import { RELOAD_DEADLINE_MS, Reloader } from "../reload/reloader.ts";
import type { ReloadReport } from "../reload/report.ts";
import { FIRST_RETRY_MS } from "../reload/retry.ts";
import { ManualClock } from "../testing/clock.ts";
import { configOf } from "../testing/proxies.ts";
import { UNOBSERVED } from "../testing/unobserved.ts";
import { Announcer } from "./announce.ts";
import { applyTo } from "./apply.ts";
import { EventOutput } from "./event-output.ts";
import { selectEndpoints } from "./select-endpoints.ts";

const config = configOf([{ url: "tcp://db.example.com:5432", upstream: 1 }]);

function reading(version: string): Reading & { readonly config: ProxyConfig } {
  return { at: new Date(0), config, diagnostics: [], contents: new Map([["/sluice.yml", version]]) };
}

/** What is to be undone after a test, last first. */
let undo: (() => unknown)[];

beforeEach(() => {
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  undo = [() => stderr.mockRestore()];
});

afterEach(async () => {
  for (const step of undo.reverse()) await step();
});

/** A reloader of two workers that run what was read as `first`. */
async function begin() {
  const clock = new ManualClock();
  const fakes = new FakeWorkers();
  const stream = new PassThrough();
  const events = new EventOutput("json", { stream, end: () => {}, discard: async () => {} });
  const primary = new Primary({ workers: 2, clock, events, say: () => {}, start: fakes.start });
  const sourced = (to: ProxyConfig, { contents }: Reading) => ({
    config: to,
    source: { paths: [contents.get("/sluice.yml") ?? ""], at: 0, files: [] },
  });
  const running = reading("first");
  undo.push(async () => {
    const closed = primary.close();
    for (const worker of fakes.all) worker.end(0);
    await closed;
  });
  expect(await primary.listen(sourced(config, running))).toMatchObject({ ok: true });
  const reports: ReloadReport[] = [];
  const files = { version: "second" };
  const select = ({ endpoints }: ProxyConfig) => selectEndpoints(endpoints, [], true);
  const around = { select, events, announcer: new Announcer(), observing: UNOBSERVED };
  const reloader = new Reloader({
    clock,
    running,
    read: async () => reading(files.version),
    look: async () => new Map(),
    found: () => {},
    report: (report) => reports.push(report),
    apply: (next, signal, read) => {
      const updatable = { update: (to: ProxyConfig, how: object) => primary.update(sourced(to, read), how) };
      return applyTo(updatable, next, around, signal);
    },
  });
  undo.push(() => reloader.close());
  /** What each worker was asked to make ready. */
  const asked = (): string[][] =>
    fakes.all.map(({ heard }) => heard.flatMap((message) => (message.kind === "prepare" ? message.source.paths : [])));
  return { clock, fakes, files, reloader, reports, asked };
}

test("a worker that dies while a change is on its way costs that a second, and nobody else anything", async () => {
  const { clock, fakes, reloader, reports, asked } = await begin();
  fakes.at(0).manner = ({ kind }) => {
    if (kind === "prepare") queueMicrotask(() => fakes.at(0).end("SIGKILL"));
    return "silent";
  };
  reloader.request("change");
  while (reports.length < 1) await turn();
  expect(reports).toMatchObject([{ kind: "refused", problem: "a worker has ended", again: true }]);
  clock.advance(0);
  while (fakes.all.length < 3 || !fakes.at(2).kinds.includes("commit")) await turn();
  clock.advance(FIRST_RETRY_MS);
  while (reports.length < 2) await turn();
  expect(reports[1]).toMatchObject({ kind: "reloaded", changed: ["/sluice.yml"] });
  expect(asked()).toEqual([
    ["first", "second"],
    ["first", "second", "second"],
    ["first", "second"],
  ]);
  expect(fakes.log.slice(-2).toSorted()).toEqual(["2 commit", "3 commit"]);
});

test("a change that is in force just in time is told as such, though a worker is slow to say that it is", async () => {
  const { clock, fakes, files, reloader, reports, asked } = await begin();
  const slow = fakes.at(0);
  slow.manner = () => "silent";
  // A worker that takes another's place comes first, and takes its time.
  fakes.manner = ({ kind }) => (kind === "prepare" ? "silent" : "done");
  fakes.at(1).end(1);
  clock.advance(0);
  while (fakes.log.at(-1) !== "3 prepare") await turn();
  reloader.request("change");
  await turn();
  clock.advance(20_000);
  fakes.at(2).manner = () => "done";
  fakes.at(2).say({ kind: "done", ask: fakes.at(2).asked });
  while (asked()[0]?.at(-1) !== "second") await turn();
  clock.advance(RELOAD_DEADLINE_MS - 20_000 - 1);
  slow.say({ kind: "done", ask: slow.asked });
  while (slow.kinds.at(-1) !== "commit") await turn();
  clock.advance(1);
  await turn();
  slow.say({ kind: "done", ask: slow.asked });
  while (reports.length < 1) await turn();
  expect(reports).toMatchObject([{ kind: "reloaded", changed: ["/sluice.yml"] }]);
  // What is taken back is one more change.
  slow.manner = () => "done";
  files.version = "first";
  reloader.request("change");
  while (reports.length < 2) await turn();
  expect(reports[1]).toMatchObject({ kind: "reloaded", changed: ["/sluice.yml"] });
  expect(asked()).toEqual([["first", "second", "first"], ["first"], ["first", "second", "first"]]);
});
