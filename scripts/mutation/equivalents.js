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
    reason: "the bit that differs is shifted out",
    mutants: [
      {
        around: "const mask = (from: number) => (bits <= from ? 0 : bits >= from + 32 ? -1 : ~(-1 >>> (bits - from)));",
        original: "1",
        text: "2",
        nth: 1,
      },
    ],
  },
  {
    file: "packages/policy/src/net/address.ts",
    reason: "a group is one of eight",
    mutants: [
      {
        around: "const group = (i: number) => ((words[i >>> 1] ?? 0) >>> (i % 2 === 0 ? 16 : 0)) & 0xffff;",
        original: "i >>> 1",
        text: "i >> 1",
      },
    ],
  },
  {
    file: "packages/policy/src/net/address.ts",
    reason: "any negative number says that no run of zeros has been found yet",
    mutants: [{ around: "let best = -1;", original: "1", text: "2" }],
  },
  {
    file: "packages/policy/src/net/address.ts",
    reason: "behind the last group no run of zeros starts",
    mutants: [
      { around: "for (let i = 0; i < 8; ) {", original: "i < 8", text: "i <= 8" },
      { around: "for (let i = 0; i < 8; ) {", original: "8", text: "9" },
    ],
  },
  {
    file: "packages/policy/src/net/scan-address.ts",
    reason: "room for one more than there is",
    mutants: [
      { around: "export const WORDS: Int32Array = new Int32Array(4);", original: "4", text: "5" },
      { around: "const GROUPS = new Uint16Array(8);", original: "8", text: "9" },
    ],
  },
  {
    file: "packages/policy/src/net/scan-address.ts",
    reason: "bounds the time that a long text takes; none is an address",
    mutants: [
      { around: 'if (text.length > 45) return "none";', original: "text.length > 45", text: "false" },
      { around: 'if (text.length > 45) return "none";', original: "45", text: "46" },
    ],
  },
  {
    file: "packages/policy/src/net/scan-address.ts",
    reason: "four octets shift it out of the word",
    mutants: [{ around: "let word = 0;", original: "0", text: "1" }],
  },
  {
    file: "packages/policy/src/net/scan-address.ts",
    reason: "any negative number says that there is no digit yet",
    mutants: [
      { around: "let octet = -1;", original: "1", text: "2" },
      { around: "octet = -1;", original: "1", text: "2" },
    ],
  },
  {
    file: "packages/policy/src/net/scan-address.ts",
    reason: "a digit behind a zero has been refused",
    mutants: [
      { around: "octet = octet < 0 ? c - 0x30 : octet * 10 + c - 0x30;", original: "octet < 0", text: "octet <= 0" },
      { around: "octet = octet < 0 ? c - 0x30 : octet * 10 + c - 0x30;", original: "0", text: "1" },
    ],
  },
  {
    file: "packages/policy/src/net/scan-address.ts",
    reason: "any negative number says that there is no gap",
    mutants: [{ around: "let gap = -1;", original: "1", text: "2" }],
  },
  {
    file: "packages/policy/src/net/scan-address.ts",
    reason: "more than eight groups are refused in the end; what is behind the eighth is written nowhere",
    mutants: [
      { around: 'if (word === undefined || count > 6) return "none";', original: "count > 6", text: "false" },
      { around: 'if (word === undefined || count > 6) return "none";', original: "6", text: "7" },
      { around: 'if (count === 8) return "none";', original: "count === 8", text: "false" },
      { around: 'if (count === 8) return "none";', original: "8", text: "9" },
    ],
  },
  {
    file: "packages/policy/src/net/scan-address.ts",
    reason: "only the last 16 bits are kept",
    mutants: [{ around: "GROUPS[count++] = word >>> 16;", original: "word >>> 16", text: "word >> 16" }],
  },
  {
    file: "packages/policy/src/net/scan-address.ts",
    reason: "without a gap there are eight groups, so that nothing is moved and nothing filled",
    mutants: [{ around: "if (gap >= 0) {", original: "gap >= 0", text: "true" }],
  },
  {
    file: "packages/policy/src/net/scan-address.ts",
    reason: "there is no ninth group, and none is not 0",
    mutants: [
      { around: "for (let i = 0; i < 8; ) {", original: "i < 8", text: "i <= 8" },
      { around: "for (let i = 0; i < 8; ) {", original: "8", text: "9" },
      { around: "while (end < 8 && GROUPS[end] === 0) end++;", original: "end < 8", text: "end <= 8" },
      { around: "while (end < 8 && GROUPS[end] === 0) end++;", original: "end < 8", text: "true" },
      { around: "while (end < 8 && GROUPS[end] === 0) end++;", original: "8", text: "9" },
    ],
  },
  {
    file: "packages/policy/src/net/scan-address.ts",
    reason: "any negative number is no digit",
    mutants: [{ around: "return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;", original: "1", text: "2" }],
  },
  {
    file: "packages/policy/src/net/address-set.ts",
    reason: "a list of one has a first; the question is for the type checker",
    mutants: [
      {
        around: "if (only !== undefined && sets.length === 1) return only;",
        original: "only !== undefined",
        text: "true",
      },
    ],
  },
  {
    file: "packages/policy/src/net/address-set.ts",
    reason: "a set has the blocks that it has; the question saves time",
    mutants: [{ around: "if (this === other) return true;", original: "this === other", text: "false" }],
  },
  {
    file: "packages/policy/src/net/address-set.ts",
    reason: "the way for many sets says the same of one; this is the shorter",
    mutants: [{ around: "if (parts.length === 1) {", original: "parts.length === 1", text: "false" }],
  },
  {
    file: "packages/policy/src/net/address-set.ts",
    reason: "any number below 0 is shorter than every prefix",
    mutants: [{ around: "let longest = -1;", original: "1", text: "2" }],
  },
  {
    file: "packages/policy/src/net/address-set.ts",
    reason: "any negative number says that nothing was found",
    mutants: [{ around: "const found = parsed === undefined ? -1 : this.find(parsed);", original: "1", text: "2" }],
  },
  {
    file: "packages/policy/src/net/block-list.ts",
    reason: "room for more than there is",
    mutants: [
      { around: "this.words = new Uint32Array(16 * stride);", original: "16", text: "17" },
      { around: "const room = this.length * 2;", original: "2", text: "3" },
    ],
  },
  {
    file: "packages/policy/src/net/block-list.ts",
    reason: "what is written behind the word of an IPv4 block is written over by the next, or looked at by nobody",
    mutants: [{ around: "if (stride === 4) {", original: "stride === 4", text: "true" }],
  },
  {
    file: "packages/policy/src/net/buckets.ts",
    reason: "without keys every answer is 0",
    mutants: [{ around: "this.#last = count === 0 ? 0 : keys(count - 1);", original: "0", text: "1", nth: 1 }],
  },
  {
    file: "packages/policy/src/net/buckets.ts",
    reason: "the first key is in the first bucket, which starts with it",
    mutants: [{ around: "for (let i = 0; i < count; i++) {", original: "0", text: "1" }],
  },
  {
    file: "packages/policy/src/net/buckets.ts",
    reason: "the first bucket starts at 0",
    mutants: [
      { around: "if (key < this.#first) return 0;", original: "key < this.#first", text: "key <= this.#first", nth: 0 },
    ],
  },
  {
    file: "packages/policy/src/net/buckets.ts",
    reason: "the last bucket ends with the last key",
    mutants: [
      {
        around: "if (key > this.#last) return this.#count;",
        original: "key > this.#last",
        text: "key >= this.#last",
        nth: 1,
      },
    ],
  },
  {
    file: "packages/policy/src/net/address-hash.ts",
    reason:
      "another hash, or a worse one: the answers are the same, and only MOST_BEFORE and LONGEST_RUN tell that blocks stand too close together",
    mutants: [
      { around: "Math.imul(w0 ^ (w0 >>> 16), 0x9e3779b1) +", original: "w0 >>> 16", text: "w0 << 16" },
      { around: "Math.imul(w0 ^ (w0 >>> 16), 0x9e3779b1) +", original: "w0 >>> 16", text: "w0 >> 16" },
      { around: "Math.imul(w0 ^ (w0 >>> 16), 0x9e3779b1) +", original: "16", text: "17" },
      { around: "Math.imul(w0 ^ (w0 >>> 16), 0x9e3779b1) +", original: "0x9e3779b1", text: "2654435762" },
      { around: "Math.imul(w1 ^ (w1 >>> 16), 0x85ebca77) +", original: "w1 >>> 16", text: "w1 << 16" },
      { around: "Math.imul(w1 ^ (w1 >>> 16), 0x85ebca77) +", original: "w1 >>> 16", text: "w1 >> 16" },
      { around: "Math.imul(w1 ^ (w1 >>> 16), 0x85ebca77) +", original: "16", text: "17" },
      { around: "Math.imul(w1 ^ (w1 >>> 16), 0x85ebca77) +", original: "0x85ebca77", text: "2246822520" },
      { around: "Math.imul(w2 ^ (w2 >>> 16), 0xc2b2ae3d) +", original: "w2 >>> 16", text: "w2 << 16" },
      { around: "Math.imul(w2 ^ (w2 >>> 16), 0xc2b2ae3d) +", original: "w2 >>> 16", text: "w2 >> 16" },
      { around: "Math.imul(w2 ^ (w2 >>> 16), 0xc2b2ae3d) +", original: "16", text: "17" },
      { around: "Math.imul(w2 ^ (w2 >>> 16), 0xc2b2ae3d) +", original: "0xc2b2ae3d", text: "3266489918" },
      { around: "Math.imul(w3 ^ (w3 >>> 16), 0x27d4eb2f);", original: "w3 >>> 16", text: "w3 << 16" },
      { around: "Math.imul(w3 ^ (w3 >>> 16), 0x27d4eb2f);", original: "w3 >>> 16", text: "w3 >> 16" },
      { around: "Math.imul(w3 ^ (w3 >>> 16), 0x27d4eb2f);", original: "16", text: "17" },
      { around: "Math.imul(w3 ^ (w3 >>> 16), 0x27d4eb2f);", original: "0x27d4eb2f", text: "668265264" },
      { around: "const once = Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d);", original: "sum >>> 15", text: "sum << 15" },
      { around: "const once = Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d);", original: "sum >>> 15", text: "sum >> 15" },
      { around: "const once = Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d);", original: "15", text: "16" },
      { around: "const once = Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d);", original: "0x2c1b3c6d", text: "739982446" },
      {
        around: "return Math.imul(once ^ (once >>> 13), 0x297a2d39) >>> 0;",
        original: "once >>> 13",
        text: "once << 13",
      },
      {
        around: "return Math.imul(once ^ (once >>> 13), 0x297a2d39) >>> 0;",
        original: "once >>> 13",
        text: "once >> 13",
      },
      { around: "return Math.imul(once ^ (once >>> 13), 0x297a2d39) >>> 0;", original: "13", text: "14" },
      {
        around: "return Math.imul(once ^ (once >>> 13), 0x297a2d39) >>> 0;",
        original: "0x297a2d39",
        text: "695872826",
      },
    ],
  },
  {
    file: "packages/policy/src/net/same-words.ts",
    reason: "behind the end of both there is the same",
    mutants: [
      {
        around: "for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;",
        original: "i < one.length",
        text: "i <= one.length",
      },
    ],
  },
  {
    file: "packages/policy/src/net/sorted-table-4.ts",
    reason: "what is at -1 reads as a block of all addresses; the question spares reading outside of the array",
    mutants: [
      {
        around: "while (at >= 0 && !this.#contains(at, this.#startAt(i))) at = parents[at] ?? -1;",
        original: "at >= 0",
        text: "true",
      },
      {
        around: "while (at >= 0 && !this.#contains(at, word)) at = this.#parents[at] ?? -1;",
        original: "at >= 0",
        text: "true",
      },
    ],
  },
  {
    file: "packages/policy/src/net/sorted-table-6.ts",
    reason: "what is at -1 reads as a block of all addresses; the question spares reading outside of the array",
    mutants: [
      {
        around:
          "while (at >= 0 && !this.#contains(at, word(i, 0), word(i, 1), word(i, 2), word(i, 3))) at = parents[at] ?? -1;",
        original: "at >= 0",
        text: "true",
      },
      {
        around: "while (at >= 0 && !this.#contains(at, w0, w1, w2, w3)) at = this.#parents[at] ?? -1;",
        original: "at >= 0",
        text: "true",
      },
    ],
  },
  {
    file: "packages/policy/src/net/sorted-table-4.ts",
    reason: "behind the end nothing is written",
    mutants: [
      {
        around:
          "for (let i = 0; i < keys.length; i++) keys[i] = (blocks.words[i] ?? 0) * 64 + (blocks.prefixes[i] ?? 0);",
        original: "i < keys.length",
        text: "i <= keys.length",
      },
    ],
  },
  {
    file: "packages/policy/src/net/sorted-table-4.ts",
    reason: "there are far fewer than 2^31 blocks",
    mutants: [
      {
        around: "return this.#blocks.length >>> 1;",
        original: "this.#blocks.length >>> 1",
        text: "this.#blocks.length >> 1",
      },
      { around: "const middle = (low + high) >>> 1;", original: "(low + high) >>> 1", text: "(low + high) >> 1" },
    ],
  },
  {
    file: "packages/policy/src/net/sorted-table-6.ts",
    reason: "the first is 0 as it is, and behind the end nothing is written",
    mutants: [
      { around: "for (let i = 0; i < all.length; i++) all[i] = i;", original: "0", text: "1" },
      {
        around: "for (let i = 0; i < all.length; i++) all[i] = i;",
        original: "i < all.length",
        text: "i <= all.length",
      },
    ],
  },
  {
    file: "packages/policy/src/net/sorted-table-6.ts",
    reason: "there are far fewer than 2^31 blocks",
    mutants: [
      { around: "const middle = (low + high) >>> 1;", original: "(low + high) >>> 1", text: "(low + high) >> 1" },
    ],
  },
  {
    file: "packages/policy/src/net/sorted-table-6.ts",
    reason: "the two differ",
    mutants: [
      { around: "if (s0 !== w0) return s0 > w0;", original: "s0 > w0", text: "s0 >= w0" },
      { around: "if (s1 !== w1) return s1 > w1;", original: "s1 > w1", text: "s1 >= w1" },
      { around: "if (s2 !== w2) return s2 > w2;", original: "s2 > w2", text: "s2 >= w2" },
    ],
  },
  {
    file: "packages/policy/src/net/sorted-table-6.ts",
    reason: "the bits behind an address are the same for all",
    mutants: [{ around: "return joined(w3, 0, bits - 96);", original: "0", text: "1" }],
  },
  {
    file: "packages/policy/src/net/sorted-table-6.ts",
    reason: "a shift counts modulo 32",
    mutants: [{ around: "return joined(w3, 0, bits - 96);", original: "bits - 96", text: "bits + 96" }],
  },
  {
    file: "packages/policy/src/net/sorted-table-6.ts",
    reason: "a key of fewer bits that differ: the search takes longer",
    mutants: [
      {
        around: "return (shift === 0 ? high : (high << shift) | (low >>> (32 - shift))) >>> 0;",
        original: "shift === 0",
        text: "true",
      },
    ],
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
        around: "return resultName === undefined ? {} : (state.report().actions[resultName] ?? {});",
        original: "resultName === undefined",
        text: "false",
      },
    ],
  },
  {
    file: "packages/policy/src/run.ts",
    reason: "an effect comes back to the place of an action; whether one is there is asked for the types",
    mutants: [
      {
        around: "if (state.watcher !== undefined && planned !== undefined) tellAction(planned, state);",
        original: "planned !== undefined",
        text: "true",
      },
    ],
  },
  {
    file: "packages/policy/src/run.ts",
    reason: "where nobody looks on, nobody is told; the question saves time",
    mutants: [
      {
        around: "if (state.watcher !== undefined && planned !== undefined) tellAction(planned, state);",
        original: "state.watcher !== undefined && planned !== undefined",
        text: "state.watcher !== undefined || planned !== undefined",
      },
      {
        around: 'if (state.watcher !== undefined && outcome?.kind !== "effect") tellAction(action, state);',
        original: "state.watcher !== undefined",
        text: "true",
      },
    ],
  },
  {
    file: "packages/policy/src/run.ts",
    reason: "a condition is planned to give a bool or a fault (`planBool`); that it is asked again is a second lock",
    mutants: [
      {
        around: 'if (typeof value === "boolean" || isFault(value)) return value;',
        original: 'typeof value === "boolean" || isFault(value)',
        text: "true",
      },
      {
        around: 'if (typeof value === "boolean" || isFault(value)) return value;',
        original: 'typeof value === "boolean"',
        text: "true",
      },
      {
        around: 'return new Fault("no-such-overload", "the expression gave no bool");',
        original: '"no-such-overload"',
        text: '""',
      },
    ],
  },
  {
    file: "packages/policy/src/run.ts",
    reason: "a cursor that is new finds what one that stands there has found; the question saves time",
    mutants: [
      { around: "if (cursor?.dispatch !== dispatch) {", original: "cursor?.dispatch !== dispatch", text: "true" },
      { around: "state.cursor = cursor;", original: "state.cursor = cursor;", text: "" },
    ],
  },
  {
    file: "packages/policy/src/run-state.ts",
    reason: "nobody reads it: a run begins with the facts of its connection",
    mutants: [
      {
        around: "const NOBODY: ConnectionFacts = {",
        original:
          '{\n  client: { ip: "", port: 0 },\n  server: { ip: "", port: 0, region: "" },\n  start: new Date(Number.NaN),\n  endpoint: { id: "", protocol: "", host: "", port: 0, url: "" },\n  hello: undefined,\n  tls: undefined,\n  intelligence: undefined,\n}',
        text: "({})",
      },
      { around: 'client: { ip: "", port: 0 },', original: '{ ip: "", port: 0 }', text: "({})" },
      { around: 'client: { ip: "", port: 0 },', original: '""', text: '"mutated"' },
      { around: 'client: { ip: "", port: 0 },', original: "0", text: "1" },
      { around: 'server: { ip: "", port: 0, region: "" },', original: '{ ip: "", port: 0, region: "" }', text: "({})" },
      { around: 'server: { ip: "", port: 0, region: "" },', original: '""', text: '"mutated"' },
      { around: 'server: { ip: "", port: 0, region: "" },', original: "0", text: "1" },
      {
        around: 'endpoint: { id: "", protocol: "", host: "", port: 0, url: "" },',
        original: '{ id: "", protocol: "", host: "", port: 0, url: "" }',
        text: "({})",
      },
      { around: 'endpoint: { id: "", protocol: "", host: "", port: 0, url: "" },', original: '""', text: '"mutated"' },
      { around: 'endpoint: { id: "", protocol: "", host: "", port: 0, url: "" },', original: "0", text: "1" },
    ],
  },
  {
    file: "packages/policy/src/run-state.ts",
    reason: "a run sets it before anything reads it; here it only has its type",
    mutants: [
      { around: "rule = 0;", original: "0", text: "1" },
      { around: "faultAt = -1;", original: "-1", text: "1" },
      { around: "faultAt = -1;", original: "1", text: "2" },
      { around: "isTls = false;", original: "false", text: "true" },
      { around: '#endpointHost = "";', original: '""', text: '"mutated"' },
      { around: "#endpointPort = 0;", original: "0", text: "1" },
    ],
  },
  {
    file: "packages/policy/src/run-state.ts",
    reason: "a policy that asks for the time has it read when it begins; the other side is there for the types",
    mutants: [
      {
        around: "const now = readDate(this.#now ?? this.facts.start);",
        original: "this.#now ?? this.facts.start",
        text: "this.#now",
      },
    ],
  },
  {
    file: "packages/policy/src/run-state.ts",
    reason: "each side has a place of its own either way round",
    mutants: [{ around: 'if (side === "client") {', original: 'side === "client"', text: 'side !== "client"', nth: 1 }],
  },
  {
    file: "packages/policy/src/run-state.ts",
    reason: "copies more often than it must, which takes time alone",
    mutants: [
      {
        around: "return all === categories && this.program.variables.length > 0 ? [...all] : all;",
        original: "all === categories && this.program.variables.length > 0",
        text: "true",
      },
      {
        around: "return all === categories && this.program.variables.length > 0 ? [...all] : all;",
        original: "all === categories && this.program.variables.length > 0",
        text: "all === categories || this.program.variables.length > 0",
      },
      {
        around: "return all === categories && this.program.variables.length > 0 ? [...all] : all;",
        original: "all === categories",
        text: "true",
      },
      {
        around: "return all === categories && this.program.variables.length > 0 ? [...all] : all;",
        original: "this.program.variables.length > 0",
        text: "this.program.variables.length >= 0",
      },
      {
        around: "return all === categories && this.program.variables.length > 0 ? [...all] : all;",
        original: "this.program.variables.length > 0",
        text: "true",
      },
    ],
  },
  {
    file: "packages/policy/src/run-state.ts",
    reason: "makes the same text again; the question saves time",
    mutants: [
      {
        around:
          "if (this.#endpointAddress === undefined || host !== this.#endpointHost || port !== this.#endpointPort) {",
        original: "this.#endpointAddress === undefined || host !== this.#endpointHost || port !== this.#endpointPort",
        text: "true",
      },
      {
        around:
          "if (this.#endpointAddress === undefined || host !== this.#endpointHost || port !== this.#endpointPort) {",
        original: "this.#endpointAddress === undefined",
        text: "true",
      },
      {
        around:
          "if (this.#endpointAddress === undefined || host !== this.#endpointHost || port !== this.#endpointPort) {",
        original: "host !== this.#endpointHost",
        text: "true",
      },
      {
        around:
          "if (this.#endpointAddress === undefined || host !== this.#endpointHost || port !== this.#endpointPort) {",
        original: "port !== this.#endpointPort",
        text: "true",
      },
    ],
  },
  {
    file: "packages/policy/src/compile.ts",
    reason: "what is neither `always` nor `never` is `auto`",
    mutants: [
      {
        around: 'optimize: options.optimize ?? "auto",',
        original: 'options.optimize ?? "auto"',
        text: "options.optimize",
      },
      { around: 'optimize: options.optimize ?? "auto",', original: '"auto"', text: '""' },
    ],
  },
  {
    file: "packages/policy/src/compile-text.ts",
    reason: "all three are there if one is; they are asked for one by one for the types",
    mutants: [
      {
        around: "if (expression === undefined || checked === undefined) return undefined;",
        original: "expression === undefined || checked === undefined",
        text: "expression === undefined && checked === undefined",
      },
      {
        around: "if (expression === undefined || checked === undefined) return undefined;",
        original: "expression === undefined",
        text: "false",
      },
      {
        around: "if (expression === undefined || checked === undefined) return undefined;",
        original: "checked === undefined",
        text: "false",
      },
      {
        around: "if (replan === undefined) return undefined;",
        original: "replan === undefined",
        text: "false",
      },
    ],
  },
  {
    file: "packages/policy/src/compile-text.ts",
    reason: "of what compiles it is known whether it is counted; the other side is there for the types",
    mutants: [
      {
        around: "const compiled = { checked, counted: counted ?? true, foldedAll, replan };",
        original: "counted ?? true",
        text: "counted",
      },
      {
        around: "const compiled = { checked, counted: counted ?? true, foldedAll, replan };",
        original: "true",
        text: "false",
      },
    ],
  },
  {
    file: "packages/policy/src/compile-actions.ts",
    reason:
      "an action of a type that is not known is broken, and of a broken one only what has a known type is compiled",
    mutants: [
      {
        around: "const { definition, compiled } = this.#compile(node, false) ?? {};",
        original: "this.#compile(node, false) ?? {}",
        text: "this.#compile(node, false)",
      },
      {
        around: "if (definition === undefined || compiled === undefined) return undefined;",
        original: "definition === undefined",
        text: "false",
      },
      {
        around: "const definition = isString(type) ? ACTIONS.find((known) => known.type === type.value) : undefined;",
        original: "isString(type)",
        text: "true",
      },
      {
        around: "if (definition === undefined) return undefined;",
        original: "definition === undefined",
        text: "false",
      },
    ],
  },
  {
    file: "packages/policy/src/compile-actions.ts",
    reason: "no action that always ends the policy has one setting alone",
    mutants: [
      {
        around: "const hasSettings = Object.keys(definition?.config.properties ?? {}).length > 0;",
        original: "0",
        text: "1",
      },
    ],
  },
  {
    file: "packages/policy/src/compile-actions.ts",
    reason: "nothing is found in it either way: it has no entries",
    mutants: [
      {
        around:
          'config: config?.kind === "map" ? config : { kind: "map", start: node.start, end: node.end, entries: [] },',
        original: '"map"',
        text: '""',
        nth: 1,
      },
    ],
  },
  {
    file: "packages/policy/src/compile-actions.ts",
    reason: "keeps what nobody asks for but lints",
    mutants: [
      {
        around: "if (this.#input.linting) this.#facts.push({ node, type: definition.type, compiled });",
        original: "this.#input.linting",
        text: "true",
      },
    ],
  },
  {
    file: "packages/policy/src/compile-rules.ts",
    reason: "keeps what nobody asks for but lints",
    mutants: [
      { around: "const notes = input.linting ? this.#notes : undefined;", original: "input.linting", text: "true" },
      { around: "if (this.#input.linting) {", original: "this.#input.linting", text: "true" },
    ],
  },
  {
    file: "packages/policy/src/compile-rules.ts",
    reason: "the rules are the same, in objects of their own",
    mutants: [{ around: "if (shared.size === 0) return rules;", original: "shared.size === 0", text: "false" }],
  },
  {
    file: "packages/policy/src/net/bits-in.ts",
    reason: "the bits that differ are cut off, or 0",
    mutants: [
      { around: "const pairs = word - ((word >>> 1) & 0x55555555);", original: "word >>> 1", text: "word >> 1" },
      {
        around: "const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);",
        original: "pairs >>> 2",
        text: "pairs >> 2",
      },
      {
        around: "return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;",
        original: "Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24",
        text: "Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >> 24",
      },
      {
        around: "return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;",
        original: "fours >>> 4",
        text: "fours >> 4",
      },
    ],
  },
  {
    file: "packages/policy/src/net/hashed-table.ts",
    reason: "a slot has fewer than 32 bits",
    mutants: [
      {
        around: "return ((this.blocks.slots[2 * (slot >>> 5) + 1] ?? 0) & (1 << slot)) !== 0;",
        original: "slot >>> 5",
        text: "slot >> 5",
      },
      { around: "const at = 2 * (slot >>> 5);", original: "slot >>> 5", text: "slot >> 5" },
    ],
  },
  {
    file: "packages/policy/src/net/hashed-table.ts",
    reason: "any negative number says that nothing was found",
    mutants: [{ around: "let found = -1;", original: "1", text: "2" }],
  },
  {
    file: "packages/policy/src/net/hashed-table.ts",
    reason: "goes on in the slots behind it, where nothing else fits: all have one length",
    mutants: [
      {
        around: "if (prefixes.length === 0) return this.shorter.size + block;",
        original: "prefixes.length === 0",
        text: "false",
      },
      { around: "if (prefixes.length === 0) return this.shorter.size + block;", original: "0", text: "1" },
    ],
  },
  {
    file: "packages/policy/src/net/hashed-table.ts",
    reason: "where a block has two words none is longer than 64: more bits in common are as good",
    mutants: [
      { around: "if (stride === 2) return 64;", original: "stride === 2", text: "false" },
      { around: "if (stride === 2) return 64;", original: "2", text: "3" },
      { around: "if (stride === 2) return 64;", original: "64", text: "65" },
    ],
  },
  {
    file: "packages/policy/src/net/hashed-blocks.ts",
    reason: "which lists are hashed, and how: the answers are the same, and sooner or later",
    mutants: [
      { around: "const ONE_IN = 8;", original: "8", text: "9" },
      { around: "const MOST_BEFORE = 1.5;", original: "1.5", text: "2.5" },
      { around: "const LONGEST_RUN = 256;", original: "256", text: "257" },
      {
        around: "if (shorter * ONE_IN > length) break;",
        original: "shorter * ONE_IN > length",
        text: "shorter * ONE_IN >= length",
      },
      { around: "if (run > LONGEST_RUN) return undefined;", original: "run > LONGEST_RUN", text: "run >= LONGEST_RUN" },
      {
        around: "if (end - start === LONGEST_RUN || before > MOST_BEFORE * own.length) return undefined;",
        original: "end - start === LONGEST_RUN",
        text: "false",
      },
      {
        around: "if (end - start === LONGEST_RUN || before > MOST_BEFORE * own.length) return undefined;",
        original: "before > MOST_BEFORE * own.length",
        text: "before >= MOST_BEFORE * own.length",
      },
    ],
  },
  {
    file: "packages/policy/src/net/hashed-blocks.ts",
    reason: "room for more than there is, or a 0 that is not added",
    mutants: [
      { around: "const counts = new Uint32Array(129);", original: "129", text: "130" },
      { around: "for (let i = 0; i < own.length; i++) {", original: "i < own.length", text: "i <= own.length", nth: 0 },
      { around: "const starts = new Uint32Array(groups + 1);", original: "1", text: "2" },
      {
        around: "const slots = new Uint32Array(2 * Math.ceil((slotCount + LONGEST_RUN + 1) / 32));",
        original: "1",
        text: "2",
      },
      {
        around: "for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);",
        original: "1",
        text: "2",
        nth: 0,
      },
      {
        around: "for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);",
        original: "i < starts.length",
        text: "i <= starts.length",
      },
    ],
  },
  {
    file: "packages/policy/src/compile.ts",
    reason: "the schema takes a null for the empty policy as well; the question saves asking it",
    mutants: [
      {
        around: "const root = node === undefined || isNull(node) ? undefined : node;",
        original: "node === undefined || isNull(node)",
        text: "false",
      },
    ],
  },
  {
    file: "packages/policy/src/compile-text.ts",
    reason: "all three are there if one is; they are asked for one by one for the types, and again in the next line",
    mutants: [
      {
        around: "if (expression === undefined || checked === undefined) return undefined;",
        original: "expression === undefined || checked === undefined",
        text: "false",
      },
    ],
  },
  {
    file: "packages/policy/src/run-state.ts",
    reason: "the two differ",
    mutants: [
      {
        around: "if (whole !== seconds) return whole < seconds ? -1 : 1;",
        original: "whole < seconds",
        text: "whole <= seconds",
      },
    ],
  },
  {
    file: "packages/policy/src/net/hashed-blocks.ts",
    reason: "a slot has fewer than 32 bits",
    mutants: [{ around: "const bits = 2 * (slot >>> 5) + 1;", original: "slot >>> 5", text: "slot >> 5" }],
  },
  {
    file: "packages/policy/src/net/hashed-blocks.ts",
    reason: "what is written behind the end is nowhere, and a word of the next block is written again",
    mutants: [
      { around: "for (let i = 0; i < order.length; i++) {", original: "i < order.length", text: "i <= order.length" },
      {
        around:
          "for (let word = 0; word < stride; word++) words[i * stride + word] = blocks.words[block * given + word] ?? 0;",
        original: "word < stride",
        text: "word <= stride",
      },
      {
        around: "if (prefixes.length > 0) prefixes[i] = blocks.prefixes[block] ?? 0;",
        original: "prefixes.length > 0",
        text: "true",
      },
      {
        around: "if (prefixes.length > 0) prefixes[i] = blocks.prefixes[block] ?? 0;",
        original: "prefixes.length > 0",
        text: "prefixes.length >= 0",
      },
      {
        around: "for (let i = 2; i < slots.length; i += 2) slots[i] = (slots[i - 2] ?? 0) + bitsIn(slots[i - 1] ?? 0);",
        original: "i < slots.length",
        text: "i <= slots.length",
      },
    ],
  },
  {
    file: "packages/policy/src/net/hashed-blocks.ts",
    reason: "there is a length for each of many blocks, or none",
    mutants: [
      {
        around: "if (prefixes.length > 0) prefixes[i] = blocks.prefixes[block] ?? 0;",
        original: "0",
        text: "1",
        nth: 0,
      },
    ],
  },
  {
    file: "packages/policy/src/net/hashed-blocks.ts",
    reason:
      "which lists are hashed, by how many bits, and how many stand in a row: the answers are the same, and sooner or later",
    mutants: [
      { around: "let longest = 0;", original: "0", text: "1" },
      { around: "for (let shorter = 0; longest < 128; longest++) {", original: "0", text: "1" },
      {
        around: "return new Set([counts.findIndex((count) => count > 0), longest]);",
        original: "(count) => count > 0",
        text: "(count) => undefined",
      },
      {
        around: "return new Set([counts.findIndex((count) => count > 0), longest]);",
        original: "count > 0",
        text: "count >= 0",
      },
      {
        around: "return new Set([counts.findIndex((count) => count > 0), longest]);",
        original: "count > 0",
        text: "count <= 0",
      },
      {
        around: "return new Set([counts.findIndex((count) => count > 0), longest]);",
        original: "count > 0",
        text: "true",
      },
      {
        around: "return new Set([counts.findIndex((count) => count > 0), longest]);",
        original: "count > 0",
        text: "false",
      },
      { around: "return new Set([counts.findIndex((count) => count > 0), longest]);", original: "0", text: "1" },
      {
        around: "const mask = new Address(-1, -1, -1, -1).masked(base + (given === 1 ? 96 : 0));",
        original: "1",
        text: "2",
        nth: 1,
      },
      {
        around: "const mask = new Address(-1, -1, -1, -1).masked(base + (given === 1 ? 96 : 0));",
        original: "1",
        text: "2",
        nth: 2,
      },
      {
        around:
          "const longest = blocks.prefixes.subarray(0, blocks.length).reduce((most, prefix) => Math.max(most, prefix), 0);",
        original: "0",
        text: "1",
        nth: 1,
      },
      { around: "let slot = -1;", original: "1", text: "2" },
      { around: "let run = 0;", original: "0", text: "1" },
      { around: "run = from > slot + 1 ? 1 : run + 1;", original: "from > slot + 1", text: "from >= slot + 1" },
      { around: "run = from > slot + 1 ? 1 : run + 1;", original: "slot + 1", text: "slot - 1" },
      { around: "run = from > slot + 1 ? 1 : run + 1;", original: "1", text: "2", nth: 0 },
      { around: "run = from > slot + 1 ? 1 : run + 1;", original: "1", text: "2", nth: 1 },
      { around: "run = from > slot + 1 ? 1 : run + 1;", original: "1", text: "2", nth: 2 },
      { around: "let before = 0;", original: "0", text: "1" },
    ],
  },
  {
    file: "packages/policy/src/net/hashed-blocks.ts",
    reason: "all of the list are more than an eighth of it: the loop has ended by then",
    mutants: [
      {
        around: "for (let shorter = 0; longest < 128; longest++) {",
        original: "longest < 128",
        text: "longest <= 128",
      },
      { around: "for (let shorter = 0; longest < 128; longest++) {", original: "longest < 128", text: "true" },
      { around: "for (let shorter = 0; longest < 128; longest++) {", original: "128", text: "129" },
    ],
  },
  {
    file: "packages/policy/src/net/hashed-blocks.ts",
    reason: "what is listed twice is found again among the sorted ones, and the list made anew without it",
    mutants: [
      { around: "distinct++;", original: "distinct++;", text: "" },
      { around: "distinct++;", original: "distinct++", text: "distinct--" },
      { around: "if (distinct === order.length) return order;", original: "distinct === order.length", text: "false" },
      {
        around: "for (let at = starts[group] ?? 0; at < (ends[group] ?? 0); at++) order[length++] = order[at] ?? 0;",
        original: "order[at] ?? 0",
        text: "0",
      },
    ],
  },
  {
    file: "packages/proxy/src/client-hello/short-hashes.ts",
    reason: "a hash that is kept is the one that would be made; keeping fewer takes time alone",
    mutants: [
      { around: "if (known !== undefined) return known;", original: "known !== undefined", text: "false" },
      {
        around: "if (this.#known.size === MOST) this.#known.clear();",
        original: "this.#known.size === MOST",
        text: "true",
      },
      {
        around: "if (this.#known.size === MOST) this.#known.clear();",
        original: "this.#known.size === MOST",
        text: "this.#known.size !== MOST",
      },
    ],
  },
  {
    file: "packages/proxy/src/client-hello/ja4.ts",
    reason: "room for more than there is, or none to spare: a list that is longer gets its own",
    mutants: [
      { around: "const CODES = new Uint16Array(32_768);", original: "32_768", text: "32769" },
      { around: "const TEXT = Buffer.alloc(5 * 256);", original: "5 * 256", text: "5 / 256" },
      { around: "const TEXT = Buffer.alloc(5 * 256);", original: "5", text: "6" },
      { around: "const TEXT = Buffer.alloc(5 * 256);", original: "256", text: "257" },
      {
        around: "const bytes = size < TEXT.length ? TEXT : Buffer.alloc(size + 1);",
        original: "size < TEXT.length",
        text: "false",
      },
      {
        around: "const bytes = size < TEXT.length ? TEXT : Buffer.alloc(size + 1);",
        original: "size < TEXT.length",
        text: "size <= TEXT.length",
      },
      { around: "const bytes = size < TEXT.length ? TEXT : Buffer.alloc(size + 1);", original: "1", text: "2" },
    ],
  },
  {
    file: "packages/proxy/src/client-hello/ja4.ts",
    reason: "sorted in either of two ways, which takes time alone",
    mutants: [
      { around: "const SHORT = 64;", original: "64", text: "65" },
      { around: "if (length > SHORT) {", original: "length > SHORT", text: "true" },
      { around: "if (length > SHORT) {", original: "length > SHORT", text: "length >= SHORT" },
    ],
  },
  {
    file: "packages/proxy/src/client-hello/extensions.ts",
    reason: "searched in either of two ways, which takes time alone",
    mutants: [
      { around: "const FEW = 32;", original: "32", text: "33" },
      {
        around: 'if (many ? many.has(type) : types.includes(type)) return "duplicate-extension";',
        original: "many",
        text: "false",
      },
      {
        around: "else if (types.length === FEW) many = new Set(types);",
        original: "types.length === FEW",
        text: "true",
      },
      {
        around: "else if (types.length === FEW) many = new Set(types);",
        original: "types.length === FEW",
        text: "false",
      },
      {
        around: "else if (types.length === FEW) many = new Set(types);",
        original: "types.length === FEW",
        text: "types.length !== FEW",
      },
      { around: "else if (types.length === FEW) many = new Set(types);", original: "many = new Set(types);", text: "" },
    ],
  },
];

export const EQUIVALENTS = GROUPS.flatMap(({ file, reason, mutants }) =>
  mutants.map((mutant) => ({ file, reason, ...mutant })),
);
