import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a run writes itself, and what is written from that: neither is part of what is measured. */
const WRITTEN = ["bench/results", "bench/baseline.json", "docs"];

/**
 * What a working tree is at: its commit, short, with ` with changes` behind it where a file differs from that; `undefined` where there is
 * no git, or no repository.
 */
export function commitOf(directory) {
  const git = (...args) => {
    const { status, stdout } = spawnSync("git", args, { cwd: fileURLToPath(directory), encoding: "utf8" });
    return status === 0 ? stdout.trim() : undefined;
  };
  const hash = git("rev-parse", "--short=10", "HEAD");
  if (hash === undefined) return undefined;
  const changed = git(
    "status",
    "--porcelain",
    "--untracked-files=no",
    "--",
    ".",
    ...WRITTEN.map((path) => `:!${path}`),
  );
  return changed === "" ? hash : `${hash} with changes`;
}
