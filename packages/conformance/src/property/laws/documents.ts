import type { CompileResult, Diagnostic } from "@sluice/policy";
import type { Mismatch, Question } from "@sluice/policy/vectors";
import { brokenQuestion } from "../documents.ts";
import { type CompiledEngine, type Property, property } from "../search.ts";

export const brokenDocuments: Property<CompiledEngine> = property(
  "no policy comes of a broken document",
  "Whatever a document says, compiling it does not throw; there is a policy exactly where no diagnostic is an error; and " +
    "every diagnostic points into the text, its end not in front of its start, by lines and by offsets alike.",
  async (dice, { compile }) => {
    const question = brokenQuestion(dice);
    const { policy: text, protocol, endpoint, resources } = question;
    let result: CompileResult;
    try {
      result = compile(text, { protocol, upstream: endpoint?.upstream, resources });
    } catch (error) {
      const mismatches = [{ path: "diagnostics", expected: [], actual: `thrown: ${String(error)}` }];
      return { vector: { ...question, expect: { diagnostics: [] } }, actual: {}, mismatches };
    }
    const mismatches = mismatchesOf(question, result);
    const diagnostics = result.diagnostics.map(({ code, severity, range }) => ({
      code,
      severity,
      line: range.start.line,
    }));
    if (mismatches.length === 0) return undefined;
    return { vector: { ...question, expect: { diagnostics } }, actual: { diagnostics }, mismatches };
  },
);

function mismatchesOf({ policy: text }: Question, { policy, diagnostics }: CompileResult): Mismatch[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const isThere = policy !== undefined;
  const expected = errors.length === 0;
  const there = isThere === expected ? [] : [{ path: "policy", expected, actual: isThere }];
  return [...there, ...diagnostics.flatMap((each, index) => placeOf(each, text, `diagnostics[${index}]`))];
}

/** Offsets count UTF-16 units, lines and columns start at 1; a column counts code points. */
function placeOf({ range: { start, end } }: Diagnostic, text: string, path: string): Mismatch[] {
  const lines = text.split(/\r\n|\r|\n/);
  const wrong = [start, end].flatMap(({ line, column, offset }, index) => {
    const name = `${path}.range.${index === 0 ? "start" : "end"}`;
    const length = Array.from(lines[line - 1] ?? "").length;
    const inText = offset >= 0 && offset <= text.length && line >= 1 && line <= lines.length;
    const inLine = column >= 1 && column <= length + 2;
    return inText && inLine ? [] : [{ path: name, expected: "within the text", actual: { line, column, offset } }];
  });
  if (start.offset <= end.offset) return wrong;
  return [...wrong, { path: `${path}.range`, expected: "start before end", actual: [start.offset, end.offset] }];
}
