import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildCli, type Cli } from "./testing/cli.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
let cli: Cli;

beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

test("the README's session is what the command prints", async () => {
  const readme = readFileSync(`${ROOT}README.md`, "utf8");
  const session = /^```console\n\$ npx sluice-policy (.*)\n([\s\S]*?)\$ echo \$\?\n(\d)\n```/m.exec(readme);
  const [, args = "", output, code] = session ?? [];
  expect(args).toBe("check examples/check/policy.yml");
  const ended = await cli.run(args.split(" "), { cwd: ROOT });
  expect(ended).toEqual({ code: Number(code), stdout: output, stderr: "" });
});
