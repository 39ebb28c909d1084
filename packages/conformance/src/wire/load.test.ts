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
  ["a vector that is none", { topic: "client-hello-bytes", vectors: [null] }, "vectors[0]: no object"],
  ["a list for a vector", { topic: "client-hello-bytes", vectors: [vector, []] }, "vectors[1]: no object"],
  ["no id", { topic: "client-hello-bytes", vectors: [{ ...vector, id: 1 }] }, "`id` is no text"],
  [
    "an id of another form",
    { topic: "client-hello-bytes", vectors: [{ ...vector, id: `${vector.id} b` }] },
    "is no id",
  ],
  [
    "half a character in an id",
    { topic: "client-hello-bytes", vectors: [{ ...vector, id: `${vector.id}\ud800` }] },
    "`client-hello-bytes/a\ufffd` is no id",
  ],
  ["no bytes", { topic: "client-hello-bytes", vectors: [{ ...vector, bytes: undefined }] }, "not hexadecimal"],
  ["bytes that are a number", { topic: "client-hello-bytes", vectors: [{ ...vector, bytes: 16 }] }, "not hexadecimal"],
  ["a part that is none", { topic: "client-hello-bytes", vectors: [{ ...vector, bytes: [null] }] }, "not hexadecimal"],
  [
    "a part without bytes",
    { topic: "client-hello-bytes", vectors: [{ ...vector, bytes: [{ times: 2 }] }] },
    "not hexadecimal",
  ],
  ["no expectation", { topic: "client-hello-bytes", vectors: [{ ...vector, expect: null }] }, "no `result`"],
  ["other answers that are none", { topic: "client-hello-bytes", vectors: [{ ...vector, also: 5 }] }, "no list of"],
  [
    "another answer that is none",
    { topic: "client-hello-bytes", vectors: [{ ...vector, also: [null] }] },
    "no list of",
  ],
  [
    "a description that is none",
    { topic: "client-hello-bytes", vectors: [{ ...vector, description: 1 }] },
    "is no text",
  ],
  ["a statement that is none", { topic: "client-hello-bytes", vectors: [{ ...vector, spec: null }] }, "is no text"],
  ["a tag for a list", { topic: "client-hello-bytes", vectors: [{ ...vector, tags: "security" }] }, "no list of texts"],
  ["a tag that is none", { topic: "client-hello-bytes", vectors: [{ ...vector, tags: [1] }] }, "no list of texts"],
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
