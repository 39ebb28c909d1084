/**
 * Joins the modules of `sluice-policy` into a few files, after `tsc -b`: the command is started anew for every check, and
 * loading two hundred modules one by one takes as long as what it does with a policy. Packages stay outside.
 */
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const outdir = path("packages/policy/dist/command");

// What an older build has left under another name would be packed, too.
await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: [path("packages/policy/dist/cli/main.js")],
  outdir,
  bundle: true,
  // What a command does not need is still loaded by no other.
  splitting: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  logLevel: "warning",
});
