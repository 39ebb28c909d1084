import fc from "fast-check";
import { expect, test } from "vitest";
import { applyFixes } from "../diagnostics/apply-fixes.ts";
import { FORMATS, render } from "../diagnostics/render/index.ts";
import { checkFiles } from "./check-files.ts";

const FILES: Readonly<Record<string, string>> = {
  "sluice.yml": `version: 3
endpoints:
  - url: tls://a.example
    upstream: { url: 1 }
    agent_tls_termination: { server_certificate: c.pem }
    traffic_policy_file: policy.yml
  - url: tcp://b.internal:1
    traffic_policy:
      on_tcp_connect:
        - actions: # sluice-ignore ipv4-only: only we come here
            - type: forward-internal
              config: { url: 'tcp://b.internal:1' }
`,
  "policy.yml": `on_tcp_connect:
  - name: "first"
    expressions: ["conn.tls.sni == 'a' && conn.tls.sni == 'B'", conn.client_port > 70000]
    actions:
      - type: restrict-ips
        config: { allow: [10.0.0.1/8, 10.1.0.0/16], deny: [10.0.0.0/8] }
      - type: set-vars
        config: { vars: [ { a: "\${conn.client_port}" } ] }
      - type: terminate-tls
        config:
          server_private_key: |
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEG
            -----END PRIVATE KEY-----
          server_certificate: "x"
`,
  "manifests.yaml": `apiVersion: ngrok.k8s.ngrok.com/v1alpha1
kind: NgrokTrafficPolicy
metadata: { name: p }
spec:
  policy:
    inbound: [ { actions: [ { type: deny } ] } ]
---
apiVersion: ngrok.k8s.ngrok.com/v1alpha1
kind: CloudEndpoint
metadata: { name: c }
spec: { url: "tcp://c.example:1", trafficPolicyName: p }
`,
  "policy.json": `{ "on_tcp_connect": [ { "actions": [ { "type": "log", "config": { "metadata": { "a": "\\u0024{vars.x}" } } } ] } ] }`,
};

const TOKENS = [
  "\n",
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
  "!",
  "&a ",
  "*a",
  "|\n",
  "#",
  "\t",
  "\r",
  "---\n",
  "\u0000",
  "\ud800",
  "😀",
  "# sluice-ignore ",
  "x",
];

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const edits = fc.array(fc.record({ at: fc.nat(2000), remove: fc.nat(15), insert: fc.constantFrom("", ...TOKENS) }), {
  maxLength: 4,
});

function edited(text: string, changes: readonly Edit[]): string {
  return changes.reduce((now, { at, remove, insert }) => {
    const from = at % (now.length + 1);
    return now.slice(0, from) + insert + now.slice(from + remove);
  }, text);
}

const mutated = fc.record(
  Object.fromEntries(
    Object.entries(FILES).map(([path, text]) => [path, edits.map((changes) => edited(text, changes))]),
  ),
);

test("files that are mutated are checked, rendered and mended, and every diagnostic stays inside its file", () => {
  fc.assert(
    fc.property(mutated, fc.boolean(), (texts, named) => {
      const sources = Object.entries(texts).map(([path, text]) => ({ path, text, named }));
      const files = checkFiles(sources, { now: new Date(0) });
      expect(files.map(({ path }) => path)).toEqual(Object.keys(FILES));
      for (const { text, diagnostics } of files) {
        for (const { range, message } of diagnostics) {
          expect(range.start.offset).toBeGreaterThanOrEqual(0);
          expect(range.end.offset).toBeGreaterThanOrEqual(range.start.offset);
          expect(range.end.offset).toBeLessThanOrEqual(text.length);
          expect(range.start.line).toBeGreaterThanOrEqual(1);
          expect(range.start.column).toBeGreaterThanOrEqual(1);
          expect(message).toMatch(/\S/);
        }
      }
      for (const format of FORMATS) expect(render(format, files)).not.toContain("MIGHAgEAMBMGByqGSM49AgEG");
      const fixed = files.map(({ path, text, diagnostics }) => ({ path, named, ...applyFixes(text, diagnostics) }));
      // A mend takes what it mends away, and breaks nothing that could be read before.
      for (const [index, { diagnostics }] of checkFiles(fixed, { now: new Date(0) }).entries()) {
        const before = files[index]?.diagnostics ?? [];
        const unreadable = (found: typeof before) => found.filter(({ code }) => code === "syntax-error").length;
        expect(unreadable(diagnostics)).toBeLessThanOrEqual(unreadable(before));
      }
    }),
    { numRuns: 600, seed: 1 },
  );
}, 120_000);
