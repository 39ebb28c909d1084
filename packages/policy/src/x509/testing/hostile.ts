// biome-ignore-all lint/correctness/noNodejsModules: tests run in Node, whatever the package itself may do

/** A value in DER: tag, length, contents. */
export function value(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(contents);
  const size = bytes.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  if (size > 0xffff) length.splice(0, 3, 0x83, size >> 16, (size >> 8) & 0xff, size & 0xff);
  return Buffer.concat([Buffer.of(tag, ...length), bytes]);
}

export const sequence = (...contents: readonly Uint8Array[]): Buffer => value(0x30, ...contents);
export const identifier = (contents: Uint8Array): Buffer => value(6, contents);
export const extension = (id: Uint8Array, contents: Uint8Array): Buffer => sequence(identifier(id), value(4, contents));

/** `1.3.N`, of as many bytes. */
export function longIdentifier(arcBytes: number): Buffer {
  return Buffer.concat([Buffer.of(0x2b), Buffer.alloc(arcBytes - 1, 0x81), Buffer.of(1)]);
}

export function repeated(times: number, contents: (index: number) => Uint8Array): Buffer {
  return Buffer.concat(Array.from({ length: times }, (_, index) => contents(index)));
}

/** A value in a value, and so on. */
export function nested(tag: number, depth: number): Buffer {
  let inner: Buffer = Buffer.alloc(0);
  for (let level = 0; level < depth; level++) inner = value(tag, inner);
  return inner;
}

export const COMMON_NAME: Buffer = Buffer.from("550403", "hex");
const ED25519 = sequence(identifier(Buffer.from("2b6570", "hex")));

export function subjectOf(type: Uint8Array, contents: Uint8Array): Buffer {
  return sequence(value(0x31, sequence(identifier(type), contents)));
}

export function alternativeNames(...names: readonly Uint8Array[]): Buffer {
  return extension(Buffer.from("551d11", "hex"), sequence(...names));
}

export interface HostileParts {
  readonly serialNumber?: Uint8Array;
  readonly algorithm?: Uint8Array;
  readonly subject?: Uint8Array;
  readonly extensions?: readonly Uint8Array[];
}

/** A certificate with the right shape, and the wrong signature, which is not looked at before it is read. */
export function certificateOf(parts: HostileParts): Uint8Array {
  const { serialNumber = Buffer.of(1), algorithm = ED25519, extensions } = parts;
  const name = subjectOf(COMMON_NAME, value(0x0c, Buffer.from("x")));
  const time = (text: string) => value(0x17, Buffer.from(text));
  const signed = sequence(
    value(0xa0, value(2, Buffer.of(2))),
    value(2, serialNumber),
    algorithm,
    name,
    sequence(time("260101000000Z"), time("360101000000Z")),
    parts.subject ?? name,
    sequence(ED25519, value(3, Buffer.alloc(33))),
    ...(extensions ? [value(0xa3, sequence(...extensions))] : []),
  );
  return sequence(signed, algorithm, value(3, Buffer.alloc(65)));
}
