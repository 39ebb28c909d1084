import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createClientHelloReader, parseClientHello, parseProxyHeader } from "@sluice/proxy";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { formatSummary } from "../report/text.ts";
import { bytesOfHex } from "./bytes.ts";
import { compareWire } from "./compare.ts";
import { loadWireVectors, wireVectorsDirectory } from "./load.ts";
import { answerOfClientHello } from "./read-client-hello.ts";
import { readProxyHeader } from "./read-proxy-header.ts";
import { runWireVectors } from "./run.ts";
import { WIRE_TOPICS, type WireTopic, type WireVector } from "./vector.ts";

/** Every cut of more is asked of a few places only: 64 KiB would take minutes. */
const SMALL = 2048;

async function wireVectors(): Promise<readonly WireVector[]> {
  const loaded = await loadWireVectors();
  if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
  return loaded.vectors;
}

const of = async (topic: WireTopic) => (await wireVectors()).filter((vector) => vector.wire === topic);

/** Where to cut: everywhere, or at both ends and at some places between. */
function cutsOf(length: number): number[] {
  const all = Array.from({ length }, (_, at) => at);
  return length <= SMALL ? all : all.filter((at) => at < 64 || at > length - 64 || at % 4093 === 0);
}

test("our parsers read every wire vector as it is expected", async () => {
  const summary = await runWireVectors(await wireVectors());
  expect(summary.ok, formatSummary(summary)).toBe(true);
});

describe("every cut", () => {
  test("of a hello gives need-more up to the one final answer, which no later byte changes", async () => {
    for (const vector of await of("client-hello")) {
      const bytes = bytesOfHex(vector.bytes);
      const whole = parseClientHello(bytes);
      const reader = createClientHelloReader();
      let told = answerOfClientHello(reader.push(bytes.subarray(0, 0)));
      let from = 0;
      for (const at of [...cutsOf(bytes.length), bytes.length]) {
        const before = told;
        told = answerOfClientHello(reader.push(bytes.subarray(from, at)));
        from = at;
        expect(answerOfClientHello(parseClientHello(bytes.subarray(0, at))), `${vector.id} up to ${at}`).toEqual(told);
        if (before.result !== "need-more") expect(told, `${vector.id} up to ${at}`).toEqual(before);
      }
      expect(told, vector.id).toEqual(answerOfClientHello(whole));
    }
  });

  test("of a header gives need-more up to the one final answer", async () => {
    for (const vector of await of("proxy-header")) {
      const bytes = bytesOfHex(vector.bytes);
      const whole = parseProxyHeader(bytes);
      for (const at of cutsOf(bytes.length)) {
        const cut = parseProxyHeader(bytes.subarray(0, at));
        if (cut.kind !== "need-more") expect(cut, `${vector.id} up to ${at}`).toEqual(whole);
      }
    }
  });

  test("of a certificate is no certificate", async () => {
    for (const vector of await of("certificate")) {
      if (vector.expect.result !== "certificate") continue;
      const { bytes } = vector;
      for (const at of cutsOf(bytes.length / 2).filter((each) => each % 7 === 0)) {
        const cut = await runWireVectors([{ ...vector, bytes: bytes.slice(0, 2 * at), expect: { result: "invalid" } }]);
        expect(cut.ok, `${vector.id} up to ${at}`).toBe(true);
      }
    }
  });
});

test("a header of the vectors is read no further than its length says", async () => {
  for (const vector of await of("proxy-header")) {
    const { length } = vector.expect;
    if (typeof length !== "number") continue;
    const alone = readProxyHeader(bytesOfHex(vector.bytes).subarray(0, length));
    expect(compareWire(vector, { ...alone, codes: true }), vector.id).toEqual([]);
  }
});

describe("the files", () => {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(wireVectorsDirectory(), name), "utf8"));

  test("are as their schema says", async () => {
    const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(
      (await read("wire-schema.json")) as object,
    );
    for (const topic of WIRE_TOPICS) {
      const file = (await read(`${topic}-bytes.json`)) as { readonly topic: string };
      expect(validate(file), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
      expect(file.topic).toBe(`${topic}-bytes`);
      expect(validate({ ...file, more: 1 })).toBe(false);
    }
  });

  test("hold enough of each, and none twice", async () => {
    const vectors = await wireVectors();
    const counts = Object.fromEntries(
      WIRE_TOPICS.map((topic) => [topic, vectors.filter((v) => v.wire === topic).length]),
    );
    expect(counts["client-hello"]).toBeGreaterThanOrEqual(60);
    expect(counts["proxy-header"]).toBeGreaterThanOrEqual(40);
    expect(counts.certificate).toBeGreaterThanOrEqual(25);
    expect(new Set(vectors.map(({ wire, bytes }) => `${wire} ${bytes}`)).size).toBe(vectors.length);
    expect(vectors.filter(({ tags }) => tags?.includes("security")).length).toBeGreaterThan(80);
  });
});
