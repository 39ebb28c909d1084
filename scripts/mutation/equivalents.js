/**
 * Mutants that no test can tell from the original, each group with its reason. Strict: an entry that names no mutant, or
 * one that is noticed after all, fails the run. `around` is the line that the mutant starts in, `original` what stands
 * there and `text` what takes its place; `nth` picks one of several alike.
 */
const GROUPS = [
  {
    file: "packages/policy/src/net/address.ts",
    reason: "a shift counts modulo 32, and `~(-1 >>> 0)` is 0 as well",
    mutants: [
      {
        around: "const mask = (from: number) => (bits <= from ? 0 : bits >= from + 32 ? -1 : ~(-1 >>> (bits - from)));",
        original: "bits <= from",
        text: "bits < from",
      },
    ],
  },
  {
    file: "packages/policy/src/net/address.ts",
    reason: "a shift counts modulo 32, and `from` is a multiple of it",
    mutants: [
      {
        around: "const mask = (from: number) => (bits <= from ? 0 : bits >= from + 32 ? -1 : ~(-1 >>> (bits - from)));",
        original: "bits - from",
        text: "bits + from",
      },
    ],
  },
  {
    file: "packages/policy/src/net/address.ts",
    reason: "the bits that differ are cut off",
    mutants: [
      {
        around: "return `${word >>> 24}.${(word >>> 16) & 0xff}.${(word >>> 8) & 0xff}.${word & 0xff}`;",
        original: "word >>> 16",
        text: "word >> 16",
      },
      {
        around: "return `${word >>> 24}.${(word >>> 16) & 0xff}.${(word >>> 8) & 0xff}.${word & 0xff}`;",
        original: "word >>> 8",
        text: "word >> 8",
      },
      {
        around: "const group = (i: number) => ((words[i >>> 1] ?? 0) >>> (i % 2 === 0 ? 16 : 0)) & 0xffff;",
        original: "(words[i >>> 1] ?? 0) >>> (i % 2 === 0 ? 16 : 0)",
        text: "(words[i >>> 1] ?? 0) >> (i % 2 === 0 ? 16 : 0)",
      },
    ],
  },
  {
    file: "packages/policy/src/net/address.ts",
    reason: "bounds the time that a long text takes; none is an address",
    mutants: [
      { around: "if (text.length > 45) return undefined;", original: "text.length > 45", text: "false" },
      { around: "if (text.length > 45) return undefined;", original: "45", text: "46" },
    ],
  },
  {
    file: "packages/policy/src/net/address.ts",
    reason: "four octets shift it out of the word",
    mutants: [{ around: "let word = 0;", original: "0", text: "1" }],
  },
  {
    file: "packages/policy/src/net/address.ts",
    reason: "any negative number says that there is no digit yet",
    mutants: [
      { around: "let octet = -1;", original: "1", text: "2" },
      { around: "octet = -1;", original: "1", text: "2" },
    ],
  },
  {
    file: "packages/policy/src/net/address.ts",
    reason: "a digit behind a zero has been refused",
    mutants: [
      { around: "octet = octet < 0 ? c - 0x30 : octet * 10 + c - 0x30;", original: "octet < 0", text: "octet <= 0" },
    ],
  },
  {
    file: "packages/policy/src/net/address.ts",
    reason: "any negative number says that there is no gap",
    mutants: [{ around: "let gap = -1;", original: "1", text: "2" }],
  },
  {
    file: "packages/policy/src/net/address.ts",
    reason: "the bits that differ are shifted out",
    mutants: [{ around: "groups.push(word >>> 16, word & 0xffff);", original: "word >>> 16", text: "word >> 16" }],
  },
  {
    file: "packages/policy/src/net/address.ts",
    reason: "any negative number is no digit",
    mutants: [{ around: "return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;", original: "1", text: "2" }],
  },
  {
    file: "packages/policy/src/net/sorted-table-4.ts",
    reason: "of equal keys the last is counted in place of the first",
    mutants: [
      {
        around: "for (let i = 0; i < keys.length; i++) if (keys[i] !== keys[i - 1]) size++;",
        original: "i - 1",
        text: "i + 1",
      },
    ],
  },
  {
    file: "packages/policy/src/net/sorted-table-4.ts",
    reason: "of equal keys the last is kept in place of the first",
    mutants: [{ around: "if (key === keys[i - 1]) continue;", original: "i - 1", text: "i + 1" }],
  },
  {
    file: "packages/policy/src/net/cidr.ts",
    reason: "bounds the time that a long text takes; none is a block",
    mutants: [
      { around: "if (text.length > 49) return undefined;", original: "text.length > 49", text: "false" },
      { around: "if (text.length > 49) return undefined;", original: "49", text: "50" },
    ],
  },
  {
    file: "packages/policy/src/net/cidr.ts",
    reason: "with two slashes one stands in the address or in the prefix, and neither may hold one",
    mutants: [
      { around: 'const slash = text.indexOf("/");', original: 'text.indexOf("/")', text: 'text.lastIndexOf("/")' },
    ],
  },
  {
    file: "packages/proxy/src/client-hello/reader.ts",
    reason: "what is too short has no byte where one is asked for",
    mutants: [
      {
        around: "if (bytes.length < RECORD_HEADER + MESSAGE_HEADER) return undefined;",
        original: "bytes.length < RECORD_HEADER + MESSAGE_HEADER",
        text: "false",
      },
    ],
  },
  {
    file: "packages/proxy/src/client-hello/reader.ts",
    reason: "a hello of no more than its headers is refused either way",
    mutants: [
      {
        around: "if (bytes.length < RECORD_HEADER + MESSAGE_HEADER) return undefined;",
        original: "bytes.length < RECORD_HEADER + MESSAGE_HEADER",
        text: "bytes.length <= RECORD_HEADER + MESSAGE_HEADER",
      },
    ],
  },
  {
    file: "packages/proxy/src/client-hello/reader.ts",
    reason: "a message whose length needs the third byte fits into no record",
    mutants: [
      {
        around: "const message = ((bytes[RECORD_HEADER + 1] ?? 0) << 16) | uint16(bytes, RECORD_HEADER + 2);",
        original: "16",
        text: "17",
      },
    ],
  },
  {
    file: "packages/proxy/src/client-hello/result.ts",
    reason: "a record longer than the protocol's limit has been refused",
    mutants: [
      {
        around: "export const DEFAULT_CLIENT_HELLO_LIMITS: ClientHelloLimits = { message: 65_536, record: 16_384 };",
        original: "16_384",
        text: "16385",
      },
    ],
  },
  {
    file: "packages/policy/src/actions/forward-internal.ts",
    reason: "only whether it is `url` is asked",
    mutants: [
      {
        around: 'return { kind: "invalid", code: "invalid-url", reason: parsed.reason, hint: parsed.hint };',
        original: '"invalid"',
        text: '""',
      },
      { around: 'kind: "invalid",', original: '"invalid"', text: '""', nth: 0 },
      { around: 'kind: "invalid",', original: '"invalid"', text: '""', nth: 1 },
      { around: 'kind: "invalid",', original: '"invalid"', text: '""', nth: 2 },
    ],
  },
  {
    file: "packages/policy/src/actions/forward-internal.ts",
    reason: "only whether it is `always` or `never` is asked",
    mutants: [{ around: 'terminating: goOn ? "maybe" : "always",', original: '"maybe"', text: '""' }],
  },
  {
    file: "packages/policy/src/compile.ts",
    reason: "what is absent counts as false",
    mutants: [
      {
        around: "internal: options.internal ?? false,",
        original: "options.internal ?? false",
        text: "options.internal",
      },
      { around: "incomplete: incomplete ?? false,", original: "incomplete ?? false", text: "incomplete" },
      { around: "linting: linting ?? false,", original: "linting ?? false", text: "linting" },
      { around: "explain: options.explain ?? false,", original: "options.explain ?? false", text: "options.explain" },
    ],
  },
  {
    file: "packages/policy/src/run.ts",
    reason: "tells nobody where nobody looks on; the question saves time",
    mutants: [
      {
        around: "if (state.watcher !== undefined && planned !== undefined) tellAction(planned, state);",
        original: "state.watcher !== undefined && planned !== undefined",
        text: "true",
      },
      {
        around: "if (state.watcher !== undefined && planned !== undefined) tellAction(planned, state);",
        original: "state.watcher !== undefined",
        text: "true",
      },
    ],
  },
  {
    file: "packages/policy/src/run.ts",
    reason: "no result has the name `undefined`",
    mutants: [
      {
        around: "return resultName === undefined ? {} : (state.report.actions[resultName] ?? {});",
        original: "resultName === undefined",
        text: "false",
      },
    ],
  },
  {
    file: "packages/policy/src/run-state.ts",
    reason: "what is read once does not change; the question saves time",
    mutants: [{ around: "if (this.#timeNow === undefined) {", original: "this.#timeNow === undefined", text: "true" }],
  },
];

export const EQUIVALENTS = GROUPS.flatMap(({ file, reason, mutants }) =>
  mutants.map((mutant) => ({ file, reason, ...mutant })),
);
