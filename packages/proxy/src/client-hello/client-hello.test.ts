import { describe, expect, it } from "vitest";
import {
  buildClientHello,
  buildClientHelloBody,
  buildHandshakeMessage,
  type ClientHelloParts,
  serverNameData,
  toRecords,
} from "../testing/client-hello.ts";
import { type ClientHelloResult, createClientHelloReader, parseClientHello } from "./index.ts";

/** 253 bytes. */
const LONGEST_NAME = [63, 63, 63, 61].map((length) => "a".repeat(length)).join(".");

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const concat = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

function read(parts: ClientHelloParts) {
  const result = parseClientHello(buildClientHello(parts));
  if (result.kind !== "hello") throw new Error(JSON.stringify(result));
  return result.hello;
}

/** The final answer after pushing every byte alone, which must come after a row of `need-more`. */
function pushBytes(input: Uint8Array, size = 1, reader = createClientHelloReader()): ClientHelloResult {
  let last: ClientHelloResult = { kind: "need-more" };
  for (let at = 0; at < input.length; at += size) {
    const next = reader.push(input.slice(at, at + size));
    if (last.kind !== "need-more") expect(next).toBe(last);
    last = next;
  }
  return last;
}

describe("createClientHelloReader", () => {
  it("takes no more than the hello", () => {
    const hello = buildClientHello({ serverName: "a.example", recordSize: 100 });
    const result = parseClientHello(concat(hello, Uint8Array.of(20, 3, 3, 0, 1, 1)));
    expect(result).toMatchObject({ kind: "hello", hello: { bytesConsumed: hello.length } });
  });

  it("reads a large hello in single bytes and records", () => {
    const extensions = [{ type: 51, data: new Uint8Array(40_000) }];
    const hello = buildClientHello({ serverName: "a.example", extensions, recordSize: 3 });
    expect(pushBytes(hello)).toMatchObject({ kind: "hello", hello: { serverName: { compared: "a.example" } } });
  });

  it.each([
    ["HTTP", bytes("GET / HTTP/1.1\r\n\r\n")],
    ["an SSLv2 hello", Uint8Array.of(0x80, 0x67, 0x01, 0x03, 0x01)],
    ["an alert", Uint8Array.of(21, 3, 1, 0, 2, 2, 40)],
    ["application data", Uint8Array.of(23, 3, 3, 0, 1, 0)],
    ["a record of another major version", Uint8Array.of(22, 2)],
    ["another first byte", Uint8Array.of(0)],
  ])("tells %s as soon as it can", (_, input) => expect(parseClientHello(input)).toEqual({ kind: "not-tls" }));

  const message = buildHandshakeMessage(1, buildClientHelloBody({ serverName: "a.example" }));
  const [first, rest] = [toRecords(message.subarray(0, 30)), toRecords(message.subarray(30))];
  const empty = Uint8Array.of(22, 3, 1, 0, 0);
  const withoutExtensions = Uint8Array.of(3, 1, ...new Uint8Array(33), 0, 2, 0, 47, 1, 0);
  const withExtensions = (...list: number[]) =>
    toRecords(buildHandshakeMessage(1, concat(withoutExtensions, Uint8Array.of(0, list.length, ...list))));
  const types = (count: number) => Array.from({ length: count }, (_, i) => 0x8000 + i);
  const emptyExtensions = (list: readonly number[]) => list.map((type) => ({ type, data: new Uint8Array(0) }));
  it.each([
    ["record-overflow", Uint8Array.of(22, 3, 1, 0x40, 1)],
    ["empty-record", empty],
    ["empty-record", concat(first, empty, rest)],
    ["interleaved-record", concat(first, Uint8Array.of(21, 3, 1, 0, 2, 1, 0), rest)],
    ["interleaved-record", concat(first, Uint8Array.of(20))],
    ["record-version", concat(first, Uint8Array.of(22, 4))],
    ["not-client-hello", toRecords(buildHandshakeMessage(2, new Uint8Array(40)))],
    ["trailing-data", toRecords(concat(message, Uint8Array.of(0)))],
    ["trailing-data", concat(first, toRecords(concat(message.subarray(30), Uint8Array.of(0))))],
    ["trailing-data", toRecords(buildHandshakeMessage(1, concat(buildClientHelloBody(), Uint8Array.of(0))))],
    ["truncated", toRecords(buildHandshakeMessage(1, buildClientHelloBody().slice(0, -1)))],
    ["truncated", toRecords(buildHandshakeMessage(1, new Uint8Array(0)))],
    ["truncated", toRecords(buildHandshakeMessage(1, concat(withoutExtensions, Uint8Array.of(0))))],
    // The list says that it goes on behind the last byte; what is there of it is whole.
    [
      "truncated",
      toRecords(buildHandshakeMessage(1, concat(withoutExtensions, Uint8Array.of(0, 6, 0xab, 0xcd, 0, 1, 7)))),
    ],
    ["truncated", withExtensions(0xab, 0xcd, 0, 0, 0)],
    ["truncated", withExtensions(0xab, 0xcd, 0, 2, 0)],
    // What follows an empty message in its record is told, and not what the message lacks.
    ["trailing-data", concat(toRecords(Uint8Array.of(1)), toRecords(Uint8Array.of(0, 0, 0, 9)))],
    ["session-id", buildClientHello({ sessionId: new Uint8Array(33) })],
    ["alpn", buildClientHello({ alpn: ["h2", ""] })],
    ["alpn", buildClientHello({ extensions: [{ type: 16, data: Uint8Array.of(0, 0) }] })],
    ["alpn", buildClientHello({ extensions: [{ type: 16, data: Uint8Array.of(0, 3, 2, 104, 50, 0) }] })],
    [
      "supported-versions",
      buildClientHello({ supportedVersions: [], extensions: [{ type: 43, data: Uint8Array.of(1, 3) }] }),
    ],
    [
      "signature-algorithms",
      buildClientHello({ signatureAlgorithms: [], extensions: [{ type: 13, data: new Uint8Array(0) }] }),
    ],
    ["supported-groups", buildClientHello({ groups: [], extensions: [{ type: 10, data: Uint8Array.of(0, 1, 0) }] })],
    ["point-formats", buildClientHello({ extensions: [{ type: 11, data: Uint8Array.of(0) }] })],
    ["psk-key-exchange-modes", buildClientHello({ extensions: [{ type: 45, data: Uint8Array.of(0) }] })],
    ["psk-key-exchange-modes", buildClientHello({ extensions: [{ type: 45, data: Uint8Array.of(2, 1) }] })],
    ["psk-key-exchange-modes", buildClientHello({ extensions: [{ type: 45, data: Uint8Array.of(1, 1, 0) }] })],
    [
      "cipher-suites",
      toRecords(buildHandshakeMessage(1, Uint8Array.of(3, 3, ...new Uint8Array(33), 0, 3, 0, 1, 2, 1, 0))),
    ],
    [
      "duplicate-extension",
      buildClientHello({ extensions: [0, 1].map(() => ({ type: 0xabcd, data: new Uint8Array(0) })) }),
    ],
    // So many types that they are no longer searched one by one.
    ["duplicate-extension", buildClientHello({ extensions: emptyExtensions([...types(60), 0x8000]) })],
    ["duplicate-extension", buildClientHello({ extensions: emptyExtensions([...types(60), 0x803b]) })],
    ["duplicate-extension", buildClientHello({ extensions: emptyExtensions([...types(29), 0x801c]) })],
    [
      "duplicate-extension",
      buildClientHello({
        serverName: "a.example",
        extensions: [{ type: 0, data: serverNameData([bytes("b.example")]) }],
      }),
    ],
    ["server-name-list", buildClientHello({ extensions: [{ type: 0, data: new Uint8Array(0) }] })],
    ["server-name-list", buildClientHello({ extensions: [{ type: 0, data: Uint8Array.of(0, 0) }] })],
    ["server-name-list", buildClientHello({ extensions: [{ type: 0, data: Uint8Array.of(0, 4, 1, 0, 1, 97) }] })],
    ["server-name-list", buildClientHello({ extensions: [{ type: 0, data: Uint8Array.of(0, 4, 0, 0, 1, 97, 0) }] })],
    ["server-name-list", buildClientHello({ extensions: [{ type: 0, data: Uint8Array.of(0, 5, 0, 0, 1, 97, 0) }] })],
    ["server-name-list", buildClientHello({ extensions: [{ type: 0, data: Uint8Array.of(0, 4, 0, 0, 2, 97) }] })],
    [
      "server-name-list",
      buildClientHello({ extensions: [{ type: 0, data: serverNameData([bytes("a"), bytes("b")]) }] }),
    ],
  ])("%s", (reason, input) => {
    expect(parseClientHello(input)).toEqual({ kind: "malformed", reason });
  });

  it("keeps to its limits before the bytes have come", () => {
    expect(parseClientHello(Uint8Array.of(22, 3, 1, 0, 4, 1, 1, 0, 1))).toEqual({
      kind: "too-large",
      limit: "message",
    });
    expect(parseClientHello(buildClientHello(), { message: 20 })).toEqual({ kind: "too-large", limit: "message" });
    expect(parseClientHello(buildClientHello(), { record: 20 })).toEqual({ kind: "too-large", limit: "record" });
  });

  it("takes what is exactly as large as its limits, at once and in single bytes", () => {
    const hello = buildClientHello({ serverName: "a.example" });
    const [record, message] = [hello.length - 5, hello.length - 9];
    const readers = [
      (limits: object) => parseClientHello(hello, limits),
      (limits: object) => pushBytes(hello, 1, createClientHelloReader(limits)),
    ];
    for (const readWith of readers) {
      expect(readWith({ record, message }).kind).toBe("hello");
      expect(readWith({ record: record - 1 })).toEqual({ kind: "too-large", limit: "record" });
      expect(readWith({ message: message - 1 })).toEqual({ kind: "too-large", limit: "message" });
    }
  });

  it("takes a full record, and no fuller one whatever its limit is", () => {
    const full = buildClientHello({ extensions: [{ type: 0x8000, data: new Uint8Array(16_268) }] });
    expect([full.length, full[3], full[4]]).toEqual([16_384 + 5, 0x40, 0]);
    expect(parseClientHello(full).kind).toBe("hello");
    expect(pushBytes(full, 5000).kind).toBe("hello");
    const fuller = buildClientHello({
      extensions: [{ type: 0x8000, data: new Uint8Array(16_269) }],
      recordSize: 20_000,
    });
    for (const limits of [{}, { record: 20_000 }]) {
      expect(parseClientHello(fuller, limits)).toEqual({ kind: "malformed", reason: "record-overflow" });
    }
  });

  it("takes a message of 64 KiB, and no larger one", () => {
    const hello = (size: number) =>
      toRecords(concat(Uint8Array.of(1, size >> 16, (size >> 8) & 255, size & 255), new Uint8Array(size)));
    expect(parseClientHello(hello(65_536))).toEqual({ kind: "malformed", reason: "trailing-data" });
    expect(parseClientHello(hello(65_537))).toEqual({ kind: "too-large", limit: "message" });
  });

  it("tells the version of the first record", () => {
    const later = rest.slice();
    later[2] = 4;
    expect(parseClientHello(concat(first, later))).toMatchObject({ kind: "hello", hello: { recordVersion: 0x0301 } });
  });

  it("reads a hello that comes at once where it is", () => {
    const copiesOf = (input: Uint8Array, limits?: object) => {
      const chunk = Uint8Array.from(input);
      const { subarray } = chunk;
      let copies = 0;
      chunk.subarray = (...place) => {
        copies += 1;
        return subarray.apply(chunk, place);
      };
      return [parseClientHello(chunk, limits).kind, copies];
    };
    const hello = buildClientHello({ serverName: "a.example" });
    const [record, message] = [hello.length - 5, hello.length - 9];
    expect(copiesOf(hello)).toEqual(["hello", 0]);
    expect(copiesOf(concat(hello, Uint8Array.of(20, 3, 3, 0, 1, 1)))).toEqual(["hello", 0]);
    expect(copiesOf(hello, { record, message })).toEqual(["hello", 0]);
    const full = buildClientHello({ extensions: [{ type: 0x8000, data: new Uint8Array(16_268) }] });
    expect(copiesOf(full)).toEqual(["hello", 0]);
    // Here there is something to put together.
    expect(copiesOf(buildClientHello({ recordSize: 100 }))).not.toContain(0);
  });

  it("reads each byte alike, whether the hello comes at once or in single bytes", () => {
    const hello = buildClientHello({ serverName: "a.b", groups: [], signatureAlgorithms: [], sessionId: bytes("") });
    for (let at = 0; at < hello.length; at++) {
      const own = hello[at] ?? 0;
      for (const other of [own ^ 1, own ^ 0x80, own + 1, own - 1, 0, 3, 255]) {
        const changed = hello.slice();
        changed[at] = other;
        const whole = parseClientHello(changed);
        const more = concat(changed, Uint8Array.of(22, 3, 3, 0, 1, 1));
        expect(pushBytes(changed), `${at}: ${other}`).toEqual(whole);
        expect(pushBytes(more), `${at}: ${other}`).toEqual(parseClientHello(more));
      }
    }
  });

  it("reads more extensions than are searched one by one", () => {
    const hello = read({ groups: [], extensions: emptyExtensions(types(60)) });
    expect(hello.extensions).toEqual([13, 43, ...types(60)]);
  });

  it.each([
    "",
    ".",
    "a..b",
    ".a",
    "a.b..",
    "a b",
    "a\0",
    "\0",
    "b\xe1d.example",
    "a/b",
    "a:1",
    "::1",
    "[::1]",
    "*.example",
    "a@b",
    "a[b",
    "a`b",
    "a{b",
    `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(62)}`,
    `${"a".repeat(64)}.example`,
    `${"a.".repeat(126)}aa`,
  ])("refuses the name %j", (serverName) => {
    expect(parseClientHello(buildClientHello({ serverName }))).toEqual({
      kind: "malformed",
      reason: "server-name-value",
    });
  });

  it.each([
    ["App.Example.COM", "app.example.com"],
    ["app.example.com.", "app.example.com"],
    ["_x.a--b.1", "_x.a--b.1"],
    ["127.0.0.1", "127.0.0.1"],
    [`${"a".repeat(63)}.b`, `${"a".repeat(63)}.b`],
    [`${LONGEST_NAME}.`, LONGEST_NAME],
  ])("reads the name %s", (sent, compared) => {
    const hello = read({ serverName: sent });
    expect(hello.serverName).toEqual({ sent, compared });
    expect(hello.facts.sni).toBe(compared);
    expect(hello.facts.ja4).toBe(hello.ja4);
  });

  it("tells a policy of no name as an empty one", () => {
    expect(read({ serverName: null }).facts.sni).toBe("");
    expect(read({ serverName: null }).serverName).toBeUndefined();
  });

  it("reads a hello without extensions", () => {
    const result = parseClientHello(toRecords(buildHandshakeMessage(1, withoutExtensions)));
    expect(result).toMatchObject({ kind: "hello", hello: { version: 0x0301, cipherSuites: [47], extensions: [] } });
  });

  it("leaves empty lists to the TLS stack", () => {
    expect(read({ cipherSuites: [], compressionMethods: [] }).cipherSuites).toEqual([]);
  });
});
