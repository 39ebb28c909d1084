import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { type CheckResult, checkFiles, checkPolicies } from "./check-files.ts";

interface Row {
  readonly id: string;
  readonly kind: "policy" | "k8s-manifest" | "agent-config" | "embedded";
  readonly text: string;
  readonly expected: readonly { readonly result: string; readonly codes?: readonly string[] }[];
}

function corpus(path: string): string {
  const directory = process.env.SLUICE_CORPUS;
  if (directory === undefined) throw new Error("SLUICE_CORPUS is not set: it names the directory of published samples");
  return join(directory, path);
}

function readCorpus(file: string): string {
  return readFileSync(corpus(file), "utf8");
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

describe("manifests that the operator makes of routes", () => {
  const files = readdirSync(corpus("operator")).filter((name) => name.startsWith("gwapi-"));

  /** Warnings: weights are conditions on a random number, of which only a run knows that one of them always holds. */
  const BY_DESIGN = new Set(["maybe-not-handled", "variable-maybe-unknown"]);

  /** Endpoint objects, wherever in the expected output. */
  function endpointsIn(value: unknown): object[] {
    if (typeof value !== "object" || value === null) return [];
    const { kind } = value as { kind?: unknown };
    if (kind === "CloudEndpoint" || kind === "AgentEndpoint") return [value];
    return Object.values(value).flatMap(endpointsIn);
  }

  test.each(files)("%s: endpoints and their policies are right, as documents of one file and as files", (name) => {
    const objects = endpointsIn(JSON.parse(readCorpus(`operator/${name}`)).expected);
    const documents = objects.map((object) => stringify(object));
    const together = [{ path: "all.yml", text: documents.join("---\n"), named: false }];
    const apart = documents.map((text, index) => ({ path: `${index}.yml`, text, named: false }));
    for (const sources of [together, apart]) {
      const checked = checkFiles(sources);
      const codes = checked.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code));
      expect(codes.filter((code) => !BY_DESIGN.has(code))).toEqual([]);
      const policies = objects.filter((object) => JSON.stringify(object).includes('"on_tcp_connect"'));
      expect(checked.reduce((sum, file) => sum + file.policies, 0)).toBe(policies.length);
    }
  });

  test("some of them have policies", () => {
    const all = files.flatMap((name) => endpointsIn(JSON.parse(readCorpus(`operator/${name}`)).expected));
    expect(all.filter((object) => JSON.stringify(object).includes("on_tcp_connect")).length).toBeGreaterThan(3);
  });
});

test("manifests of other kinds are passed over", () => {
  const names = readdirSync(corpus("gateway-api/manifests"));
  const sources = names.map((path) => ({ path, text: readCorpus(`gateway-api/manifests/${path}`), named: false }));
  const checked = checkFiles(sources);
  expect(checked.map(({ policies, diagnostics }) => [policies, diagnostics])).toEqual(names.map(() => [0, []]));
  expect(names.length).toBeGreaterThanOrEqual(22);
});
