import { shownJson, shownSource } from "../run-text/shown.ts";
import type { TestRun } from "./result.ts";

/** For test reports of CI servers: a `testsuite` a file, a `testcase` a vector. As `check` writes it; coverage has no place in it. */
export function reportJunit({ results }: TestRun): string {
  const files = [...new Set(results.map(({ origin }) => origin.file))];
  const suites = files.flatMap((file) => {
    const own = results.filter(({ origin }) => origin.file === file);
    return [`  <testsuite${attributes({ name: file, ...countsOf(own) })}>`, ...own.map(testcase), "  </testsuite>"];
  });
  const totals = attributes({ name: "sluice-policy test", ...countsOf(results) });
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites${totals}>`, ...suites, "</testsuites>", ""].join("\n");
}

function countsOf(results: TestRun["results"]): Readonly<Record<string, number>> {
  const failures = results.filter(({ mismatches }) => mismatches.length > 0).length;
  return { tests: results.length, failures, errors: 0 };
}

function testcase({ vector: { id }, mismatches }: TestRun["results"][number]): string {
  const [topic = "", name = id] = id.split("/");
  const named = `    <testcase${attributes({ name, classname: topic })}`;
  const [first] = mismatches;
  if (first === undefined) return `${named}/>`;
  const lines = mismatches.map(
    ({ path, expected, actual }) =>
      `${shownSource(path)}: expected ${shownJson(expected)}, actual ${shownJson(actual)}`,
  );
  const failure = attributes({ message: `${shownSource(first.path)} is not as expected`, type: "mismatch" });
  return `${named}><failure${failure}>${escaped(lines.join("\n"))}</failure></testcase>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(shownSource(String(value)))}"`)
    .join("");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Of text whose control characters are written out already: XML 1.0 cannot hold them at all. */
function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
