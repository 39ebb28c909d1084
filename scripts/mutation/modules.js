/**
 * The modules that decide who gets in, and what holds each: the fixed vectors, where they reach it, then the unit tests
 * and properties that are about it. Paths are from the root of the repository; `*` stands for names in a folder. What
 * `remembers` keeps something for the next call, so that each mutant is tried on a copy of its own.
 */
const POLICY = "packages/policy/src";
const CONFORMANCE = "packages/conformance/src";
const HELLO = "packages/proxy/src/client-hello";

/** What compiles and runs whole policies. */
const WHOLE = [
  `${POLICY}/{compile,run,trace,requirements,tls-termination,expression-positions}.test.ts`,
  `${POLICY}/lint/*.test.ts`,
  `${POLICY}/check/{check-files,file-check}.test.ts`,
  `${POLICY}/endpoints/endpoints.test.ts`,
  `${CONFORMANCE}/property/properties.test.ts`,
];

export const MODULES = [
  {
    name: "addresses",
    about: "reads addresses and CIDRs, and finds the block that an address is in",
    sources: [
      `${POLICY}/net/{address,address-hash,address-set,bits-in,block-list,buckets,cidr,hashed-blocks,hashed-table,parents,same-words,scan-address,sorted-table-4,sorted-table-6,table-of}.ts`,
    ],
    vectors: true,
    tests: [
      `${POLICY}/net/{address,address-set,buckets,cidr,hashed-table,hashed-table-6,scan-address,sorted-table-6}.test.ts`,
    ],
  },
  {
    name: "actions",
    about: "what each action makes of its settings and of a connection",
    sources: [`${POLICY}/actions/*.ts`, `${POLICY}/{client-verification,tls-termination}.ts`],
    vectors: true,
    tests: [`${POLICY}/actions/*.test.ts`, `${POLICY}/client-verification.test.ts`, ...WHOLE],
  },
  {
    name: "steps",
    about: "compiles a document into rules, and runs them step by step",
    sources: [
      `${POLICY}/{compile,compile-actions,compile-rules,compile-text,outcome,program,requirements,run,run-state,spare-state}.ts`,
    ],
    vectors: true,
    tests: [
      ...WHOLE,
      `${POLICY}/{compile-node,compile-text,reuse,run-state}.test.ts`,
      `${POLICY}/lint/conditions/conditions.test.ts`,
      `${POLICY}/dispatch/*.test.ts`,
      `${POLICY}/sharing/share.test.ts`,
      `${POLICY}/source/recovery/{recover,rules-left-out}.test.ts`,
      `${CONFORMANCE}/property/optimized.test.ts`,
    ],
  },
  {
    name: "hello",
    about: "reads the ClientHello, and with it the name that is asked for",
    sources: [`${HELLO}/*.ts`],
    vectors: false,
    tests: [`${HELLO}/*.test.ts`],
    // Hashes of lists, for the next hello that has them.
    remembers: true,
  },
];

/** Tests that measure (memory, steps) or read what is not in the repository: they say nothing of an instrumented copy. */
export const LEFT_OUT = /\.corpus\.test\.ts$|\/memory\.test\.ts$/;

/** Tests that look at very large documents: a second each, for every survivor. */
export const TOO_LARGE = /a hundred thousand|as wide as a document|a chain of any length/;

/** What of a module must be killed, in percent. */
export const THRESHOLD = 90;
