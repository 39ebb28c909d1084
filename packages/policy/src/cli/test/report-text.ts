import { outlineOf } from "../../outline.ts";
import type { Mismatch } from "../../vectors/compare.ts";
import type { ExpectedDiagnostic } from "../../vectors/vector.ts";
import type { Style } from "../color.ts";
import { decisionLine } from "../run-text/decision.ts";
import { rulesText } from "../run-text/rules-text.ts";
import { shownJson, shownSource } from "../run-text/shown.ts";
import { coverageText } from "./coverage-text.ts";
import { policyPath, type TestRun } from "./result.ts";

/** For people: each failure with what differs and how the run went, then the coverage, then the counts. */
export function reportText(run: TestRun, style: Style): string {
  const failures = run.results.filter(({ mismatches }) => mismatches.length > 0);
  const coverage = run.coverage === undefined ? [] : coverageText(run.coverage, style);
  const blocks = [...failures.map((each) => failureText(each, style)), ...coverage, [summaryOf(run, style)]];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function failureText(
  { vector, mismatches, answer, trace, origin }: TestRun["results"][number],
  style: Style,
): string[] {
  const lines = [`${style.bad("failed")} ${style.bold(vector.id)}  ${style.quiet(shownSource(origin.file))}`];
  if (vector.description !== undefined) lines.push(`  ${style.quiet(shownSource(vector.description))}`);
  lines.push(...mismatches.flatMap((each) => mismatchText(each, style)));
  if (trace === undefined) return lines;
  const ran = { path: shownSource(policyPath(vector.id, origin)), rules: outlineOf(vector.policy), answer };
  const { outcome, reason } = decisionLine(ran);
  return [
    ...lines,
    `  ${style.bold(outcome)}: ${reason}`,
    ...rulesText(ran, trace, style).map((line) => `    ${line}`),
  ];
}

function mismatchText({ path, expected, actual }: Mismatch, style: Style): readonly string[] {
  if (path === "diagnostics") {
    const lines = (name: string, value: unknown, paint: Style["good"]): readonly string[] => {
      const told = (value as readonly ExpectedDiagnostic[]).map(diagnosticText);
      return (told.length === 0 ? ["none"] : told).map((each) => `    ${name}  ${paint(each)}`);
    };
    return ["  diagnostics", ...lines("expected", expected, style.good), ...lines("actual  ", actual, style.bad)];
  }
  return [
    `  ${shownSource(path)}`,
    `    expected  ${style.good(shownJson(expected))}`,
    `    actual    ${style.bad(shownJson(actual))}`,
  ];
}

/** `3:13 error unknown-action: there is no action …`, as far as it is known. */
function diagnosticText({ line, column, severity = "error", code, message }: ExpectedDiagnostic): string {
  const place = line === undefined ? "" : `${line}${column === undefined ? "" : `:${column}`} `;
  return `${place}${severity}${code === undefined ? "" : ` ${code}`}${message === undefined ? "" : `: ${shownSource(message)}`}`;
}

function summaryOf({ results }: TestRun, style: Style): string {
  const failed = results.filter(({ mismatches }) => mismatches.length > 0).length;
  const passed = style.good(`${results.length - failed} passed`);
  const files = new Set(results.map(({ origin }) => origin.file)).size;
  const told = failed === 0 ? passed : `${style.bad(`${failed} failed`)}, ${passed}`;
  return `${told} in ${files} ${files === 1 ? "file" : "files"}`;
}
