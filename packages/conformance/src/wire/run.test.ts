import { expect, test } from "vitest";
import type { Engine } from "../engine.ts";
import type { WireResult } from "./answer.ts";
import { runWireVectors } from "./run.ts";
import type { WireVector } from "./vector.ts";

const vector: WireVector = {
  id: "client-hello-bytes/a",
  wire: "client-hello",
  bytes: "16",
  expect: { result: "need-more" },
};
const always = (result: WireResult): Pick<Engine, "wire"> => ({ wire: () => Promise.resolve(result) });

test("an engine is given the bytes and not what is expected", async () => {
  const seen: object[] = [];
  await runWireVectors([vector], {
    wire: (question) => {
      seen.push(question);
      return Promise.resolve({ result: "need-more" });
    },
  });
  expect(seen).toEqual([{ id: vector.id, wire: "client-hello", bytes: "16" }]);
});

test("each kind of answer is counted for what it is", async () => {
  const count = async (engine: Pick<Engine, "wire">) => (await runWireVectors([vector], engine)).results[0];
  expect(await count(always({ result: "need-more" }))).toMatchObject({ kind: "passed" });
  expect(await count(always({ result: "not-tls" }))).toMatchObject({
    kind: "failed",
    mismatches: [{ path: "result", expected: "need-more", actual: "not-tls" }],
  });
  expect(await count(always({ unsupported: "no bytes" }))).toMatchObject({ kind: "unsupported", reason: "no bytes" });
  expect(await count({})).toMatchObject({ kind: "unsupported" });
  expect(await count({ wire: () => Promise.reject(new Error("gone")) })).toMatchObject({
    kind: "failed",
    reason: "gone",
  });
});

test("known failures hold as they do for policies", async () => {
  const knownFailures = [{ id: vector.id, reason: "not yet" }];
  expect(await runWireVectors([vector], always({ result: "not-tls" }), { knownFailures })).toMatchObject({ ok: true });
  expect(await runWireVectors([vector], always({ result: "need-more" }), { knownFailures })).toMatchObject({
    ok: false,
  });
});
