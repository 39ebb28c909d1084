import { describe, expect, test } from "vitest";
import type { ProxyConfig } from "../config/config.ts";
import type { FileDiagnostic } from "../config/reader.ts";
import { type Deferred, deferred } from "../testing/deferred.ts";
import { configOf } from "../testing/proxies.ts";
import type { Reading } from "./read-configuration.ts";
import { type ApplyResult, Reloader, type ReloadReport } from "./reloader.ts";

const STARTED = new Date("2026-01-01T00:00:00Z");
const config = configOf([]);

function reading(contents: Readonly<Record<string, string>>, rest: Partial<Reading> = { config }): Reading {
  return { at: STARTED, diagnostics: [], contents: new Map(Object.entries(contents)), ...rest };
}

const broken = (contents: Readonly<Record<string, string>>): Reading =>
  reading(contents, { diagnostics: [{ severity: "error" } as FileDiagnostic] });

/** A reloader of files that the test sets, whose readings the test ends. */
class Bench {
  readonly applied: ProxyConfig[] = [];
  readonly reloader: Reloader;
  readonly #reads: Deferred<Reading>[] = [];
  readonly #reports: ReloadReport[] = [];
  #awaited: Deferred<void> | undefined;
  reads = 0;
  result: ApplyResult | Error = { ok: true };

  constructor(running: Reading = reading({ "/a": "1" })) {
    this.reloader = new Reloader({
      running,
      read: () => {
        this.reads += 1;
        const read = deferred<Reading>();
        this.#reads.push(read);
        return read.promise;
      },
      apply: async (next) => {
        if (this.result instanceof Error) throw this.result;
        if (this.result.ok) this.applied.push(next);
        return this.result;
      },
      report: (report) => {
        this.#reports.push(report);
        this.#awaited?.resolve();
      },
    });
  }

  /** Ends the reading that is under way. */
  found(what: Reading): void {
    this.#reads.shift()?.resolve(what);
  }

  /** The next report. */
  async report(): Promise<ReloadReport> {
    if (this.#reports.length === 0) {
      this.#awaited = deferred<void>();
      await this.#awaited.promise;
    }
    const report = this.#reports.shift();
    if (!report) throw new Error("there is no report");
    return report;
  }

  /** Ends what is under way; the result is whether anything was reported. */
  async quiet(): Promise<boolean> {
    await this.reloader.close();
    return this.#reports.length === 0;
  }
}

describe("a changed file", () => {
  test("is applied, and told by name", async () => {
    const bench = new Bench(reading({ "/a": "1", "/b": "1", "/gone": "1" }));
    bench.reloader.request("change");
    const next = configOf([]);
    bench.found(reading({ "/a": "1", "/b": "2", "/new": "1" }, { config: next }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: ["/b", "/gone", "/new"] });
    expect(bench.applied).toEqual([next]);
    expect(bench.applied[0]).toBe(next);
  });

  test("with the same contents is nothing", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    bench.found(reading({ "/a": "1" }));
    expect(await bench.quiet()).toBe(true);
    expect(bench.applied).toEqual([]);
  });

  test("is compared with what runs, not with what it was at start", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    bench.found(reading({ "/a": "2" }));
    await bench.report();
    bench.reloader.request("change");
    bench.found(reading({ "/a": "1" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: ["/a"] });
  });
});

describe("what is refused", () => {
  test("leaves what runs, and says since when it does", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    const wrong = broken({ "/a": "2" });
    bench.found(wrong);
    expect(await bench.report()).toEqual({ kind: "refused", reading: wrong, since: STARTED });
    expect(bench.applied).toEqual([]);
  });

  test("because it cannot be applied says why", async () => {
    const bench = new Bench();
    bench.result = { ok: false, message: "port 1 is taken" };
    bench.reloader.request("change");
    bench.found(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "refused", problem: "port 1 is taken", since: STARTED });
    // It does not run, so the next event tries it again.
    bench.result = { ok: true };
    bench.reloader.request("change");
    bench.found(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: ["/a"] });
  });

  test("by a bug is told like any other, and the next reload works", async () => {
    const bench = new Bench();
    bench.result = new Error("out of order");
    bench.reloader.request("change");
    bench.found(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "refused", problem: "out of order" });
    bench.result = { ok: true };
    bench.reloader.request("change");
    bench.found(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded" });
  });

  test("and then taken back is told once", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    bench.found(broken({ "/a": "2" }));
    await bench.report();
    bench.reloader.request("change");
    bench.found(reading({ "/a": "1" }));
    expect(await bench.report()).toEqual({ kind: "restored" });
    bench.reloader.request("change");
    bench.found(reading({ "/a": "1" }));
    expect(await bench.quiet()).toBe(true);
    expect(bench.applied).toEqual([]);
  });

  test("halfway through a pair is mended by the other half", async () => {
    const bench = new Bench(reading({ "/crt": "1", "/key": "1" }));
    bench.reloader.request("change");
    bench.found(broken({ "/crt": "2", "/key": "1" }));
    expect(await bench.report()).toMatchObject({ kind: "refused" });
    bench.reloader.request("change");
    bench.found(reading({ "/crt": "2", "/key": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: ["/crt", "/key"] });
  });
});

describe("a signal", () => {
  test("applies and is answered also where no file has changed", async () => {
    const bench = new Bench();
    bench.reloader.request("signal");
    bench.found(reading({ "/a": "1" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: [] });
    expect(bench.applied).toHaveLength(1);
  });

  test("is answered also where a change came after it", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    bench.reloader.request("signal");
    bench.reloader.request("change");
    bench.found(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ changed: ["/a"] });
    bench.found(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: [] });
  });
});

describe("requests", () => {
  test("during a reload are one more after it", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    for (let request = 0; request < 5; request++) bench.reloader.request("change");
    expect(bench.reads).toBe(1);
    bench.found(reading({ "/a": "2" }));
    await bench.report();
    bench.found(reading({ "/a": "3" }));
    await bench.report();
    expect(bench.reads).toBe(2);
    expect(await bench.quiet()).toBe(true);
    expect(bench.reads).toBe(2);
  });

  test("after `close` are none, and it waits for the reload under way", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    bench.reloader.request("change");
    const closed = bench.reloader.close();
    bench.found(reading({ "/a": "2" }));
    await closed;
    bench.reloader.request("signal");
    expect(bench.reads).toBe(1);
    expect(bench.applied).toHaveLength(1);
  });
});
