import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compilePolicy } from "../compile.ts";
import type { DiagnosticCode } from "../diagnostics/codes.ts";

interface Row {
  readonly id: string;
  readonly expr: string;
  readonly status: string;
  readonly kinds: readonly string[];
  readonly l4_candidate: boolean | null;
}

interface Miss {
  readonly codes: readonly DiagnosticCode[];
  readonly reason: string;
}

/** Rows that may stand here by their names and are refused all the same, each with why. Strict. */
const REFUSED: ReadonlyMap<string, Miss> = new Map([
  ["Xdccadc70cc", { codes: ["unknown-function"], reason: "a misprint of `startsWith`" }],
]);

const HTTP_ONLY: ReadonlySet<string> = new Set<DiagnosticCode>(["http-only-variable", "http-only-function"]);

function readRows(): readonly Row[] {
  const folder = process.env.SLUICE_CORPUS;
  if (folder === undefined) throw new Error("set SLUICE_CORPUS to the folder of the published test data");
  const lines = readFileSync(join(folder, "ngrok-docs/expressions.jsonl"), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

function found(expression: string, pattern: RegExp): readonly (readonly string[])[] {
  return Array.from(expression.matchAll(pattern), (match) => match.slice(1));
}

/** A policy in which all is known that an expression may name: TLS with a client's certificate, results, variables. */
function policyOf({ expr, kinds }: Row): string {
  const names = new Set(found(expr, /\bvars\.(\w+)/g).flat());
  // Of any type: what the published policies set these to is not part of the row.
  const vars = Array.from(names, (name) => ({ [name]: "${json.decode('null')}" }));
  const before = [
    { type: "terminate-tls", config: { mutual_tls_verification_strategy: "require-any" } },
    { type: "restrict-ips", config: { allow: ["0.0.0.0/0"], enforce: false } },
    { type: "set-vars", config: { vars } },
  ];
  const uses = kinds.map((kind) =>
    kind === "interpolation"
      ? { actions: [{ type: "set-vars", config: { vars: [{ interpolated: `\${${expr}}` }] } }] }
      : { expressions: [expr], actions: [{ type: "log", config: { metadata: { matched: true } } }] },
  );
  return JSON.stringify({ on_tcp_connect: [{ actions: before }, ...uses] });
}

/** The codes of all errors, each once. */
function errorsOf(row: Row): readonly DiagnosticCode[] {
  const secrets = found(row.expr, /secrets\.get\('([^']*)', '([^']*)'\)/g);
  const { diagnostics } = compilePolicy(policyOf(row), {
    protocol: "tls",
    resources: {
      ip_intelligence: ["geo", "as", "categories"],
      secrets: Object.fromEntries(secrets.map(([vault = "", name = ""]) => [vault, { [name]: "a secret" }])),
    },
  });
  return [...new Set(diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code))];
}

const all = readRows();
const rows = all.filter(({ status }) => status === "ok");
const titled = (candidate: boolean) =>
  rows.filter((row) => row.l4_candidate === candidate).map((row) => [`${row.id} ${row.expr}`, row] as const);

describe("published expressions that may stand on a connection", () => {
  it.each(titled(true))("%s", (_, row) => {
    const refused = REFUSED.get(row.id);
    // A name of the kubernetes binding, which no endpoint has here (language.md, section 4).
    const kubernetes = /\bconn\.k8s\./.test(row.expr) ? ["kubernetes-variable"] : [];
    expect(errorsOf(row), refused?.reason).toEqual(refused?.codes ?? kubernetes);
  });
});

describe("published expressions for HTTP alone", () => {
  it.each(titled(false))("%s", (_, row) => {
    const codes = errorsOf(row);
    expect(
      codes.some((code) => HTTP_ONLY.has(code)),
      codes.join(", "),
    ).toBe(true);
  });
});

it("all rows are there, and so is every listed one", () => {
  expect(all.length).toBeGreaterThanOrEqual(274);
  expect(rows.length).toBeGreaterThanOrEqual(261);
  const ids = new Set(rows.map(({ id }) => id));
  expect(Array.from(REFUSED.keys()).filter((id) => !ids.has(id))).toEqual([]);
});
