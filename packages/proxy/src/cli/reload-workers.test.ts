import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { Primary } from "../cluster/index.ts";
import { FakeWorkers } from "../cluster/testing/fake-workers.ts";
import type { ProxyConfig } from "../config/config.ts";
import type { Reading } from "../reload/read-configuration.ts";
import { Reloader } from "../reload/reloader.ts";
import type { ReloadReport } from "../reload/report.ts";
import { FIRST_RETRY_MS } from "../reload/retry.ts";
import { ManualClock } from "../testing/clock.ts";
import { configOf } from "../testing/proxies.ts";
import { Announcer } from "./announce.ts";
import { applyTo } from "./apply.ts";
import { EventOutput } from "./event-output.ts";
import { selectEndpoints } from "./select-endpoints.ts";

const config = configOf([{ url: "tcp://db.example.com:5432", upstream: 1 }]);

function reading(version: string): Reading & { readonly config: ProxyConfig } {
  return { at: new Date(0), config, diagnostics: [], contents: new Map([["/sluice.yml", version]]) };
}

test("a worker that dies while a change is on its way costs that a second, and nobody else anything", async () => {
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const clock = new ManualClock();
  const fakes = new FakeWorkers();
  const stream = new PassThrough();
  const events = new EventOutput("json", { stream, end: () => {}, discard: async () => {} });
  const primary = new Primary({ workers: 2, clock, events, say: () => {}, start: fakes.start });
  const sourced = (to: ProxyConfig, { contents }: Reading) => ({
    config: to,
    source: { path: contents.get("/sluice.yml") ?? "", at: 0, files: [] },
  });
  const running = reading("first");
  const listening = await primary.listen(sourced(config, running));
  const reports: ReloadReport[] = [];
  const select = ({ endpoints }: ProxyConfig) => selectEndpoints(endpoints, [], true);
  const around = { select, events, announcer: new Announcer() };
  const reloader = new Reloader({
    clock,
    running,
    read: async () => reading("second"),
    look: async () => new Map(),
    found: () => {},
    report: (report) => reports.push(report),
    apply: (next, signal, read) => {
      const updatable = { update: (to: ProxyConfig, how: object) => primary.update(sourced(to, read), how) };
      return applyTo(updatable, next, around, signal);
    },
  });
  fakes.at(0).manner = ({ kind }) => {
    if (kind === "prepare") queueMicrotask(() => fakes.at(0).end("SIGKILL"));
    return "silent";
  };
  try {
    reloader.request("change");
    while (reports.length < 1) await turn();
    expect(reports).toMatchObject([{ kind: "refused", problem: "a worker has ended", again: true }]);
    clock.advance(0);
    while (fakes.all.length < 3 || !fakes.at(2).kinds.includes("commit")) await turn();
    clock.advance(FIRST_RETRY_MS);
    while (reports.length < 2) await turn();
    expect(reports[1]).toMatchObject({ kind: "reloaded", changed: ["/sluice.yml"] });
    const asked = fakes.all.map(({ heard }) =>
      heard.flatMap((message) => (message.kind === "prepare" ? [message.source.path] : [])),
    );
    expect([listening.ok, asked]).toEqual([
      true,
      [
        ["first", "second"],
        ["first", "second", "second"],
        ["first", "second"],
      ],
    ]);
    expect(fakes.log.slice(-2).toSorted()).toEqual(["2 commit", "3 commit"]);
  } finally {
    await reloader.close();
    const closed = primary.close();
    for (const worker of fakes.all) worker.end(0);
    await closed;
    stderr.mockRestore();
  }
});
