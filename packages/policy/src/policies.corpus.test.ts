import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CheckResult, checkPolicies } from "./check.ts";

interface Row {
  readonly id: string;
  readonly kind: "policy" | "k8s-manifest" | "agent-config" | "embedded";
  readonly text: string;
  readonly expected: readonly { readonly result: string; readonly codes?: readonly string[] }[];
}

function readCorpus(file: string): string {
  const directory = process.env.SLUICE_CORPUS;
  if (directory === undefined) throw new Error("SLUICE_CORPUS is not set: it names the directory of published samples");
  return readFileSync(join(directory, file), "utf8");
}

/** A policy inside of a shell command: the JSON that `-d` (or `- d`) is given, whose `traffic_policy` is a JSON text. */
function policyInShell(command: string): string {
  const body = /- ?d '(\{.*\})'/s.exec(command)?.[1];
  // The sample's own escaping: inside single quotes a shell leaves `\"` to JSON, and `\\"` is a misprint for `\\\"`.
  const policy = /"traffic_policy": "((?:\\.|[^"\\])*)"/.exec(body ?? "")?.[1];
  if (policy === undefined) throw new Error("no policy in this command");
  return JSON.parse(`"${policy}"`);
}

function check({ kind, text }: Row): CheckResult {
  return checkPolicies(kind === "embedded" ? policyInShell(text) : text);
}

describe("published documents", () => {
  const rows: Row[] = readCorpus("ngrok-docs/policies.jsonl")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

  test.each(rows.map((row) => [row.id, row] as const))("%s", (_, row) => {
    const { policies, diagnostics } = check(row);
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    expect(policies).toBe(row.expected.length);
    const [expected] = row.expected;
    switch (expected?.result) {
      case "ok":
      // Empty phases are valid here (language.md, section 1).
      case "ok-or-ERR_NGROK_2206":
        expect(errors).toEqual([]);
        break;
      case "ok-if-ids-resolve":
        // Not known without resources; with none of them, an error.
        expect(errors).toEqual([]);
        expect(diagnostics.map(({ code }) => code)).toContain("not-checked");
        expect(
          checkPolicies(row.text, { resources: {} }).diagnostics.some(({ severity }) => severity === "error"),
        ).toBe(true);
        break;
      case "error":
        expect(errors.map(({ ngrok }) => ngrok)).toEqual(expected.codes);
        break;
      default:
        throw new Error(`a result that this test does not know: ${expected?.result}`);
    }
  });

  test("are all there", () => {
    expect(rows.length).toBeGreaterThanOrEqual(21);
  });
});

describe("documents that the operator was given", () => {
  const { cases } = JSON.parse(readCorpus("operator/policy-json-validation.json")) as {
    cases: { id: string; name: string; input: string; expect: string }[];
  };

  /** The operator has HTTP endpoints; here an HTTP phase with rules is an error of its own. */
  const HTTP_HERE = new Set(["http-phase", "misplaced-phase"]);

  test.each(cases.map((one) => [`${one.id} ${one.name}`, one] as const))("%s", (_, one) => {
    const codes = checkPolicies(one.input)
      .diagnostics.filter(({ severity }) => severity === "error")
      .map(({ code }) => code);
    const others = codes.filter((code) => !HTTP_HERE.has(code));
    if (one.expect === "ok") expect(others).toEqual([]);
    else expect(codes).not.toEqual([]);
  });
});
