import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findHaproxy } from "../haproxy/program.ts";
import { bundle } from "../testing/bundle.ts";
import { requirePeer } from "../testing/peers.ts";
import { main } from "./main.ts";

let directory: string;
let printed: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vectors-"));
  printed = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  for (const name of ["log", "error"] as const) {
    vi.spyOn(console, name).mockImplementation((text) => printed.push(`${text}\n`));
  }
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

async function vectors(outcome: string): Promise<string> {
  const vector = { id: "t/a", policy: "on_tcp_connect: []", expect: { outcome } };
  const drawn = {
    ...vector,
    id: "t/b",
    policy: "on_tcp_connect: [{ expressions: ['rand.double() < 2.0'], actions: [{ type: deny }] }]",
  };
  await writeFile(join(directory, "t.json"), JSON.stringify({ topic: "t", vectors: [vector, drawn] }));
  return directory;
}

test("0 if both do as the vectors say, with what was not put to HAProxy", async (context) => {
  requirePeer(context, "haproxy", findHaproxy());
  expect(await main(["haproxy", "--vectors", await vectors("continue")])).toBe(0);
  expect(printed.join("")).toBe(`1 not translated: draws
2 decision vectors, 1 through HAProxy: 1 alike, 0 not
0 of them with values that HAProxy's log tells: variables, logs, results of actions
\`deny\` and \`error\` look alike from outside: both are a connection that is refused
`);
});

test("1 if not, with which of them does not", async (context) => {
  requirePeer(context, "haproxy", findHaproxy());
  expect(await main(["haproxy", "--vectors", await vectors("deny"), "--format", "json"])).toBe(1);
  expect(JSON.parse(printed.join(""))).toMatchObject({
    version: 1,
    engine: expect.stringMatching(/^\d/),
    ok: false,
    counts: { decisions: 2, compared: 1, alike: 0 },
    vectors: [{ id: "t/a", expected: "refused", haproxy: "failed", sluice: "failed" }],
    untranslatable: { draws: ["t/b"] },
  });
});

test("2 where there is no haproxy", async () => {
  expect(await main(["haproxy", "--haproxy", join(directory, "haproxy")])).toBe(2);
  expect(printed.join("")).toContain("is no haproxy that can be run");
});

test("2 for a program that is another one", async () => {
  expect(await main(["haproxy", "--haproxy", process.execPath])).toBe(2);
  expect(printed.join("")).toContain("is no haproxy that can be run");
});

test("2 for one that is too old", async () => {
  const program = join(directory, "haproxy");
  await writeFile(program, "#!/bin/sh\necho HAProxy version 2.4.22\n", { mode: 0o700 });
  expect(await main(["haproxy", "--haproxy", program])).toBe(2);
  expect(printed.join("")).toContain("is HAProxy 2.4.22; 2.6 or later is needed");
});

const ENTRY = 'import { main } from "./cli/main.ts"; process.exitCode = await main(process.argv.slice(2));';
/** Writes its process id where it was told to, and is never ready. */
const STARTING = `#!/bin/sh
if [ "$1" = -v ]; then echo HAProxy version 2.6.0; exit; fi
echo $$ > "$PID_FILE"
exec sleep 600
`;

test("broken off by SIGTERM, it leaves no process and no folder behind", async () => {
  const [program, places, file] = ["haproxy", "places", "pid"].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(program, STARTING, { mode: 0o700 });
  await mkdir(places);
  const cli = await bundle(ENTRY, directory);
  const args = [cli, "haproxy", "--haproxy", program, "--vectors", await vectors("continue")];
  const child = spawn(process.execPath, args, {
    stdio: "ignore",
    env: { ...process.env, TMPDIR: places, PID_FILE: file },
  });
  const ended = once(child, "exit");
  const pid = await vi.waitFor(async () => Number.parseInt(await readFile(file, "utf8"), 10), { timeout: 20_000 });
  expect(await readdir(places)).toEqual([expect.stringMatching(/^haproxy-/)]);
  child.kill("SIGTERM");
  expect(await ended).toEqual([null, "SIGTERM"]);
  expect(await readdir(places)).toEqual([]);
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

test("2 for a format that is none, and vectors that are none", async (context) => {
  expect(await main(["haproxy", "--format", "xml"])).toBe(2);
  expect(printed.join("")).toContain("Allowed choices are text, json");
  requirePeer(context, "haproxy", findHaproxy());
  expect(await main(["haproxy", "--vectors", join(directory, "none")])).toBe(2);
});
