import type { CheckedFile } from "../checked-file.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { codesOf, placeOf } from "./text.ts";
import { visible } from "./visible.ts";

/**
 * For test reports of CI servers: a `testsuite` a file, a `testcase` a diagnostic. An error is a `failure`; a warning
 * or an info is a passed case that says so in `system-out`; a file without any is one passed case. In the dialect of the
 * Jenkins xUnit plugin (junit-10.xsd), kept to what GitLab reads as well.
 */
export function renderJunit(files: readonly CheckedFile[]): string {
  const suites = files.map(suite);
  const totals = attributes({ name: "sluice-policy", ...counts(files) });
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites${totals}>`, ...suites, "</testsuites>", ""].join("\n");
}

function counts(files: readonly CheckedFile[]): Readonly<Record<string, number>> {
  const tests = files.reduce((sum, { diagnostics }) => sum + Math.max(1, diagnostics.length), 0);
  const failures = files
    .flatMap(({ diagnostics }) => diagnostics)
    .filter(({ severity }) => severity === "error").length;
  return { tests, failures, errors: 0 };
}

function suite(file: CheckedFile): string {
  const name = visible(file.path);
  const cases = file.diagnostics.map((diagnostic) => testcase(file.path, diagnostic));
  if (cases.length === 0) cases.push(`    <testcase${attributes({ name: "no problems", classname: name })}/>`);
  return [`  <testsuite${attributes({ name, ...counts([file]) })}>`, ...cases, "  </testsuite>"].join("\n");
}

function testcase(path: string, diagnostic: Diagnostic): string {
  const { code, severity, message, hint } = diagnostic;
  const place = placeOf(path, diagnostic);
  const text = [`${place}: ${severity}: ${visible(message)} [${codesOf(diagnostic)}]`];
  if (hint !== undefined) text.push(`hint: ${visible(hint)}`);
  const body = escaped(text.join("\n"));
  const told =
    severity === "error"
      ? `<failure${attributes({ message: visible(message), type: code })}>${body}</failure>`
      : `<system-out>${body}</system-out>`;
  const { line, column } = diagnostic.range.start;
  const named = attributes({ name: `${code} at ${line}:${column}`, classname: visible(path) });
  return `    <testcase${named}>${told}</testcase>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join("");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Of text that `visible` has been through: what XML 1.0 cannot hold at all is written out there. */
function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] as string);
}
