import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPolicies } from "../../check/check-files.ts";

/** Each relies on those before it, or has a mistake of its own. */
const RULES = [
  "  - actions:\n      - type: terminate-tls\n        config: {mutual_tls_verification_strategy: request}",
  "  - actions:\n      - type: set-vars\n        config: {vars: [{port: 1}]}",
  "  - expressions: [\"conn.tls.version == '1.3' && vars.port == 1\"]\n    actions: [{type: denyy}]",
  "  - actions:\n      - type: restrict-ips\n        config: {allow: ['0.0.0.0/0', '::/0', 10.1.0.0/8]}",
  '  - expressions: ["actions.ngrok.restrict_ips.action == \'deny\'"]\n    actions:\n      - type: log\n        config: {metadata: {a: "${vars.port + 1}"}}',
  "  - expressions: [conn.client_port == 'x', conn.client_prt == 1]\n    actions: [{type: deny}]",
];

function codesOf(rules: readonly string[]): string[][] {
  const { diagnostics } = checkPolicies(`on_tcp_connect:\n${rules.join("\n")}\n`, { protocol: "tls" });
  const starts = rules.map((_, index) => rules.slice(0, index).join("\n").split("\n").length + (index === 0 ? 1 : 2));
  return rules.map((_, index) =>
    diagnostics
      .filter(
        ({ range: { start } }) => start.line >= (starts[index] ?? 0) && start.line < (starts[index + 1] ?? Infinity),
      )
      .map(({ code }) => code),
  );
}

test("whichever rules are broken, what is told of the others is what was told before", () => {
  const whole = codesOf(RULES);
  expect(whole.flat().length).toBeGreaterThan(3);
  fc.assert(
    fc.property(fc.subarray([...RULES.keys()], { minLength: 1 }), (broken) => {
      const rules = RULES.map((rule, index) =>
        broken.includes(index) ? rule.replace("  - ", "  - name: 'x\n    ") : rule,
      );
      const errors = codesOf(rules);
      for (const index of RULES.keys()) {
        expect(errors[index]).toEqual(broken.includes(index) ? ["syntax-error"] : whole[index]);
      }
    }),
    { seed: 1, numRuns: 63 },
  );
});
