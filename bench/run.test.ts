import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const RUN = fileURLToPath(new URL("./run.js", import.meta.url));

test.each([
  ["a table that there is not", ["decisions", "nothing"], /^no table `nothing`: decisions, .*endpoints/],
  ["fewer rounds than seven", ["--rounds", "6"], /^--rounds takes a whole number from 7/],
  [
    "a baseline that is written and checked against",
    ["--check", "--write-baseline"],
    /^--check and --write-baseline do/,
  ],
  ["an option that there is not", ["--nope"], /^Unknown option '--nope'.*\n$/],
  ["more rounds than anybody waits for", ["--rounds", "1000"], /^--rounds takes a whole number from 7 to 999/],
  ["rounds that are no number", ["--rounds", "many"], /^--rounds takes a whole number from 7/],
])("refuses %s, before anything is measured", (_, args, message) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [RUN, ...args], { encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(message);
});
