import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a run writes itself, and what is written from that: neither is part of what is measured. */
const WRITTEN = ["bench/results", "bench/baseline.json", "docs/performance.md", "docs/performance"];

/**
 * What a working tree is at: `{ hash, changed }`, its commit, short, and the files that differ from it; `undefined` where there is no git, or
 * no repository.
 */
export function commitOf(directory) {
  const git = (...args) => {
    const { status, stdout } = spawnSync("git", args, { cwd: fileURLToPath(directory), encoding: "utf8" });
    return status === 0 ? stdout.trim() : undefined;
  };
  const hash = git("rev-parse", "--short=10", "HEAD");
  if (hash === undefined) return undefined;
  const paths = [".", ...WRITTEN.map((path) => `:!${path}`)];
  const changed = git("-c", "core.quotePath=false", "diff", "--name-only", "HEAD", "--", ...paths);
  return { hash, changed: changed === "" ? [] : changed.split("\n") };
}
