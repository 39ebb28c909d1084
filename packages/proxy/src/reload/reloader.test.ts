import { describe, expect, test } from "vitest";
import type { ProxyConfig } from "../config/config.ts";
import type { FileDiagnostic } from "../config/reader.ts";
import { type Deferred, deferred } from "../deferred.ts";
import { ManualClock } from "../testing/clock.ts";
import { configOf } from "../testing/proxies.ts";
import { MOST_HARMFUL_TRIES } from "./attempt.ts";
import type { Reading } from "./read-configuration.ts";
import { RELOAD_DEADLINE_MS, Reloader } from "./reloader.ts";
import type { ApplyResult, ReloadReport } from "./report.ts";
import { FIRST_RETRY_MS, LONGEST_RETRY_MS } from "./retry.ts";

const STARTED = new Date("2026-01-01T00:00:00Z");
const config = configOf([]);

function reading(contents: Readonly<Record<string, string>>, rest: Partial<Reading> = { config }): Reading {
  return { at: STARTED, diagnostics: [], contents: new Map(Object.entries(contents)), ...rest };
}

const broken = (contents: Readonly<Record<string, string>>): Reading =>
  reading(contents, { diagnostics: [{ severity: "error" } as FileDiagnostic] });

/** A reloader of files that the test sets, whose readings the test ends. */
class Bench {
  readonly clock = new ManualClock();
  readonly applied: ProxyConfig[] = [];
  readonly reloader: Reloader;
  readonly #reads: Deferred<Reading>[] = [];
  readonly #ended: Reading[] = [];
  readonly #reports: ReloadReport[] = [];
  #awaited: Deferred<void> | undefined;
  reads = 0;
  /** Times that something was to be applied. */
  tries = 0;
  /** Times that a look has found a change. */
  found = 0;
  result: ApplyResult | Error | Promise<ApplyResult> = { ok: true };
  /** Of what was applied last. */
  signal: AbortSignal | undefined;
  readonly #looks: Deferred<ReadonlyMap<string, string>>[] = [];

  constructor(running: Reading = reading({ "/a": "1" })) {
    this.reloader = new Reloader({
      clock: this.clock,
      running,
      look: () => {
        const look = deferred<ReadonlyMap<string, string>>();
        this.#looks.push(look);
        return look.promise;
      },
      found: () => {
        this.found += 1;
      },
      read: () => {
        this.reads += 1;
        const ended = this.#ended.shift();
        if (ended) return Promise.resolve(ended);
        const read = deferred<Reading>();
        this.#reads.push(read);
        return read.promise;
      },
      apply: async (next, signal) => {
        this.signal = signal;
        this.tries += 1;
        if (this.result instanceof Error) throw this.result;
        const result = await this.result;
        if (result.ok && !signal.aborted) this.applied.push(next);
        return result;
      },
      report: (report) => {
        this.#reports.push(report);
        this.#awaited?.resolve();
      },
    });
  }

  /** Ends the reading that is under way, or about to begin. */
  readEnds(what: Reading): void {
    const read = this.#reads.shift();
    if (read) read.resolve(what);
    else this.#ended.push(what);
  }

  /** Looks, and sees this; the result is whether that is a change. */
  async looks(contents: Readonly<Record<string, string>>): Promise<boolean> {
    const before = this.found;
    this.reloader.request("look");
    this.#looks.shift()?.resolve(new Map(Object.entries(contents)));
    await this.settled();
    return this.found > before;
  }

  /** Resolves once all that can go on without the test has. */
  settled(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
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
    bench.readEnds(reading({ "/a": "1", "/b": "2", "/new": "1" }, { config: next }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: ["/b", "/gone", "/new"] });
    expect(bench.applied).toEqual([next]);
    expect(bench.applied[0]).toBe(next);
  });

  test("with the same contents is nothing", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "1" }));
    expect(await bench.quiet()).toBe(true);
    expect(bench.applied).toEqual([]);
  });

  test("is compared with what runs, not with what it was at start", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    await bench.report();
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "1" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: ["/a"] });
  });
});

describe("what is refused", () => {
  test("leaves what runs, and says since when it does", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    const wrong = broken({ "/a": "2" });
    bench.readEnds(wrong);
    expect(await bench.report()).toEqual({ kind: "refused", reading: wrong, since: STARTED });
    expect(bench.applied).toEqual([]);
  });

  test("because it cannot be applied says why", async () => {
    const bench = new Bench();
    bench.result = { ok: false, message: "port 1 is taken" };
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "refused", problem: "port 1 is taken", since: STARTED });
    // It does not run, so the next event tries it again.
    bench.result = { ok: true };
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: ["/a"] });
  });

  test("by a bug is told like any other, and the next reload works", async () => {
    const bench = new Bench();
    bench.result = new Error("out of order");
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "refused", problem: "out of order" });
    bench.result = { ok: true };
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded" });
  });

  test("and then taken back is told once", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    bench.readEnds(broken({ "/a": "2" }));
    await bench.report();
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "1" }));
    expect(await bench.report()).toEqual({ kind: "restored" });
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "1" }));
    expect(await bench.quiet()).toBe(true);
    expect(bench.applied).toEqual([]);
  });

  test("for another reason than changed files is not taken back by them", async () => {
    const bench = new Bench();
    bench.result = { ok: false, message: "no roots" };
    bench.reloader.request("signal");
    bench.readEnds(reading({ "/a": "1" }));
    expect(await bench.report()).toMatchObject({ kind: "refused", problem: "no roots" });
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "1" }));
    await bench.settled();
    expect(await bench.quiet()).toBe(true);
  });

  test("halfway through a pair is mended by the other half", async () => {
    const bench = new Bench(reading({ "/crt": "1", "/key": "1" }));
    bench.reloader.request("change");
    bench.readEnds(broken({ "/crt": "2", "/key": "1" }));
    expect(await bench.report()).toMatchObject({ kind: "refused" });
    bench.reloader.request("change");
    bench.readEnds(reading({ "/crt": "2", "/key": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: ["/crt", "/key"] });
  });
});

describe("a signal", () => {
  test("applies and is answered also where no file has changed", async () => {
    const bench = new Bench();
    bench.reloader.request("signal");
    bench.readEnds(reading({ "/a": "1" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: [] });
    expect(bench.applied).toHaveLength(1);
  });

  test("is answered also where a change came after it", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    bench.reloader.request("signal");
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ changed: ["/a"] });
    bench.readEnds(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: [] });
  });
});

describe("requests", () => {
  test("during a reload are one more after it", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    for (let request = 0; request < 5; request++) bench.reloader.request("change");
    expect(bench.reads).toBe(1);
    bench.readEnds(reading({ "/a": "2" }));
    await bench.report();
    bench.readEnds(reading({ "/a": "3" }));
    await bench.report();
    expect(bench.reads).toBe(2);
    expect(await bench.quiet()).toBe(true);
    expect(bench.reads).toBe(2);
  });

  test("after `close` are none, and the one under way changes nothing any more", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    bench.reloader.request("change");
    await bench.reloader.close();
    bench.readEnds(reading({ "/a": "2" }));
    bench.reloader.request("signal");
    await bench.settled();
    expect(bench.reads).toBe(1);
    expect(bench.applied).toEqual([]);
    expect(await bench.quiet()).toBe(true);
    expect(bench.clock.pending).toBe(0);
  });

  test("that are applied are told of a `close`, which does not wait for them", async () => {
    const bench = new Bench();
    const applying = deferred<ApplyResult>();
    bench.result = applying.promise;
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    await bench.settled();
    await bench.reloader.close();
    expect(bench.signal?.aborted).toBe(true);
    applying.resolve({ ok: true });
    await bench.settled();
    expect(bench.applied).toEqual([]);
  });
});

describe("a look", () => {
  test("tells a change, and nothing else", async () => {
    const bench = new Bench();
    expect(await bench.looks({ "/a": "1" })).toBe(false);
    expect(await bench.looks({ "/a": "2" })).toBe(true);
    expect(bench.reads).toBe(0);
    expect(await bench.quiet()).toBe(true);
  });

  test("does not tell again what was refused, but what has changed since", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    bench.readEnds(broken({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "refused" });
    expect(await bench.looks({ "/a": "2" })).toBe(false);
    expect(await bench.looks({ "/a": "1" })).toBe(true);
  });

  test("gives way to what is wanted more", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    bench.reloader.request("signal");
    bench.reloader.request("look");
    bench.readEnds(reading({ "/a": "1" }));
    await bench.settled();
    bench.readEnds(reading({ "/a": "1" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: [] });
  });
});

describe("what never ends", () => {
  const late = (what: string) => ({ kind: "refused", problem: `${what} has not ended within 30 s`, since: STARTED });

  test("while it is read is refused aloud, and read again once it has ended", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    bench.clock.advance(RELOAD_DEADLINE_MS - 1);
    await bench.settled();
    bench.clock.advance(1);
    expect(await bench.report()).toEqual(late("reading the configuration"));
    bench.reloader.request("signal");
    expect(await bench.report()).toMatchObject({
      kind: "refused",
      problem: "what took too long before has still not ended",
    });
    // What comes so late is not applied.
    bench.readEnds(reading({ "/a": "2" }));
    await bench.settled();
    expect([bench.reads, bench.applied]).toEqual([1, []]);
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: ["/a"] });
  });

  test("while it is looked at is told once", async () => {
    const bench = new Bench();
    bench.reloader.request("look");
    bench.clock.advance(RELOAD_DEADLINE_MS);
    expect(await bench.report()).toEqual(late("reading the files"));
    bench.reloader.request("look");
    await bench.settled();
    expect(await bench.quiet()).toBe(true);
  });

  test("while it is applied is refused, and must change nothing any more", async () => {
    const bench = new Bench();
    const applying = deferred<ApplyResult>();
    bench.result = applying.promise;
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    await bench.settled();
    bench.clock.advance(RELOAD_DEADLINE_MS);
    expect(await bench.report()).toMatchObject({ ...late("applying the configuration"), again: true });
    expect(bench.signal?.aborted).toBe(true);
    applying.resolve({ ok: true });
    await bench.settled();
    expect(bench.applied).toEqual([]);
  });

  test("and ends in the same moment is not in force either", async () => {
    const bench = new Bench();
    const applying = deferred<ApplyResult>();
    bench.result = applying.promise;
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    await bench.settled();
    bench.clock.advance(RELOAD_DEADLINE_MS);
    applying.resolve({ ok: true });
    expect(await bench.report()).toMatchObject({ kind: "refused", again: true });
    expect(bench.applied).toEqual([]);
  });

  test("leaves no timer where it does end", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    await bench.report();
    await bench.quiet();
    expect(bench.clock.pending).toBe(0);
  });
});

describe("what cannot be applied for a reason that may pass", () => {
  const passing = (message: string): ApplyResult => ({ ok: false, message, chance: "some-day" });

  /** One whose change of `/a` was refused for such a reason. */
  async function refused(cause: "change" | "signal" = "change", contents = { "/a": "2" }): Promise<Bench> {
    const bench = new Bench();
    bench.result = passing("a worker has ended");
    bench.reloader.request(cause);
    bench.readEnds(reading(contents));
    expect(await bench.report()).toMatchObject({ kind: "refused", problem: "a worker has ended", again: true });
    return bench;
  }

  test("is tried again as it was read, ever later, and told when it is in force", async () => {
    const bench = await refused();
    for (const delay of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      const { tries } = bench;
      bench.clock.advance(delay - 1);
      await bench.settled();
      expect(bench.tries).toBe(tries);
      bench.clock.advance(1);
      await bench.settled();
      expect(bench.tries).toBe(tries + 1);
    }
    bench.result = { ok: true };
    bench.clock.advance(LONGEST_RETRY_MS);
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: ["/a"] });
    expect([bench.reads, bench.applied.length]).toEqual([1, 1]);
    // It is what runs now: the same again is nothing.
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    expect(await bench.quiet()).toBe(true);
    expect([bench.tries, bench.clock.pending]).toEqual([10, 0]);
  });

  test("is said once, however often it is tried and whatever else is wrong in between", async () => {
    const bench = await refused();
    bench.result = passing("no roots");
    bench.clock.advance(FIRST_RETRY_MS);
    expect(await bench.report()).toMatchObject({ problem: "no roots", again: true });
    for (const [delay, message] of [
      [2_000, "a worker has ended"],
      [4_000, "no roots"],
      [8_000, "no roots"],
    ] as const) {
      bench.result = passing(message);
      bench.clock.advance(delay);
      await bench.settled();
    }
    expect(bench.tries).toBe(5);
    expect(await bench.quiet()).toBe(true);
  });

  test("is not where the reason is in the files", async () => {
    const bench = new Bench();
    bench.result = { ok: false, message: "no endpoint is named web" };
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    const report = await bench.report();
    expect(report).toMatchObject({ kind: "refused" });
    expect(report).not.toHaveProperty("again");
    expect(bench.clock.pending).toBe(0);
  });

  test("is no longer once the reason is another", async () => {
    const bench = await refused();
    bench.result = { ok: false, message: "no endpoint is named web" };
    bench.clock.advance(FIRST_RETRY_MS);
    expect(await bench.report()).toMatchObject({ kind: "refused", problem: "no endpoint is named web" });
    expect(bench.clock.pending).toBe(0);
  });

  test("is tried a few times only where that may cost connections", async () => {
    const bench = new Bench();
    bench.result = { ok: false, message: "a worker has ended", chance: "soon" };
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ problem: "a worker has ended", again: true });
    bench.clock.advance(1_000);
    await bench.settled();
    bench.clock.advance(2_000);
    const last = await bench.report();
    expect(last).toMatchObject({ kind: "refused", problem: "a worker has ended" });
    expect(last).not.toHaveProperty("again");
    expect([bench.tries, bench.clock.pending]).toEqual([MOST_HARMFUL_TRIES, 0]);
    // Whoever asks for it tries it once more.
    bench.result = { ok: true };
    bench.reloader.request("signal");
    bench.readEnds(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: ["/a"] });
  });

  test("is tried a few times only where it takes too long: workers that hang of it are ended each time", async () => {
    const bench = new Bench();
    bench.reloader.request("change");
    const given = [];
    for (let tries = 1; tries <= MOST_HARMFUL_TRIES; tries++) {
      const applying = deferred<ApplyResult>();
      bench.result = applying.promise;
      if (tries === 1) bench.readEnds(reading({ "/a": "2" }));
      else bench.clock.advance(LONGEST_RETRY_MS);
      await bench.settled();
      bench.clock.advance(RELOAD_DEADLINE_MS);
      await bench.settled();
      // While it hangs nothing is tried, and that counts for nothing.
      bench.clock.advance(LONGEST_RETRY_MS);
      await bench.settled();
      bench.clock.advance(LONGEST_RETRY_MS);
      await bench.settled();
      given.push([bench.tries, bench.signal?.aborted, bench.clock.pending]);
      applying.resolve(passing("it took too long"));
      await bench.settled();
    }
    expect(given).toEqual([
      [1, true, 1],
      [2, true, 1],
      [3, true, 0],
    ]);
    expect(await bench.report()).toMatchObject({ kind: "refused", again: true });
    expect(await bench.report()).not.toHaveProperty("again");
  });

  test("has as many harmful tries whatever else was wrong before", async () => {
    const bench = await refused();
    const harmful: ApplyResult = { ok: false, message: "a worker has died", chance: "soon" };
    const given = [];
    for (const [delay, result] of [
      [1_000, passing("no roots")],
      [2_000, passing("no roots")],
      [4_000, passing("no roots")],
      [8_000, harmful],
      [16_000, passing("no roots")],
      [32_000, harmful],
      [60_000, harmful],
    ] as const) {
      bench.result = result;
      bench.clock.advance(delay);
      await bench.settled();
      given.push(bench.clock.pending);
    }
    expect(given).toEqual([1, 1, 1, 1, 1, 1, 0]);
    expect(bench.tries).toBe(8);
  });

  test("gives way to newer files, however these fare", async () => {
    const bench = await refused();
    bench.reloader.request("change");
    bench.readEnds(broken({ "/a": "3" }));
    expect(await bench.report()).toMatchObject({ kind: "refused" });
    expect([bench.tries, bench.clock.pending]).toEqual([1, 0]);
  });

  test("gives way to newer files that are read when its time comes", async () => {
    const bench = await refused();
    bench.reloader.request("change");
    bench.clock.advance(FIRST_RETRY_MS);
    bench.result = { ok: true };
    const next = configOf([]);
    bench.readEnds(reading({ "/a": "3" }, { config: next }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded" });
    await bench.settled();
    expect(bench.tries).toBe(2);
    expect(bench.applied[0]).toBe(next);
    expect([bench.applied.length, bench.clock.pending]).toEqual([1, 0]);
  });

  test.each(["change", "signal"] as const)("gives way to a %s whose files cannot be read in time", async (cause) => {
    const bench = await refused();
    bench.result = { ok: true };
    bench.reloader.request(cause);
    bench.clock.advance(RELOAD_DEADLINE_MS);
    const late = await bench.report();
    expect(late).toMatchObject({ kind: "refused", problem: "reading the configuration has not ended within 30 s" });
    expect(late).not.toHaveProperty("again");
    bench.readEnds(reading({ "/a": "3" }));
    await bench.settled();
    expect([bench.tries, bench.clock.pending]).toEqual([1, 0]);
    expect(await bench.quiet()).toBe(true);
  });

  test("gives way to a signal that comes while something hangs", async () => {
    const bench = new Bench();
    const applying = deferred<ApplyResult>();
    bench.result = applying.promise;
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    await bench.settled();
    bench.clock.advance(RELOAD_DEADLINE_MS);
    expect(await bench.report()).toMatchObject({ kind: "refused", again: true });
    bench.reloader.request("signal");
    const stuck = await bench.report();
    expect(stuck).toMatchObject({ problem: "what took too long before has still not ended" });
    expect(stuck).not.toHaveProperty("again");
    applying.resolve(passing("it took too long"));
    await bench.settled();
    expect([bench.tries, bench.clock.pending]).toEqual([1, 0]);
    expect(await bench.quiet()).toBe(true);
  });

  test("is not left to nobody where its time comes while the files are read, and they are changed again", async () => {
    const bench = await refused();
    bench.reloader.request("change");
    bench.clock.advance(FIRST_RETRY_MS);
    bench.reloader.request("change");
    bench.clock.advance(RELOAD_DEADLINE_MS);
    for (const problem of [
      "reading the configuration has not ended within 30 s",
      "what took too long before has still not ended",
    ]) {
      const report = await bench.report();
      expect(report).toMatchObject({ kind: "refused", problem });
      expect(report).not.toHaveProperty("again");
    }
    bench.readEnds(broken({}));
    await bench.settled();
    // Also where what is in the files is what was read before: it was refused for something that may have passed.
    expect(await bench.looks({ "/a": "2" })).toBe(true);
    bench.result = { ok: true };
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: ["/a"] });
    expect(await bench.looks({ "/a": "2" })).toBe(false);
  });

  test("is forgotten where the files are taken back", async () => {
    const bench = await refused();
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "1" }));
    expect(await bench.report()).toEqual({ kind: "restored" });
    expect([bench.tries, bench.clock.pending]).toEqual([1, 0]);
  });

  test("is owed to a signal, also where a file is touched in between", async () => {
    const bench = await refused("signal", { "/a": "1" });
    bench.result = { ok: true };
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "1" }));
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: [] });
    expect(bench.clock.pending).toBe(0);
  });

  test("because it took too long is tried again once that has ended", async () => {
    const bench = new Bench();
    const applying = deferred<ApplyResult>();
    bench.result = applying.promise;
    bench.reloader.request("change");
    bench.readEnds(reading({ "/a": "2" }));
    await bench.settled();
    bench.clock.advance(RELOAD_DEADLINE_MS);
    expect(await bench.report()).toMatchObject({ problem: "applying the configuration has not ended within 30 s" });
    bench.clock.advance(FIRST_RETRY_MS);
    await bench.settled();
    expect(bench.tries).toBe(1);
    applying.resolve(passing("it took too long"));
    bench.result = { ok: true };
    await bench.settled();
    bench.clock.advance(2 * FIRST_RETRY_MS);
    expect(await bench.report()).toMatchObject({ kind: "reloaded", changed: ["/a"] });
  });

  test("is not once all ends", async () => {
    const bench = await refused();
    await bench.reloader.close();
    expect(bench.clock.pending).toBe(0);
  });
});
