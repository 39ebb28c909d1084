/** Packs each package as it would be published and holds the result against publint, attw, knip and what docs/ci.md promises. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const run = (command, args, options = {}) => execFileSync(command, args, { stdio: "inherit", ...options });
const directory = mkdtempSync(join(tmpdir(), "sluice-pack-"));
try {
  for (const name of readdirSync("packages")) {
    run("npm", ["pack", "--silent", "--pack-destination", directory, "--workspace", `packages/${name}`]);
    run("npx", ["publint", "--strict", `packages/${name}`]);
  }
  for (const tarball of readdirSync(directory)) {
    run("npx", ["attw", "--profile", "esm-only", join(directory, tarball)]);
  }
  run("npx", ["knip"]);
  run("node", ["scripts/try-packed.js"]);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
