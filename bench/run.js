/** `npm run bench [-- TABLE…] [--rounds N] [--json FILE]`: see README.md. `--json`: what one table has found. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Report } from "./report.js";

const TABLES = {
  decisions: "./decisions.js",
  allocations: "./allocations.js",
  expressions: "./expressions.js",
  costs: "./costs.js",
  check: "./check.js",
  connections: "./connections.js",
  hello: "./hello.js",
  handshakes: "./handshakes.js",
  idle: "./idle.js",
  endpoints: "./endpoints.js",
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "9" }, json: { type: "string" } },
});
const rounds = Number(values.rounds);
const unknown = positionals.find((name) => !Object.hasOwn(TABLES, name));
if (unknown !== undefined || !Number.isInteger(rounds) || rounds < 7) {
  console.error(
    unknown === undefined
      ? "--rounds takes a whole number from 7"
      : `no table '${unknown}': ${Object.keys(TABLES).join(", ")}`,
  );
  process.exit(2);
}
const names = positionals.length > 0 ? positionals : Object.keys(TABLES);
const [only] = names;
if (names.length === 1) {
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model ?? "unknown CPU"} × ${cpus().length}, ${rounds} interleaved rounds`,
  );
  const { run } = await import(TABLES[only]);
  const report = new Report();
  await run({ rounds, report });
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(report));
} else {
  // A process each: what one table has compiled and optimised would change the figures of the next.
  for (const name of names) {
    const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), name, "--rounds", String(rounds)], {
      stdio: "inherit",
    });
    if (status !== 0) process.exit(status ?? 1);
    console.log();
  }
}
