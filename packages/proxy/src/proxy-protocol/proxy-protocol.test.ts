import { type Address, parseAddress } from "@sluice/policy";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32c } from "./crc32c.ts";
import { encodeProxyHeader, findTlv, parseProxyHeader, sslTlv, TLV } from "./index.ts";

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const text = (data: Uint8Array) => String.fromCharCode(...data);
const SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
const two = (command: number, family: number, block: readonly number[]) =>
  Uint8Array.from([...bytes(SIGNATURE), command, family, block.length >> 8, block.length & 0xff, ...block]);

const address: fc.Arbitrary<Address> = fc.oneof(fc.ipV4(), fc.ipV6()).map((printed) => {
  const parsed = parseAddress(printed);
  if (parsed === undefined) throw new Error(printed);
  return parsed;
});
const endpoint = fc.record({ address, port: fc.integer({ min: 0, max: 65535 }) });
const tlvs = fc.array(
  fc.record({ type: fc.constantFrom(1, 2, 4, 5, 0x30, 0xe0), value: fc.uint8Array({ maxLength: 300 }) }),
  { maxLength: 4 },
);

describe("encodeProxyHeader", () => {
  it("is read back as it was", () => {
    fc.assert(
      fc.property(
        endpoint,
        endpoint,
        tlvs,
        fc.boolean(),
        fc.constantFrom(1 as const, 2 as const),
        (source, destination, list, checksum, version) => {
          const extra = version === 2 ? { tlvs: list, checksum } : {};
          const encoded = encodeProxyHeader(version, { source, destination, ...extra });
          const four = source.address.family === 4 && destination.address.family === 4;
          const result = parseProxyHeader(Uint8Array.from([...encoded, 1, 2, 3]));
          expect(result).toMatchObject({
            kind: "header",
            length: encoded.length,
            header: { version, command: "proxy", transport: four ? "tcp4" : "tcp6", source, destination },
          });
          if (result.kind !== "header") return;
          const sent = result.header.tlvs.filter(({ type }) => type !== TLV.crc32c);
          expect(sent).toEqual(version === 2 ? list : []);
          expect(result.header.checksum).toBe(version === 2 && checksum ? "fits" : undefined);
          for (let length = 0; length < encoded.length; length += length < 130 ? 1 : 97) {
            expect(parseProxyHeader(encoded.subarray(0, length))).toEqual({ kind: "need-more" });
          }
        },
      ),
    );
  });

  it("tells two families as IPv6", () => {
    const connection = { source: { address: "10.0.0.1", port: 1 }, destination: { address: "2001:db8::1", port: 2 } };
    expect(text(encodeProxyHeader(1, connection))).toBe("PROXY TCP6 ::ffff:10.0.0.1 2001:db8::1 1 2\r\n");
    expect(encodeProxyHeader(2, connection).subarray(13, 33)).toEqual(
      Uint8Array.of(0x21, 0, 36, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1, 0x20),
    );
  });

  it.each([
    [1, { source: { address: "10.0.1", port: 1 } }],
    [2, { source: { address: "10.0.0.1", port: 65536 } }],
    [1, { tlvs: [{ type: 1, value: new Uint8Array(1) }] }],
    [1, { checksum: true }],
    [2, { tlvs: [{ type: 4, value: new Uint8Array(65_535) }] }],
  ] as const)("throws in version %d for %j", (version, part) => {
    const good = { source: { address: "10.0.0.1", port: 1 }, destination: { address: "10.0.0.2", port: 2 } };
    expect(() => encodeProxyHeader(version, { ...good, ...part })).toThrow(RangeError);
  });
});

describe("version 1", () => {
  it.each([
    ["PROXY UNKNOWN\r\n", { command: "local", transport: "unspecified", tlvs: [], version: 1 }],
    ["PROXY UNKNOWN  any\tthing 1\r\n", { command: "local", transport: "unspecified", tlvs: [], version: 1 }],
    [`PROXY UNKNOWN ${"x".repeat(91)}\r\n`, { command: "local", transport: "unspecified", tlvs: [], version: 1 }],
  ])("reads %j", (line, header) => {
    expect(parseProxyHeader(bytes(line))).toEqual({ kind: "header", header, length: line.length });
  });

  it.each([
    ["line-too-long", `PROXY UNKNOWN ${"x".repeat(92)}\r\n`],
    ["line-too-long", `PROXY UNKNOWN ${"x".repeat(93)}`],
    ["line-malformed", "PROXY\r\n"],
    ["line-malformed", "PROXYTCP4\r\n"],
    ["line-malformed", "PROXY TCP4 1.2.3.4 1.2.3.5 1 2\n"],
    ["line-malformed", "PROXY TCP4 1.2.3.4 1.2.3.5 1 2\rX"],
    ["line-malformed", "PROXY TCP4  1.2.3.4 1.2.3.5 1 2\r\n"],
    ["line-malformed", "PROXY TCP4 1.2.3.4 1.2.3.5 1 2 \r\n"],
    ["line-malformed", "PROXY TCP4 1.2.3.4 1.2.3.5 1\r\n"],
    ["line-malformed", "PROXY UDP4 1.2.3.4 1.2.3.5 1 2\r\n"],
    ["line-malformed", "PROXY UNKNOWNX\r\n"],
    ["address", "PROXY TCP4 01.2.3.4 1.2.3.5 1 2\r\n"],
    ["address", "PROXY TCP4 ::1 1.2.3.5 1 2\r\n"],
    ["address", "PROXY TCP6 1.2.3.4 ::1 1 2\r\n"],
    ["address", "PROXY TCP6 ::1 fe80::1%eth0 1 2\r\n"],
    ["port", "PROXY TCP4 1.2.3.4 1.2.3.5 01 2\r\n"],
    ["port", "PROXY TCP4 1.2.3.4 1.2.3.5 1 65536\r\n"],
    ["port", "PROXY TCP4 1.2.3.4 1.2.3.5 -1 2\r\n"],
  ])("%s: %j", (reason, line) => expect(parseProxyHeader(bytes(line))).toEqual({ kind: "invalid", reason }));
});

describe("version 2", () => {
  const addresses = [10, 0, 0, 1, 10, 0, 0, 2, 0, 1, 0, 2];

  it("takes no addresses from LOCAL, whatever its family", () => {
    for (const family of [0x00, 0x11, 0x21, 0x99]) {
      const result = parseProxyHeader(two(0x20, family, addresses));
      expect(result).toMatchObject({ kind: "header", length: 28, header: { command: "local", tlvs: [] } });
      if (result.kind === "header") expect(result.header).not.toHaveProperty("source");
    }
  });

  it("takes no addresses from UNSPEC", () => {
    const header = { version: 2, command: "proxy", transport: "unspecified", tlvs: [] };
    expect(parseProxyHeader(two(0x21, 0, addresses))).toEqual({ kind: "header", header, length: 28 });
  });

  it("reads UNIX sockets", () => {
    const block = new Array<number>(216).fill(0);
    block.splice(0, 4, ...bytes("/a.s"));
    block.splice(108, 3, ...bytes("\0bc"));
    expect(parseProxyHeader(two(0x21, 0x31, block))).toMatchObject({
      header: { transport: "unix-stream", unix: { source: "/a.s", destination: "\0bc" } },
    });
  });

  it("never reads a TLV behind the header's end", () => {
    const header = two(0x21, 0x11, [...addresses, 2, 0, 1, 65, 5, 0, 4, 1]);
    const result = parseProxyHeader(Uint8Array.from([...header, 9, 9, 9, 9]));
    expect(result).toMatchObject({
      kind: "header",
      length: header.length,
      header: { tlvs: [{ type: 2, value: bytes("A") }], tlvError: "truncated" },
    });
  });

  it.each([
    ["version", two(0x11, 0x11, addresses)],
    ["command", two(0x22, 0x11, addresses)],
    ["family", two(0x21, 0x13, addresses)],
    ["family", two(0x21, 0x01, addresses)],
    ["length", two(0x21, 0x11, addresses.slice(1))],
    ["length", two(0x21, 0x21, addresses)],
  ])("%s", (reason, input) => expect(parseProxyHeader(input)).toEqual({ kind: "invalid", reason }));

  it.each([[[3, 0, 4, 0, 0, 0, 0]], [[3, 0, 3, 0, 0, 0]], [[3, 0, 4, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0]]])(
    "tells a checksum that does not fit: %j",
    (tlv) => {
      expect(parseProxyHeader(two(0x21, 0x11, [...addresses, ...tlv]))).toMatchObject({
        header: { checksum: "differs" },
      });
    },
  );

  it("tells any change under a checksum", () => {
    const source = { address: "10.0.0.1", port: 1 };
    const encoded = encodeProxyHeader(2, {
      source,
      destination: source,
      checksum: true,
      tlvs: [{ type: 5, value: bytes("id") }],
    });
    for (let at = 16; at < 28; at++) {
      const changed = encoded.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(parseProxyHeader(changed)).toMatchObject({ header: { checksum: "differs" } });
    }
  });

  it("reads the sender's TLS", () => {
    const value = Uint8Array.from([5, 0, 0, 0, 0, 0x21, 0, 7, ...bytes("TLSv1.3"), 0x22, 0, 1, 65]);
    const source = { address: "::1", port: 1 };
    const result = parseProxyHeader(
      encodeProxyHeader(2, { source, destination: source, tlvs: [{ type: TLV.ssl, value }] }),
    );
    if (result.kind !== "header") throw new Error(result.kind);
    expect(sslTlv(result.header)).toEqual({ client: 5, verify: 0, version: "TLSv1.3", commonName: "A" });
    expect(findTlv(result.header.tlvs, TLV.authority)).toBeUndefined();
    const cut = { ...result.header, tlvs: [{ type: TLV.ssl, value: value.slice(0, -1) }] };
    expect(sslTlv(cut)).toBeUndefined();
  });

  it("is none where the signature is not there", () => {
    expect(parseProxyHeader(bytes("GET / HTTP/1.1\r\n"))).toEqual({ kind: "none" });
    expect(parseProxyHeader(bytes("PROY"))).toEqual({ kind: "none" });
    expect(parseProxyHeader(bytes("\r\n\r\n\0\r\nQUIX"))).toEqual({ kind: "none" });
  });

  it("never throws and never asks for more than its length", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom("", "PROXY ", SIGNATURE, `${SIGNATURE}!`),
        (tail, start) => {
          const input = Uint8Array.from([...bytes(start), ...tail]);
          const result = parseProxyHeader(input);
          if (result.kind === "header") expect(result.length).toBeLessThanOrEqual(input.length);
        },
      ),
    );
  });
});

describe("crc32c", () => {
  it("gives the published check value", () => expect(crc32c(bytes("123456789"))).toBe(0xe3069283));
});

it("a Buffer is read as any other bytes, and left as it was", () => {
  const bytes = encodeProxyHeader(2, {
    source: { address: "203.0.113.9", port: 50_123 },
    destination: { address: "192.0.2.1", port: 443 },
    tlvs: [{ type: TLV.authority, value: Uint8Array.of(97, 98) }],
    checksum: true,
  });
  const buffer = Buffer.concat([bytes, Buffer.from("payload")]);
  const before = Buffer.from(buffer);
  const result = parseProxyHeader(buffer);
  expect(result).toEqual(parseProxyHeader(bytes));
  expect(result).toMatchObject({ kind: "header", header: { checksum: "fits" } });
  expect(buffer.equals(before)).toBe(true);
  // What was read does not change with the buffer, which its owner may use again.
  buffer.fill(0);
  expect(result).toEqual(parseProxyHeader(bytes));
});
