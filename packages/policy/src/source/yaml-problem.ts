import type { Sink } from "./problems.ts";

/** What the YAML library says of a document. */
export interface YamlProblem {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** Whether only the value at hand is another than it seems to be; after any other problem the structure is a guess. */
export function isTagProblem({ code }: YamlProblem): boolean {
  return code === "TAG_RESOLVE_FAILED";
}

/** `base`: where in `source` the text starts that the library was given. */
export function reportYamlProblem(source: string, problem: YamlProblem, base: number, sink: Sink): void {
  const start = Math.min(base + problem.pos[0], source.length);
  const end = Math.min(base + problem.pos[1], source.length);
  if (!isTagProblem(problem)) {
    sink.report("syntax-error", start, end, lowerFirst(problem.message));
    return;
  }
  const line = source.slice(start, source.indexOf("\n", start) >>> 0).trimEnd();
  sink.report(
    "yaml-tag",
    start,
    end,
    `\`${source.slice(start, end)}\` is read as a YAML tag, not as part of the value`,
    {
      hint: `an unquoted \`!\` starts a tag: quote the value, "${line.replaceAll('"', '\\"')}"`,
    },
  );
}

function lowerFirst(message: string): string {
  const line = (message.split("\n")[0] ?? "").replace(/[.:]$/, "");
  return line.charAt(0).toLowerCase() + line.slice(1);
}
