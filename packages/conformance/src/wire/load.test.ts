import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadWireVectors } from "./load.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "wire-"));
});
afterEach(() => rm(directory, { recursive: true }));

const vector = { id: "client-hello-bytes/a", bytes: "16", expect: { result: "need-more" } };
const write = (name: string, value: unknown) =>
  writeFile(join(directory, name), typeof value === "string" ? value : JSON.stringify(value));

test("parts are joined, and the schema is no file of vectors", async () => {
  await write("wire-schema.json", {});
  await write("client-hello-bytes.json", {
    topic: "client-hello-bytes",
    vectors: [{ ...vector, bytes: ["16", { repeat: "ab", times: 3 }] }],
  });
  expect(await loadWireVectors(directory)).toMatchObject({
    ok: true,
    vectors: [{ id: vector.id, wire: "client-hello", bytes: "16ababab" }],
  });
});

test.each<[string, unknown, string]>([
  ["no JSON", "{", "JSON"],
  ["another kind of vectors", { topic: "restrict-ips", vectors: [] }, "no wire vectors"],
  ["an id of another topic", { topic: "certificate-bytes", vectors: [vector] }, "does not start with"],
  ["half a byte", { topic: "client-hello-bytes", vectors: [{ ...vector, bytes: "1" }] }, "not hexadecimal"],
  [
    "more than fits",
    { topic: "client-hello-bytes", vectors: [{ ...vector, bytes: [{ repeat: "00", times: 1e9 }] }] },
    "not hexadecimal",
  ],
  ["nothing to compare with", { topic: "client-hello-bytes", vectors: [{ ...vector, expect: {} }] }, "no `result`"],
  ["an id twice", { topic: "client-hello-bytes", vectors: [vector, vector] }, "used before"],
])("%s is told", async (_, value, message) => {
  await write("a.json", value);
  expect(await loadWireVectors(directory)).toEqual({ ok: false, problems: [expect.stringContaining(message)] });
});

test("a directory without vectors, or none at all, is told", async () => {
  await mkdir(join(directory, "empty"));
  for (const name of ["empty", "missing"]) {
    expect(await loadWireVectors(join(directory, name))).toMatchObject({ ok: false });
  }
});
