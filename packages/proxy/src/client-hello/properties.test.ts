import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildClientHello, toRecords } from "../testing/client-hello.ts";
import { ja4, ja4Parts, ja4Raw, parseClientHello } from "./index.ts";
import { type BuiltParts, clientHelloParts, inputs } from "./testing/arbitraries.ts";
import { checkEveryCut, checkPieces } from "./testing/check-cuts.ts";
import { checkResult } from "./testing/check-result.ts";
import { SAMPLES } from "./testing/samples.ts";

/** The types of the extensions, in the order in which the builder writes them. */
function writtenTypes(parts: BuiltParts): number[] {
  const lists: [number, readonly unknown[]][] = [
    [10, parts.groups],
    [11, parts.pointFormats],
    [13, parts.signatureAlgorithms],
    [16, parts.alpn],
    [43, parts.supportedVersions],
    [45, parts.pskKeyExchangeModes],
  ];
  const own = lists.filter(([, list]) => list.length > 0).map(([type]) => type);
  return [...(parts.serverName === null ? [] : [0]), ...own, ...parts.extensions.map(({ type }) => type)];
}

describe("a hello that was built", () => {
  it("is read as what was put in, every field of it", () => {
    fc.assert(
      fc.property(clientHelloParts(), (parts) => {
        const bytes = buildClientHello(parts);
        const result = parseClientHello(bytes);
        if (result.kind !== "hello") throw new Error(JSON.stringify(result));
        const { serverName: name, ech, sessionId, compressionMethods: _, recordSize: __, ...same } = parts;
        const sent = typeof name === "string" ? name : undefined;
        expect({ ...result.hello }).toEqual({
          ...same,
          ...(sent !== undefined && { serverName: { sent, compared: sent.toLowerCase().replace(/\.$/, "") } }),
          sessionIdLength: sessionId.length,
          extensions: writtenTypes(parts),
          echOffered: ech !== null && !(ech.length === 1 && ech[0] === 1),
          bytesConsumed: bytes.length,
        });
        expect(result.hello.ja4).toBe(ja4(result.hello));
        expect(result.hello.ja4Parts).toEqual(ja4Parts(result.hello));
        expect(result.hello.ja4Raw).toBe(ja4Raw(result.hello));
      }),
      { numRuns: 500 },
    );
  });
});

describe("every cut", () => {
  it.each(SAMPLES.map(({ message }, i) => [i, message] as const))(
    "of good sample %i has one final answer",
    (_, message) => {
      for (const recordSize of [16_384, 100, 1]) {
        const input = toRecords(message, { recordSize });
        expect(checkEveryCut(input)).toBeUndefined();
        expect(parseClientHello(input).kind).toBe("hello");
        // What follows the hello changes nothing.
        expect(checkEveryCut(Buffer.concat([input, Uint8Array.of(20, 3, 3, 0, 1, 1)]))).toBeUndefined();
      }
    },
  );

  it("of good, mutated and random inputs has one final answer, which the bytes bear out", () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        expect(checkEveryCut(input)).toBeUndefined();
        expect(checkResult(input, parseClientHello(input))).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it("into many pieces has one final answer", () => {
    fc.assert(
      fc.property(inputs(), fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), (input, sizes) => {
        let piece = 0;
        expect(checkPieces(input, () => sizes[piece++ % sizes.length] ?? 1)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});
