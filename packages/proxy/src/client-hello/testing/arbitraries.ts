import fc from "fast-check";
import { buildClientHello, type ClientHelloParts } from "../../testing/client-hello.ts";
import { mutatedHello } from "./mutate.ts";
import { createRandom } from "./random.ts";

/** Types that the builder writes itself, and the one of ECH. */
const WRITTEN = new Set([0, 10, 11, 13, 16, 43, 45, 0xfe0d]);

const list16 = (maxLength: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength });
const list8: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: 0, max: 0xff }), { maxLength: 5 });

const extension: fc.Arbitrary<{ type: number; data: Uint8Array }> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.integer({ min: 0, max: 0xffff }), data: fc.uint8Array({ maxLength: 20 }) }),
  },
  fc.record({ type: fc.constantFrom(0x0a0a, 0x7a7a, 0xfafa, 21, 41, 51), data: fc.uint8Array({ maxLength: 300 }) }),
);

const label = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
const name: fc.Arbitrary<string> = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 5 }), fc.constantFrom("", "."))
  .map(([labels, end]) => labels.join(".") + end);

export interface BuiltParts extends Required<ClientHelloParts> {
  readonly ech: Uint8Array | null;
}

/** Everything that can be put into a hello and comes out again. The ECH extension stands behind the others. */
export function clientHelloParts(): fc.Arbitrary<BuiltParts> {
  return fc
    .record({
      serverName: fc.option(name),
      alpn: fc.array(
        fc.uint8Array({ minLength: 1, maxLength: 255 }).map((bytes) => String.fromCharCode(...bytes)),
        { maxLength: 4 },
      ),
      version: fc.integer({ min: 0, max: 0xffff }),
      random: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      sessionId: fc.uint8Array({ maxLength: 32 }),
      cipherSuites: list16(120),
      compressionMethods: list8,
      supportedVersions: list16(127),
      signatureAlgorithms: list16(20),
      groups: list16(20),
      pointFormats: list8,
      pskKeyExchangeModes: list8,
      extensions: fc.uniqueArray(
        extension.filter(({ type }) => !WRITTEN.has(type)),
        { selector: ({ type }) => type, maxLength: 6 },
      ),
      ech: fc.option(fc.oneof(fc.uint8Array({ maxLength: 99 }), fc.constant(Uint8Array.of(1)))),
      recordSize: fc.oneof(fc.constant(16_384), fc.integer({ min: 1, max: 500 })),
      recordVersion: fc.integer({ min: 0x0300, max: 0x03ff }),
    })
    .map((parts) => ({
      ...parts,
      extensions: parts.ech === null ? parts.extensions : [...parts.extensions, { type: 0xfe0d, data: parts.ech }],
    }));
}

/** Beginnings of connections: hellos, broken ones, noise, and noise that starts as a hello does. */
export function inputs(): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    clientHelloParts().map((parts) => buildClientHello(parts)),
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 2 ** 31 }).map((seed) => mutatedHello(createRandom(seed))) },
    fc.uint8Array({ maxLength: 40 }),
    fc.uint8Array({ maxLength: 40 }).map((tail) => Uint8Array.of(22, 3, 1, ...tail)),
    fc.uint8Array({ maxLength: 40 }).map((tail) => Uint8Array.of(22, 3, 1, 0, 44, 1, 0, 0, 40, 3, 3, ...tail)),
  );
}
