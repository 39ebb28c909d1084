import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPolicies } from "./check/check-files.ts";
import { compilePolicy } from "./compile.ts";

const POLICY = `on_tcp_connect:
  - name: all of it
    expressions:
      - "conn.client_ip in ['203.0.113.4', '2001:db8::1'] && \\u0063onn.client_port > 1024"
      - >-
        conn.tls.sni.endsWith('.example.com') ||
        inCidrRange(conn.client_ip, '10.0.0.0/8')
    actions:
      - type: restrict-ips
        config: { enforce: true, allow: &nets [10.0.0.0/8, '::/0'], deny: *nets }
      - type: set-vars
        config: { vars: [ { a: "\${conn.client_port + 1}" }, { b: [1, 2.5, null, { c: true }] } ] }
      - type: log
        config: { metadata: { port: "\${vars.a}", text: "x\${vars.a}y" } }
      - type: terminate-tls
        config: { min_version: '1.2', mutual_tls_verification_strategy: request }
      - type: forward-internal
        config: { url: "tls://\${conn.tls.sni}.internal", on_error: continue }
      - type: deny
`;

const TOKENS = [
  ...[
    "\n",
    " ",
    "  ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    "${",
    "}",
    "!",
    "&a",
    "*a",
    "<<: ",
    "|\n",
    ">\n",
    "#",
    "\t",
    "\r\n",
  ],
  ...[
    "null",
    "1",
    "-1",
    "1e400",
    "0x",
    "9223372036854775808",
    "__proto__",
    "constructor",
    "on_http_request",
    "\u0000",
    "\ud800",
    "😀",
    "---\n",
    "%YAML 1.1\n",
  ],
];

/** A policy in which pieces are cut out, doubled or replaced. */
const mutated: fc.Arbitrary<string> = fc
  .array(
    fc.record({
      at: fc.nat(POLICY.length),
      remove: fc.nat(12),
      insert: fc.oneof(fc.constantFrom(...TOKENS), fc.string({ maxLength: 6 })),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((edits) =>
    edits.reduce((text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove), POLICY),
  );

function expectPlaced(
  text: string,
  result: { readonly diagnostics: ReturnType<typeof compilePolicy>["diagnostics"] },
): void {
  for (const { range, message } of result.diagnostics) {
    expect(range.start.offset).toBeGreaterThanOrEqual(0);
    expect(range.end.offset).toBeGreaterThanOrEqual(range.start.offset);
    expect(range.end.offset).toBeLessThanOrEqual(text.length);
    expect(message).not.toBe("");
  }
}

test("the policy that is mutated here compiles", () => {
  expect(compilePolicy(POLICY, { protocol: "tls" }).policy).toBeDefined();
});

test("a mutated document is compiled or refused with every diagnostic inside the file, and nothing is thrown", () => {
  fc.assert(
    fc.property(mutated, (text) => {
      const result = compilePolicy(text, { protocol: "tls" });
      expect(result.policy === undefined).toBe(result.diagnostics.some(({ severity }) => severity === "error"));
      expectPlaced(text, result);
      expectPlaced(text, checkPolicies(text));
    }),
    { numRuns: 2000, seed: 1 },
  );
});

test("so is any text", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.array(fc.constantFrom(...TOKENS), { maxLength: 20 }).map((parts) => parts.join("")),
      ),
      (text) => {
        expectPlaced(text, compilePolicy(text));
      },
    ),
    { numRuns: 2000, seed: 1 },
  );
});
