/** `npm run bench [-- TABLE…] [--rounds N]`: see README.md. */
import { cpus } from "node:os";
import { parseArgs } from "node:util";

const TABLES = { decisions: "./decisions.js", expressions: "./expressions.js", connections: "./connections.js" };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "9" } },
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
console.log(
  `Node ${process.version}, ${cpus()[0]?.model ?? "unknown CPU"} × ${cpus().length}, ${rounds} interleaved rounds`,
);
for (const name of positionals.length > 0 ? positionals : Object.keys(TABLES)) {
  const { run } = await import(TABLES[name]);
  await run({ rounds });
}
