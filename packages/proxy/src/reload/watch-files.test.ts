import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../testing/clock.ts";
import { type DirectoryEvents, type WatchDirectory, watchDirectory } from "./watch-directory.ts";
import { type FileWatch, type WatchFailure, watchFiles } from "./watch-files.ts";

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "sluice-watch-")));
  mkdirSync(join(root, "conf"));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A path below the scratch directory. */
const at = (...names: string[]): string => join(root, ...names);
const write = (text: string, ...names: string[]): void => writeFileSync(at(...names), text);
const relink = (target: string, ...names: string[]): void => {
  symlinkSync(target, at("conf", "link_tmp"));
  renameSync(at("conf", "link_tmp"), at(...names));
};

/** A watch whose time stands still, and that knows when the system has told everything. */
class Watched {
  readonly clock = new ManualClock();
  readonly failures: WatchFailure[] = [];
  readonly #files: FileWatch;
  readonly #path: string;
  #bursts = 0;
  #barriers = 0;
  #awaited = { name: "", passed: (): void => {} };

  constructor(path: string) {
    this.#path = path;
    this.#files = watchFiles({
      clock: this.clock,
      changed: () => {
        this.#bursts += 1;
      },
      failed: (failure) => this.failures.push(failure),
      watchDirectory: (directory, events) =>
        watchDirectory(directory, {
          ...events,
          changed: (name) => {
            events.changed(name);
            if (name === this.#awaited.name) this.#awaited.passed();
          },
        }),
    });
  }

  /** How many bursts a change makes; the file is looked up anew first, as every reload does. */
  async burstsOf(change: () => void): Promise<number> {
    const round = this.#files.begin();
    await round.add(this.#path);
    round.keep();
    await this.#everythingTold();
    this.clock.advance(60_000);
    this.#bursts = 0;
    change();
    await this.#everythingTold();
    this.clock.advance(200);
    return this.#bursts;
  }

  close(): void {
    this.#files.close();
  }

  /** The system tells changes in their order: once it tells this one, it has told all before. */
  #everythingTold(): Promise<void> {
    const name = `barrier-${++this.#barriers}`;
    return new Promise((resolve) => {
      this.#awaited = { name, passed: resolve };
      write("", name);
    });
  }
}

async function seesAll(path: string, changes: readonly (() => void)[]): Promise<void> {
  const watched = new Watched(path);
  for (const [index, change] of changes.entries()) {
    expect(await watched.burstsOf(change), `change ${index + 1}`).toBe(1);
  }
  expect(watched.failures).toEqual([]);
  watched.close();
}

describe("a change is seen of a file that is", () => {
  const file = ["conf", "tls.crt"] as const;

  test("written in place", async () => {
    write("1", ...file);
    await seesAll(at(...file), [() => write("22", ...file), () => write("33", ...file)]);
  });

  test("replaced by a rename", async () => {
    write("1", ...file);
    const replace = (): void => {
      write("2", "conf", "new");
      renameSync(at("conf", "new"), at(...file));
    };
    await seesAll(at(...file), [replace, replace, replace]);
  });

  test("deleted, and comes back", async () => {
    write("1", ...file);
    await seesAll(at(...file), [() => rmSync(at(...file)), () => write("2", ...file), () => write("3", ...file)]);
  });

  test("found through links, where one is turned or the end is written", async () => {
    mkdirSync(at("a"));
    mkdirSync(at("b"));
    write("1", "a", "real");
    write("2", "b", "real");
    symlinkSync(at("a"), at("conf", "dir"));
    symlinkSync("dir/../conf/dir/real", at(...file));
    await seesAll(at(...file), [
      () => write("3", "a", "real"),
      () => relink(at("b"), "conf", "dir"),
      () => write("4", "b", "real"),
      () => relink("../a/real", ...file),
      () => write("5", "a", "real"),
    ]);
  });

  test("mounted by Kubernetes, which turns `..data`", async () => {
    const version = (name: string): void => {
      mkdirSync(at("conf", name));
      write("1", "conf", name, "tls.crt");
    };
    const swap = (name: string) => (): void => {
      symlinkSync(name, at("conf", "..data_tmp"));
      renameSync(at("conf", "..data_tmp"), at("conf", "..data"));
    };
    version("..2025_1");
    version("..2025_2");
    swap("..2025_1")();
    symlinkSync("..data/tls.crt", at(...file));
    await seesAll(at(...file), [
      swap("..2025_2"),
      swap("..2025_1"),
      () => {
        version("..2025_3");
        swap("..2025_3")();
        rmSync(at("conf", "..2025_1"), { recursive: true });
      },
    ]);
  });

  test("in a directory that is removed and made again", async () => {
    write("1", ...file);
    const remove = (): void => rmSync(at("conf"), { recursive: true });
    const make = (): void => {
      mkdirSync(at("conf"));
      write("2", ...file);
    };
    await seesAll(at(...file), [
      remove,
      make,
      () => write("3", ...file),
      () => {
        remove();
        make();
      },
      () => write("4", ...file),
    ]);
  });

  test("not there yet, nor its directory", async () => {
    const make = (): void => {
      mkdirSync(at("later", "still"), { recursive: true });
    };
    await seesAll(at("later", "still", "tls.crt"), [make, () => write("1", "later", "still", "tls.crt")]);
  });

  test("a link to itself", async () => {
    symlinkSync("tls.crt", at(...file));
    await seesAll(at(...file), [() => relink("elsewhere", ...file)]);
  });
});

test("what happens to other names beside it is passed over", async () => {
  write("1", "conf", "tls.crt");
  const watched = new Watched(at("conf", "tls.crt"));
  const log = (): void => write("an event", "conf", "events.jsonl");
  expect(await watched.burstsOf(log)).toBe(0);
  expect(await watched.burstsOf(log)).toBe(0);
  watched.close();
});

describe("watching", () => {
  /** A system whose changes the test makes. */
  function fake(codes: Record<string, string> = {}) {
    const clock = new ManualClock();
    const watched: { directory: string; events: DirectoryEvents; stopped: boolean }[] = [];
    const failures: WatchFailure[] = [];
    let bursts = 0;
    const watchDirectory: WatchDirectory = (directory, events) => {
      const entry = { directory, events, stopped: false };
      watched.push(entry);
      const code = codes[directory];
      if (code !== undefined) events.failed(code);
      return () => {
        entry.stopped = true;
      };
    };
    const changed = (): void => {
      bursts += 1;
    };
    const files = watchFiles({ clock, changed, failed: (failure) => failures.push(failure), watchDirectory });
    const change = (name: string | undefined): void => {
      for (const { events, stopped } of watched) if (!stopped) events.changed(name);
    };
    return { clock, files, failures, watched, change, bursts: () => bursts };
  }

  async function keep(files: FileWatch, ...paths: string[]): Promise<void> {
    const round = files.begin();
    for (const path of paths) await round.add(path);
    round.keep();
  }

  test("makes one of many changes, once it is quiet", async () => {
    const { clock, files, change, bursts } = fake();
    await keep(files, at("conf", "x"), at("conf", "y"));
    for (const name of ["x", "y", "x"]) {
      change(name);
      clock.advance(199);
    }
    expect(bursts()).toBe(0);
    clock.advance(1);
    expect(bursts()).toBe(1);
    expect(clock.pending).toBe(0);
  });

  test("does not wait for ever for a quiet that never comes", async () => {
    const { clock, files, change, bursts } = fake();
    await keep(files, at("conf", "x"));
    for (let elapsed = 0; elapsed < 2000; elapsed += 100) {
      change("x");
      clock.advance(100);
    }
    expect(bursts()).toBe(1);
  });

  test("takes a change without a name for one that matters", async () => {
    const { clock, files, change, bursts } = fake();
    await keep(files, at("conf", "x"));
    change(undefined);
    clock.advance(200);
    expect(bursts()).toBe(1);
  });

  test("holds the files before until the new ones are kept", async () => {
    const { files, watched } = fake();
    await keep(files, at("conf", "x"));
    const first = watched.length;
    const round = files.begin();
    await round.add(at("conf", "y"));
    expect(watched.some(({ stopped }) => stopped)).toBe(false);
    round.keep();
    expect(watched.map(({ stopped }) => stopped)).toEqual(watched.map((_, index) => index < first));
  });

  test("ends with `close`, also for a round that is not kept yet", async () => {
    const { clock, files, watched, change, bursts } = fake();
    await keep(files, at("conf", "x"));
    change("x");
    const round = files.begin();
    await round.add(at("conf", "x"));
    files.close();
    round.keep();
    expect(watched.every(({ stopped }) => stopped)).toBe(true);
    clock.advance(60_000);
    expect(bursts()).toBe(0);
  });

  test("tells a directory that cannot be watched once, and goes on with the others", async () => {
    const { clock, files, failures, change, bursts } = fake({ [root]: "ENOSPC" });
    await keep(files, at("conf", "x"));
    await keep(files, at("conf", "x"));
    expect(failures).toEqual([{ directory: root, code: "ENOSPC" }]);
    change("x");
    clock.advance(200);
    expect(bursts()).toBe(1);
  });

  test("does not tell a directory that has just gone", async () => {
    const { files, failures } = fake({ [root]: "ENOENT" });
    await keep(files, at("conf", "x"));
    expect(failures).toEqual([]);
  });
});
