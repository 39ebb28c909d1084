import { Problems } from "../problems.ts";
import { parseYaml, problemsOf } from "../yaml.ts";
import { isTagProblem, reportYamlProblems, type YamlProblem } from "../yaml-problem.ts";
import type { Part } from "./part.ts";

/** Why a part cannot be read, one problem; `undefined`: it can. */
export function problemOf(source: string, part: Part): Problems | undefined {
  const { start, end, misplaced } = part;
  const found = new Problems();
  if (misplaced !== undefined) {
    const { hint } = misplaced;
    found.report("syntax-error", misplaced.start, misplaced.end, misplaced.message, { hint });
    return found;
  }
  // Within a list, as it stands in the file: what is allowed depends on that.
  const [before, after] = part.style === "block" ? ["x:\n", ""] : ["[", "]"];
  for (const document of parseYaml(before + source.slice(start, end) + after)) {
    const problems = problemsOf(document);
    if (problems.every(isTagProblem)) continue;
    const excerpt = { document, base: start - before.length, source, within: part };
    reportYamlProblems([foremost(problems)], excerpt, found);
    return found;
  }
  return undefined;
}

/** The first one; but a tab confuses the reader even about what stands before it. */
function foremost(problems: readonly YamlProblem[]): YamlProblem {
  return problems.find(({ code }) => code === "TAB_AS_INDENT") ?? (problems[0] as YamlProblem);
}
