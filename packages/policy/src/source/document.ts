import { parseAllDocuments } from "yaml";
import type { Reporter } from "../diagnostics/reporter.ts";
import { Converter } from "./converter.ts";
import type { Node } from "./node.ts";

/** 8 MiB: two orders of magnitude above a policy of 1,000 rules; what is larger is a mistake or an attack. */
const MAX_TEXT = 8 * 1024 * 1024;

/**
 * Reads YAML 1.2 or JSON into placed nodes. `undefined`: an empty document, or one too broken to read on (reported).
 * Everything that makes a document mean something else than it seems to (tags, merge keys, duplicate keys) is reported.
 */
export function parseDocument(text: string, reporter: Reporter): Node | undefined {
  if (text.length > MAX_TEXT) {
    reporter.report("document-too-large", 0, 0, `the document is larger than ${MAX_TEXT} characters`);
    return undefined;
  }
  // A byte order mark is no content (YAML 1.2, section 5.2); blanking it keeps every offset.
  const source = text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
  const documents = parseAllDocuments(source, {
    version: "1.2",
    intAsBigInt: true,
    merge: false,
    prettyErrors: false,
    // Checked when converting: the library takes an alias, or `1` beside `'1'`, for another key.
    uniqueKeys: false,
    logLevel: "error",
  });
  if (!Array.isArray(documents)) return undefined;
  const [document, second] = documents;
  if (document === undefined) return undefined;
  if (second !== undefined) {
    const at = second.range[0];
    reporter.report("multiple-documents", at, at, "a policy is one document, and a second one starts here", {
      hint: "remove the `---` line, or check the files one by one",
    });
  }
  let last = -1;
  for (const problem of [...document.errors, ...document.warnings]) {
    // A document that is cut off lacks every closing bracket at one and the same place.
    if (problem.pos[0] !== last) reportProblem(source, problem, reporter);
    last = problem.pos[0];
  }
  if (document.directives?.yaml.explicit && document.directives.yaml.version === "1.1") {
    reporter.report(
      "syntax-error",
      0,
      source.indexOf("\n"),
      "YAML 1.1 is not read, since its `yes`, `no` and `0777` mean other values",
      {
        hint: "remove the `%YAML 1.1` line",
      },
    );
  }
  if (document.contents === null) return undefined;
  return new Converter(source, document, reporter).convert(document.contents, 0);
}

interface YamlProblem {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

function reportProblem(source: string, problem: YamlProblem, reporter: Reporter): void {
  const [start, end] = problem.pos;
  switch (problem.code) {
    case "TAG_RESOLVE_FAILED": {
      const line = source.slice(start, source.indexOf("\n", start) >>> 0).trimEnd();
      reporter.report(
        "yaml-tag",
        start,
        end,
        `\`${source.slice(start, end)}\` is read as a YAML tag, not as part of the value`,
        {
          hint: `an unquoted \`!\` starts a tag: quote the value, "${line.replaceAll('"', '\\"')}"`,
        },
      );
      return;
    }
    default:
      reporter.report("syntax-error", start, end, lowerFirst(problem.message));
  }
}

function lowerFirst(message: string): string {
  const line = (message.split("\n")[0] ?? "").replace(/[.:]$/, "");
  return line.charAt(0).toLowerCase() + line.slice(1);
}
