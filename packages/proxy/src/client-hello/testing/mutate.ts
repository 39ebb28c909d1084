import type { Random } from "./random.ts";
import { SAMPLES, type Sample } from "./samples.ts";

const GREASE_EXTENSION = Uint8Array.of(0x5a, 0x5a, 0, 1, 0);
/** Records that have no place between those of a hello: an alert, a change of the cipher, data, nothing, another message. */
const INTRUDERS: readonly Uint8Array[] = [
  Uint8Array.of(21, 3, 3, 0, 2, 1, 0),
  Uint8Array.of(20, 3, 3, 0, 1, 1),
  Uint8Array.of(23, 3, 3, 0, 3, 1, 2, 3),
  Uint8Array.of(22, 3, 1, 0, 0),
  Uint8Array.of(22, 3, 1, 0, 4, 14, 0, 0, 0),
  Uint8Array.of(22, 2, 0, 0, 1, 1),
];

/** The bytes of a connection that starts with a ClientHello, most often one that is broken in one to four ways. */
export function mutatedHello(random: Random): Uint8Array {
  const sample = random.pick(SAMPLES);
  let message = random.once(3) ? withOtherExtensions(random, sample) : sample.message.slice();
  const mutations = random.below(4);
  for (let i = 0; i < mutations; i++) message = mutateMessage(random, sample, message);
  const records = cutIntoRecords(random, message);
  if (random.once(4)) mutateRecords(random, records);
  const wire = Buffer.concat(records);
  if (random.once(8)) flipBit(random, wire);
  return random.once(8) ? wire.subarray(0, random.below(wire.length + 1)) : wire;
}

/** Drops, doubles, moves, borrows or inserts extensions and sets the lengths around them right. */
function withOtherExtensions(random: Random, sample: Sample): Uint8Array {
  const list = sample.extensions.map(({ start, end }) => sample.message.subarray(start, end));
  const change = random.below(5);
  const at = random.below(list.length + 1);
  if (change === 0) list.splice(at, 1);
  else if (change === 1 && list.length > 0) list.splice(at, 0, random.pick(list));
  else if (change === 2) list.unshift(...list.splice(at));
  else if (change === 3) list.splice(at, 0, extensionOf(random, random.pick(SAMPLES)));
  else list.splice(at, 0, GREASE_EXTENSION);
  const message = Buffer.concat([sample.message.subarray(0, sample.extensionsAt + 2), ...list]);
  writeLength(message, { at: sample.extensionsAt, size: 2 }, message.length - sample.extensionsAt - 2);
  writeLength(message, { at: 1, size: 3 }, message.length - 4);
  return message;
}

function extensionOf(random: Random, sample: Sample): Uint8Array {
  if (sample.extensions.length === 0) return GREASE_EXTENSION;
  const { start, end } = random.pick(sample.extensions);
  return sample.message.subarray(start, end);
}

function mutateMessage(random: Random, sample: Sample, message: Uint8Array): Uint8Array {
  switch (random.below(6)) {
    case 0:
      return message.subarray(0, random.below(message.length + 1));
    case 1: {
      const at = random.below(message.length + 1);
      const inserted = Uint8Array.from({ length: 1 + random.below(4) }, () => random.below(256));
      return Buffer.concat([message.subarray(0, at), inserted, message.subarray(at)]);
    }
    case 2:
      if (message.length > 0) message[random.below(message.length)] = random.below(256);
      return message;
    case 3:
      flipBit(random, message);
      return message;
    default:
      wrongLength(random, random.pick(sample.lengths), message);
      return message;
  }
}

/** One off, none, or as much as fits. */
function wrongLength(random: Random, field: { at: number; size: number }, message: Uint8Array): void {
  let value = 0;
  for (let i = 0; i < field.size; i++) value = (value << 8) | (message[field.at + i] ?? 0);
  const largest = 2 ** (8 * field.size) - 1;
  writeLength(message, field, random.pick([value - 1, value + 1, value + 2, 0, 1, largest, largest - 1]));
}

/** Writes past the end are lost, as with any typed array. */
function writeLength(message: Uint8Array, { at, size }: { at: number; size: number }, value: number): void {
  for (let i = 0; i < size; i++) message[at + i] = value >> (8 * (size - 1 - i));
}

/** One record, one a byte at the start, or several of some size. */
function cutIntoRecords(random: Random, message: Uint8Array): Uint8Array[] {
  const size = random.pick([16_384, 16_384, 1 + random.below(4), 1 + random.below(300)]);
  const records: Uint8Array[] = [];
  const single = random.once(16) ? random.below(64) : 0;
  for (let at = 0; at < message.length; ) {
    const end = Math.min(message.length, at + (at < single ? 1 : size));
    const record = new Uint8Array(5 + end - at);
    record.set([22, 3, random.pick([1, 1, 3, 0]), (end - at) >> 8, end - at]);
    record.set(message.subarray(at, end), 5);
    records.push(record);
    at = end;
  }
  return records;
}

function mutateRecords(random: Random, records: Uint8Array[]): void {
  const at = random.below(records.length + 1);
  const record = records[at];
  const change = random.below(4);
  if (change === 0 || record === undefined) records.splice(at, 0, random.pick(INTRUDERS));
  else if (change === 1) records.splice(at, 1);
  else if (change === 2) records.splice(at, 0, record);
  else wrongLength(random, { at: 3, size: 2 }, record);
}

function flipBit(random: Random, bytes: Uint8Array): void {
  if (bytes.length === 0) return;
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
}
