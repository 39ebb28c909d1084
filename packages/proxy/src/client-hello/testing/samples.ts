import { buildClientHelloBody, buildHandshakeMessage, type ClientHelloParts } from "../../testing/client-hello.ts";

/** A ClientHello message, not yet in records, and where a mutation finds something to get wrong. */
export interface Sample {
  readonly message: Uint8Array;
  /** Length fields: the message's own, the vectors', the extensions', and what looks like one at the start of their data. */
  readonly lengths: readonly { readonly at: number; readonly size: number }[];
  /** Where the length of the list of extensions is. */
  readonly extensionsAt: number;
  /** The extensions, headers included. */
  readonly extensions: readonly { readonly start: number; readonly end: number }[];
}

const GREASE = 0x3a3a;
const NOTHING = new Uint8Array(0);
/** `encrypted_client_hello` of an outer hello with an encapsulated key of 32 bytes and a payload of 144. */
const ECH = Uint8Array.of(
  0,
  0,
  1,
  0,
  1,
  7,
  0,
  32,
  ...new Uint8Array(32).fill(9),
  0,
  144,
  ...new Uint8Array(144).fill(5),
);

const PARTS: readonly ClientHelloParts[] = [
  {},
  { serverName: "app.example.com", alpn: ["h2", "http/1.1"] },
  { serverName: "App.Example.COM.", pointFormats: [0, 1, 2], pskKeyExchangeModes: [1] },
  // TLS 1.2 and before: no versions, no session, the fewest extensions.
  { version: 0x0302, sessionId: NOTHING, supportedVersions: [], signatureAlgorithms: [], groups: [] },
  {
    serverName: "a.b",
    alpn: ["\x3a\x3a", "h2"],
    cipherSuites: [GREASE, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f],
    supportedVersions: [GREASE, 0x0304, 0x0303],
    groups: [GREASE, 0x11ec, 0x001d],
    pskKeyExchangeModes: [0x2a, 1],
    extensions: [
      { type: GREASE, data: NOTHING },
      { type: 0xfe0d, data: ECH },
      { type: 51, data: new Uint8Array(60).fill(3) },
      { type: 0xfafa, data: Uint8Array.of(0) },
    ],
  },
  // A post-quantum key share, and a pre-shared key at the end.
  {
    serverName: "post-quantum.example",
    extensions: [
      { type: 51, data: new Uint8Array(1256).fill(0x2e) },
      { type: 41, data: new Uint8Array(90).fill(1) },
    ],
  },
  { extensions: [{ type: 0xfe0d, data: Uint8Array.of(1) }] },
  {
    serverName: `${"a".repeat(63)}.${"b".repeat(63)}`,
    alpn: ["\xba\xad", "x"],
    cipherSuites: [],
    compressionMethods: [],
  },
];

/** Good hellos of our own making, of all kinds that the reader tells apart. */
export const SAMPLES: readonly Sample[] = PARTS.map((parts) =>
  dissect(buildHandshakeMessage(1, buildClientHelloBody(parts))),
);

/** Finds the fields of a well-formed message. */
function dissect(message: Uint8Array): Sample {
  const uint16 = (at: number) => ((message[at] ?? 0) << 8) | (message[at + 1] ?? 0);
  const sessionId = 4 + 2 + 32;
  const suites = sessionId + 1 + (message[sessionId] ?? 0);
  const compression = suites + 2 + uint16(suites);
  const extensionsAt = compression + 1 + (message[compression] ?? 0);
  const lengths = [
    { at: 1, size: 3 },
    { at: sessionId, size: 1 },
    { at: suites, size: 2 },
    { at: compression, size: 1 },
    { at: extensionsAt, size: 2 },
  ];
  const extensions: { start: number; end: number }[] = [];
  for (let start = extensionsAt + 2; start < message.length; ) {
    const end = start + 4 + uint16(start + 2);
    extensions.push({ start, end });
    lengths.push({ at: start + 2, size: 2 });
    if (end >= start + 6) lengths.push({ at: start + 4, size: 2 }, { at: start + 4, size: 1 });
    if (end >= start + 9) lengths.push({ at: start + 7, size: 2 }, { at: start + 6, size: 1 });
    start = end;
  }
  return { message, lengths, extensionsAt, extensions };
}
