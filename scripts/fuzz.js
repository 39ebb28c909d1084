/**
 * All that is tried with random input: `fuzz.js [--only hellos|policies] [--seconds N] [--seed N] …`. Without `--only`
 * each takes its share of the time. What else stands on the line goes to `fuzz-client-hello.js` or `fuzz-policies.js`,
 * which say what it means. Exit 0 if all holds, 1 if anything does not, 2 for misuse.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const SCRIPTS = { hellos: "fuzz-client-hello.js", policies: "fuzz-policies.js" };

const { values, tokens } = parseArgs({
  options: { only: { type: "string" }, seconds: { type: "string" } },
  strict: false,
  tokens: true,
});
const names = values.only === undefined ? Object.keys(SCRIPTS) : [values.only];
if (!names.every((name) => Object.hasOwn(SCRIPTS, name))) {
  console.error(`usage: fuzz.js [--only ${Object.keys(SCRIPTS).join("|")}] --seconds N | --count N [--seed N]`);
  process.exit(2);
}
const args = process.argv.slice(2);
for (const { kind, name, index, inlineValue } of [...tokens].reverse()) {
  // Known options take the word behind them.
  if (kind === "option" && (name === "only" || name === "seconds")) args.splice(index, inlineValue ? 1 : 2);
}
const share = values.seconds === undefined ? [] : ["--seconds", String(Number(values.seconds) / names.length)];
let worst = 0;
for (const name of names) {
  const script = fileURLToPath(new URL(SCRIPTS[name], import.meta.url));
  const { status } = spawnSync(process.execPath, [script, ...share, ...args], { stdio: "inherit" });
  worst = Math.max(worst, status ?? 1);
}
process.exit(worst);
