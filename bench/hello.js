/** CPU per byte of reading a ClientHello: however it arrives, whatever fills it, 1 KiB and 64 KiB. */
import { createClientHelloReader, parseClientHello } from "@sluice/proxy";
import { measureInterleaved } from "./measure.js";
import { idPart } from "./report.js";
import { formatSpread, ratio, summarize } from "./stats.js";

const SMALL = 1024;
/** The largest message that is read, without its header. */
const LARGE = 65_536;
/** What a byte of the larger hello may take of what one of the smaller takes: half more, where work that grows with the square takes 64 times as much. */
const TARGET = 1.5;

/** Hellos of a length that hold as much as they can of one thing; each has to be read one by one. */
const FILLINGS = {
  "one extension": (size) => extension(51, size - 4),
  "empty extensions": (size) => join(times(size >> 2, (i) => extension(1000 + i, 0))),
  "cipher suites": (size) => ({ cipherSuites: join(times(size >> 1, (i) => uint16(i & 0xffff))) }),
  "ALPN names": (size) => alpn(join(times((size - 6) >> 1, () => Buffer.of(1, 0x68)))),
  "signature algorithms": (size) => vectorExtension(13, join(times((size - 6) >> 1, (i) => uint16(i & 0xffff)))),
};

/** How the bytes come: in one piece, or with one byte to a piece or to a record. */
const ARRIVALS = {
  "one segment": (message) => [toRecords(message, 16_384)],
  "one-byte segments": (message) => singly(toRecords(message, 16_384)),
  "one-byte records": (message) => [toRecords(message, 1)],
  "one-byte records and segments": (message) => singly(toRecords(message, 1)),
};

export async function run({ rounds, report }) {
  const cases = [
    ...Object.keys(ARRIVALS).map((arrival) => ({ arrival, filling: "one extension" })),
    ...Object.keys(FILLINGS)
      .slice(1)
      .map((filling) => ({ arrival: "one segment", filling })),
  ].map(({ arrival, filling }) => ({
    name: `${arrival}, ${filling}`,
    small: candidate(arrival, filling, SMALL),
    large: candidate(arrival, filling, LARGE),
  }));
  measureInterleaved(
    cases.flatMap(({ small, large }) => [small, large]),
    { rounds, batch: 1 },
  );
  const perByte = (measured) => measured.rounds.map((nanoseconds) => nanoseconds / measured.bytes);
  const whole = perByte(cases[0].large);
  report.table(
    "CPU of reading a ClientHello, its fingerprint included, per byte of the connection",
    ["", "ns, 1 KiB", "ns, 64 KiB", "64 KiB × 1 KiB", "target", "64 KiB × one segment"],
    cases.map(({ name, small, large }) => {
      const growth = ratio(perByte(large), perByte(small));
      return [
        name,
        formatSpread(summarize(perByte(small)), 1),
        formatSpread(summarize(perByte(large)), 1),
        formatSpread(growth),
        report.ratio(`hello.${idPart(name)}`, growth, {
          target: TARGET,
          what: `a byte of a 64 KiB hello × of 1 KiB: ${name}`,
        }),
        formatSpread(ratio(perByte(large), whole), 1),
      ];
    }),
  );
}

function candidate(arrival, filling, size) {
  const pieces = ARRIVALS[arrival](buildMessage(filling, size));
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const work = () => {
    const reader = createClientHelloReader();
    let result;
    for (const piece of pieces) result = reader.push(piece);
    return result.kind === "hello" && result.hello.ja4.length > 0;
  };
  if (!work() || parseClientHello(Buffer.concat(pieces)).kind !== "hello") throw new Error(`${filling} is no hello`);
  return { work, bytes, rounds: [] };
}

function buildMessage(filling, size) {
  // What stands around the filling: version, random, session, one suite and compression with their lengths, extensions' length.
  const around = 2 + 32 + 1 + 2 + 2 + 1 + 1 + 2 + 2;
  const filled = FILLINGS[filling](size - around);
  const { cipherSuites = uint16(0x1301), extensions = Buffer.alloc(0) } = Buffer.isBuffer(filled)
    ? { extensions: filled }
    : filled;
  const body = join([uint16(0x0303), Buffer.alloc(33), vector(cipherSuites), Buffer.of(1, 0), vector(extensions)]);
  if (body.length > size || body.length < size - 16) throw new Error(`${filling}: ${body.length} bytes for ${size}`);
  return join([Buffer.of(1, body.length >> 16), uint16(body.length & 0xffff), body]);
}

function toRecords(message, size) {
  return join(times(Math.ceil(message.length / size), (i) => record(message.subarray(i * size, (i + 1) * size))));
}

function record(content) {
  return join([Buffer.of(22, 3, 1), vector(content)]);
}

function extension(type, length) {
  return join([uint16(type), vector(Buffer.alloc(length))]);
}

function vectorExtension(type, content) {
  return join([uint16(type), vector(vector(content))]);
}

function alpn(names) {
  return vectorExtension(16, names);
}

function vector(content) {
  return join([uint16(content.length), content]);
}

function uint16(value) {
  return Buffer.of(value >> 8, value & 0xff);
}

function singly(bytes) {
  return Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
}

function times(count, make) {
  return Array.from({ length: count }, (_, i) => make(i));
}

function join(parts) {
  return Buffer.concat(parts);
}
