import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import type { ProxyConfig } from "../config/config.ts";
import { type Deferred, deferred } from "../deferred.ts";
import { readRegularFile } from "../regular-file.ts";
import type { DirectoryEvents, WatchDirectory } from "../reload/watch-directory.ts";
import { ManualClock } from "../testing/clock.ts";
import { LOOK_EVERY_MS, Reloading, type ReloadingOptions } from "./reloading.ts";

const config = (region: string): string =>
  `region: ${region}\nendpoints: [{ url: 'tcp://a.example.com:1', upstream: { url: 2 } }]\n`;

let directory: string;
let path: string;
let stderr: MockInstance<typeof process.stderr.write>;
let refused: Deferred<void>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-reloading-"));
  path = join(directory, "sluice.yml");
  await writeFile(path, config("one"));
  refused = deferred<void>();
  stderr = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    if (String(text).includes("reload refused")) refused.resolve();
    return true;
  });
});

afterEach(async () => {
  stderr.mockRestore();
  await rm(directory, { recursive: true });
});

const said = (): string => stderr.mock.calls.map(([text]) => String(text)).join("");

/** A reloading that has started, whose time stands still and whose changes the test tells. */
async function begin(options: Partial<ReloadingOptions> = {}, beforeStart = async (): Promise<void> => {}) {
  const clock = new ManualClock();
  const watched: DirectoryEvents[] = [];
  const watchDirectory: WatchDirectory = (_directory, events) => {
    watched.push(events);
    return () => {};
  };
  const reloading = new Reloading({ sources: { paths: [path] }, clock, watch: true, watchDirectory, ...options });
  const running = await reloading.read();
  const tell = (name: string): void => {
    for (const { changed } of watched) changed(name);
    clock.advance(200);
  };
  await beforeStart();
  tell("passed over");
  const regions: string[] = [];
  let applied = deferred<void>();
  let hangUp = (): void => {};
  const apply = async ({ serverRegion }: ProxyConfig) => {
    regions.push(serverRegion);
    applied.resolve();
    applied = deferred<void>();
    return { ok: true } as const;
  };
  return {
    clock,
    reloading,
    tell,
    regions,
    watched,
    hangUp: () => hangUp(),
    start: (everywhere?: () => Promise<void>) =>
      reloading.start(running, apply, { listen: (heard) => (hangUp = heard) }, everywhere),
    /** Resolves at the next application. */
    applied: () => applied.promise,
  };
}

/** Reads as the system does, and tells when it was asked to. */
function counting() {
  const asked: string[] = [];
  let next = deferred<void>();
  const readAgain = async (file: string): Promise<string> => {
    const text = await readRegularFile(file);
    asked.push(file);
    const now = next;
    next = deferred<void>();
    // Whoever waits goes on after the reader has.
    setImmediate(now.resolve);
    return text;
  };
  return { asked, readAgain, read: () => next.promise };
}

describe("a change", () => {
  test("between the first reading and the start is applied", async () => {
    const run = await begin();
    await writeFile(path, config("two"));
    run.tell("sluice.yml");
    const applied = run.applied();
    run.start();
    await applied;
    expect(run.regions).toEqual(["two"]);
    await run.reloading.close();
  });

  test("that the system does not tell is found by looking, within a minute", async () => {
    const run = await begin();
    run.start();
    await writeFile(path, config("two"));
    const applied = run.applied();
    run.clock.advance(LOOK_EVERY_MS);
    // What is found is given the same time to end as what is told.
    await run.clock.timerSet(200);
    run.clock.advance(200);
    await applied;
    expect(run.regions).toEqual(["two"]);
    await run.reloading.close();
  });

  test("is not looked for where files are not watched", async () => {
    const { asked, readAgain } = counting();
    const run = await begin({ watch: false, readAgain });
    run.start();
    expect(run.clock.pending).toBe(0);
    const applied = run.applied();
    run.hangUp();
    await applied;
    expect(asked).toEqual([path]);
    await run.reloading.close();
  });
});

describe("looking", () => {
  test("goes on, and says nothing where nothing has changed", async () => {
    const { asked, readAgain, read } = counting();
    const run = await begin({ readAgain });
    run.start();
    for (let looks = 1; looks <= 3; looks++) {
      const ended = read();
      run.clock.advance(LOOK_EVERY_MS);
      await ended;
      expect(asked).toHaveLength(looks);
    }
    expect(run.regions).toEqual([]);
    expect(said()).toBe("");
    await run.reloading.close();
    expect(run.clock.pending).toBe(0);
  });

  test("says once that what came from a pipe cannot be read again", async () => {
    let asked = deferred<void>();
    const readAgain = async (): Promise<string> => {
      asked.resolve();
      throw Object.assign(new Error("a pipe"), { code: "not a regular file" });
    };
    const run = await begin({ readAgain });
    run.start();
    run.hangUp();
    await refused.promise;
    expect(said()).toContain("the configuration cannot be read (not a regular file)");
    stderr.mockClear();
    asked = deferred<void>();
    run.clock.advance(LOOK_EVERY_MS);
    await asked.promise;
    await run.reloading.close();
    run.clock.advance(LOOK_EVERY_MS);
    expect(said()).toBe("");
  });
});

test("a read that never ends does not keep it from closing", async () => {
  const asked = deferred<void>();
  const readAgain = (): Promise<string> => {
    asked.resolve();
    return new Promise<string>(() => {});
  };
  const run = await begin({ readAgain });
  run.start();
  run.hangUp();
  await asked.promise;
  await run.reloading.close();
  expect(run.clock.pending).toBe(0);
});

test("a directory that cannot be watched is told, and what to do", async () => {
  const run = await begin();
  for (const code of ["ENOSPC", "EACCES"]) run.watched[code === "ENOSPC" ? 0 : 1]?.failed(code);
  expect(said().split("\n")).toEqual([
    expect.stringMatching(
      /^sluice: \/ cannot be watched \(ENOSPC\): what changes there takes effect within 60 s, or on SIGHUP; raise fs\.inotify\.max_user_watches /,
    ),
    expect.stringMatching(
      /^sluice: \S+ cannot be watched \(EACCES\): what changes there takes effect within 60 s, or on SIGHUP$/,
    ),
    "",
  ]);
  await run.reloading.close();
});

test("a reload is told once it is in force in all processes, and the next one after it", async () => {
  const run = await begin();
  const all = deferred<void>();
  run.start(() => all.promise);
  await writeFile(path, config("two"));
  run.hangUp();
  await vi.waitFor(() => expect(run.regions).toEqual(["two"]));
  // The first is over where the next has been applied, and still not told.
  await writeFile(path, config("three"));
  run.hangUp();
  await vi.waitFor(() => expect(run.regions).toEqual(["two", "three"]));
  expect(said()).toBe("");
  all.resolve();
  await vi.waitFor(() => expect(said().match(/^sluice: reloaded/gm)).toHaveLength(2));
  await run.reloading.close();
});
