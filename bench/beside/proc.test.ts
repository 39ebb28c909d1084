import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { cpuOf, descendants, parseRss, parseSchedstat, parseStat, residentOf } from "./proc.js";

/** Fields 1 to 17 of proc_pid_stat(5), with a name as nasty as the kernel lets it be. */
const STAT = "815 (a) R 1 (b c) S 42 815 815 0 -1 4194560 100 0 0 0 123 45 6 7 20 0 1";

describe("what /proc tells", () => {
  it("is read behind a name with spaces and parentheses", () => {
    expect(parseStat(STAT)).toEqual({ parent: 42, user: 1_230_000, system: 450_000 });
  });

  it("of a thread's time is nanoseconds", () => {
    expect(parseSchedstat("2079733 15 1\n")).toBe(2079.733);
  });

  it("of memory is the line of what is resident, in KiB", () => {
    expect(
      parseRss("55f1d1a69000-7ffe620f4000 ---p 00000000 00:00 0 [rollup]\nRss:     1672 kB\nPss:     265 kB\n"),
    ).toBe(1672 * 1024);
    expect(() => parseRss("Pss: 265 kB\n")).toThrow("no `Rss`");
  });

  it("of parents gives a process's descendants", () => {
    const parents = new Map([
      [1, 0],
      [7, 1],
      [8, 7],
      [9, 7],
      [10, 8],
      [11, 1],
    ]);
    expect(descendants(7, parents).toSorted((a, b) => a - b)).toEqual([7, 8, 9, 10]);
  });
});

describe.runIf(process.platform === "linux")("of a running process", () => {
  it("CPU is what the process itself is told", () => {
    // Other threads of this process may run between two readings: the figure is between what it was told before and after.
    const total = ({ user, system }: NodeJS.CpuUsage) => user + system;
    const before = total(process.cpuUsage());
    const found = total(cpuOf(process.pid));
    const after = total(process.cpuUsage());
    // What a thread has used of its turn is counted when the turn ends: at most a tick of 10 ms each.
    expect(found).toBeGreaterThan(before - 100_000);
    expect(found).toBeLessThan(after + 100_000);
  });

  it("counts the processes that it has started", async () => {
    const child = spawn(process.execPath, ["-e", "process.stdout.write('.'); process.stdin.resume()"]);
    try {
      await once(child.stdout, "data");
      const [alone, tree] = [residentOf(child.pid), residentOf(process.pid)];
      expect(alone).toBeGreaterThan(1 << 20);
      expect(tree).toBeGreaterThan(alone + (1 << 20));
    } finally {
      child.kill("SIGKILL");
    }
  });
});
