import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findHaproxy } from "../haproxy/process.ts";
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

test("2 for a format that is none, and vectors that are none", async (context) => {
  expect(await main(["haproxy", "--format", "xml"])).toBe(2);
  expect(printed.join("")).toContain("Allowed choices are text, json");
  requirePeer(context, "haproxy", findHaproxy());
  expect(await main(["haproxy", "--vectors", join(directory, "none")])).toBe(2);
});
