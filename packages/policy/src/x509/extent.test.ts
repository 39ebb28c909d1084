// biome-ignore-all lint/correctness/noNodejsModules: tests run in Node, whatever the package itself may do
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { EXTENT } from "./extent.ts";
import { parseCertificate } from "./index.ts";
import {
  alternativeNames,
  COMMON_NAME,
  certificateOf,
  extension,
  identifier,
  longIdentifier,
  nested,
  repeated,
  sequence,
  subjectOf,
  value,
} from "./testing/hostile.ts";

/** About what OpenSSL takes of a client. */
const SIZE = 90_000;
const NOTHING = new Uint8Array();
const X = value(0x0c, Buffer.of(0x78));

function outcome(der: Uint8Array): string {
  const parsed = parseCertificate(der);
  return parsed.kind === "certificate" ? "read" : parsed.reason.replace(/^(the certificate|subjectAltName) /, "");
}

/** Where an object identifier may stand. */
const PLACES: readonly (readonly [string, (contents: Uint8Array) => Uint8Array])[] = [
  ["an extension", (id) => certificateOf({ extensions: [extension(id, NOTHING)] })],
  ["an algorithm", (id) => certificateOf({ algorithm: sequence(identifier(id)) })],
  ["a name", (id) => certificateOf({ subject: subjectOf(id, X) })],
  ["a registered identifier", (id) => certificateOf({ extensions: [alternativeNames(value(0x88, id))] })],
  [
    "another name",
    (id) => certificateOf({ extensions: [alternativeNames(value(0xa0, identifier(id), value(0xa0, X)))] }),
  ],
];

describe.each(PLACES)("an object identifier of %s", (place, put) => {
  test("may have so many bytes and no more", () => {
    expect(outcome(put(Buffer.alloc(EXTENT.identifierBytes, 1)))).toBe("read");
    const longer = `holds an object identifier of more than ${EXTENT.identifierBytes} bytes`;
    expect(outcome(put(Buffer.alloc(EXTENT.identifierBytes + 1, 1)))).toBe(longer);
    expect(outcome(put(Buffer.alloc(SIZE, 1)))).toBe(longer);
    expect(outcome(put(longIdentifier(SIZE)))).toBe(longer);
  });

  test("may have an arc of so many bytes and no more", () => {
    // Elsewhere the library writes the identifier, which ends earlier.
    const within = place === "an extension" ? "read" : "is not in DER";
    expect(outcome(put(longIdentifier(EXTENT.arcBytes)))).toBe(within);
    expect(outcome(put(longIdentifier(EXTENT.arcBytes + 1)))).toBe(
      `holds an arc of more than ${EXTENT.arcBytes} bytes`,
    );
  });
});

describe("what a certificate holds", () => {
  const names = (count: number) => sequence(repeated(count, () => value(0x82, Buffer.of(0x61))));
  const among = (count: number) =>
    certificateOf({ extensions: [extension(Buffer.from("551d11", "hex"), names(count))] });

  test("is counted, both sides of the bound", () => {
    // The sequence around them is a value too.
    expect(outcome(among(EXTENT.values - 1))).toBe("read");
    expect(outcome(among(EXTENT.values))).toBe(`holds more than ${EXTENT.values} values`);
  });

  const many = `holds more than ${EXTENT.values} values`;
  const address = value(0x87, Buffer.alloc(16, 1));
  const directory = value(0xa4, subjectOf(COMMON_NAME, X));
  const relative = value(0x31, sequence(identifier(COMMON_NAME), X));

  test.each<[string, () => Uint8Array, string]>([
    ["many addresses", () => manyNames(address), many],
    ["many empty names", () => manyNames(value(0x82)), "is not in DER"],
    ["many names of directories", () => manyNames(directory), "is not in DER"],
    ["many registered identifiers", () => manyNames(value(0x88, Buffer.of(1, 1, 1))), "is not in DER"],
    [
      "many registered identifiers as long as may be",
      () => manyNames(value(0x88, Buffer.alloc(EXTENT.identifierBytes, 1))),
      "read",
    ],
    [
      "many extensions",
      () =>
        certificateOf({
          extensions: Array.from({ length: 6_000 }, (_, index) =>
            extension(Buffer.of(0x2b, 0x81 + (index >> 7), index & 0x7f), NOTHING),
          ),
        }),
      many,
    ],
    ["many relative names", () => certificateOf({ subject: sequence(filled(relative)) }), many],
    [
      "a relative name of many attributes",
      () => certificateOf({ subject: sequence(value(0x31, filled(sequence(identifier(COMMON_NAME), X)))) }),
      many,
    ],
    ["many empty relative names", () => certificateOf({ subject: sequence(filled(value(0x31))) }), many],
    ["many values in a sequence", () => sequence(filled(value(5))), many],
    [
      "many parameters",
      () => certificateOf({ algorithm: sequence(identifier(Buffer.of(0x2b)), sequence(filled(value(5)))) }),
      many,
    ],
    ["values in values", () => nested(0x30, 20_000), many],
    [
      "values in values of a name",
      () => certificateOf({ subject: subjectOf(COMMON_NAME, nested(0x30, 10_000)) }),
      many,
    ],
    ["values in values below the bound", () => nested(0x30, EXTENT.values), "is not in DER"],
    ["values in values of an extension", () => certificateOf({ extensions: [opaque(nested(0x30, 20_000))] }), "read"],
    ["many values in an extension", () => certificateOf({ extensions: [opaque(filled(value(5)))] }), "read"],
    ["a long serial number", () => certificateOf({ serialNumber: Buffer.alloc(SIZE, 0x55) }), "read"],
    [
      "a long text that is escaped all through",
      () => certificateOf({ subject: subjectOf(COMMON_NAME, value(0x0c, Buffer.alloc(SIZE, 0x2c))) }),
      "read",
    ],
  ])("%s", (_what, der, expected) => expect(outcome(der())).toBe(expected));

  /** As many as fit. */
  function filled(each: Uint8Array): Buffer {
    return repeated(Math.floor(SIZE / each.length), () => each);
  }

  function manyNames(each: Uint8Array): Uint8Array {
    return certificateOf({ extensions: [alternativeNames(filled(each))] });
  }

  /** An extension that nobody reads. */
  function opaque(contents: Uint8Array): Uint8Array {
    return extension(Buffer.of(0x2b, 1), contents);
  }
});

test("docs/tls.md names the bounds", () => {
  const page = readFileSync(new URL("../../../../docs/tls.md", import.meta.url), "utf8").replaceAll("\n", " ");
  const { values, identifierBytes, arcBytes } = EXTENT;
  expect(page).toContain(
    `more than ${values} values in it, an object identifier of more than ${identifierBytes} bytes or an arc in it of more than ${arcBytes}:`,
  );
});
