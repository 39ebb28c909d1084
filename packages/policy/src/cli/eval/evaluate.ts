import { compilePolicy } from "../../compile.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { visible } from "../../diagnostics/render/visible.ts";
import { outlineOf } from "../../outline.ts";
import type { Resources } from "../../resources.ts";
import type { TraceEntry } from "../../step.ts";
import { effectsLeft } from "../../vectors/compare.ts";
import { answerOfDiagnostics, compileOptionsOf } from "../../vectors/compile-vector.ts";
import { drive } from "../../vectors/drive.ts";
import { situationOf } from "../../vectors/situation.ts";
import type { Surroundings } from "../../vectors/vector.ts";
import { certificateReader, x509ChecksFor } from "../certificates.ts";
import { styleOf, wantsColor } from "../color.ts";
import type { EvalArguments } from "../eval-command.ts";
import { EXIT_FAILURE, EXIT_MISUSE, EXIT_OK } from "../exit-codes.ts";
import { formatDataProblem } from "../format-problem.ts";
import { readResources } from "../read-resources.ts";
import { nameOf, readText } from "../read-text.ts";
import { ranText } from "../run-text/ran-text.ts";
import { shownDocument } from "../run-text/shown.ts";
import { print, say } from "../terminal.ts";
import { notOnePolicy } from "./bare-policy.ts";
import { readConnection } from "./connection-file.ts";

/** `sluice-policy eval`: prints decision and trace, or why there is none; returns the exit code. */
export async function evaluate(policyPath: string, options: EvalArguments): Promise<number> {
  const { connection, resources, format } = options;
  if ([policyPath, connection, resources].filter((path) => path === "-").length > 1) {
    return misuse("standard input can be read once");
  }
  const path = visible(nameOf(policyPath));
  const policy = await readText(policyPath);
  if (!policy.ok) return misuse(policy.problem);
  const surroundings = await readSurroundings(connection, resources);
  if (typeof surroundings === "string") return misuse(surroundings);
  const situation = situationOf(surroundings);
  const { x509 } = await x509ChecksFor([policy.text], [surroundings.resources]);
  const compile = compileOptionsOf(situation, surroundings.resources, x509);
  const compiled = compilePolicy(policy.text, { ...compile, explain: true });
  const told = answerOfDiagnostics(compiled.diagnostics);
  if (compiled.policy === undefined) {
    const wrong = notOnePolicy(policy.text);
    if (wrong !== undefined) return misuse(`${path}: ${wrong}\n  hint: put the policy into a file of its own`);
    if (format === "json") await print(jsonOf(told));
    else process.stderr.write(await diagnosticsText(path, policy.text, compiled.diagnostics));
    return EXIT_FAILURE;
  }
  const trace: TraceEntry[] = [];
  const { effects } = surroundings;
  const world = { effects, ...(await certificateReader([effects])) };
  const run = drive(compiled.policy, situation, { ...world, trace: (entry) => trace.push(entry) });
  const answer = { ...told, ...run };
  const ran = () => ({ path, rules: outlineOf(policy.text), answer, effectsLeft: effectsLeft(surroundings, answer) });
  const written =
    format === "json" ? jsonOf({ ...answer, trace }) : ranText(ran(), trace, styleOf(wantsColor(process.stdout)));
  return (await print(written)) ? EXIT_OK : EXIT_MISUSE;
}

/** As a vector's; what `--resources` brings may hold sets. */
type EvalSurroundings = Omit<Surroundings, "resources"> & { readonly resources?: Omit<Resources, "x509"> };

/** What surrounds the policy, or what is wrong with its files. */
async function readSurroundings(path: string, resources: string | undefined): Promise<EvalSurroundings | string> {
  const file = await readText(path);
  if (!file.ok) return file.problem;
  const given = await readConnection(file.text);
  if (!given.ok) return given.problems.map((problem) => formatDataProblem(nameOf(path), problem)).join("\n");
  if (resources === undefined) return given.surroundings;
  const more = await readResources(resources);
  if (!more.ok) return more.problems.join("\n");
  return { ...given.surroundings, resources: { ...more.resources, ...given.surroundings.resources } };
}

async function diagnosticsText(path: string, text: string, diagnostics: readonly Diagnostic[]): Promise<string> {
  const { render } = await import("../../diagnostics/render/index.ts");
  return render("text", [{ path, text, policies: 1, diagnostics }], { color: wantsColor(process.stderr) });
}

/** One line, as an engine answers a vector. */
function jsonOf(value: object): string {
  return `${shownDocument(value)}\n`;
}

function misuse(message: string): number {
  say(message);
  return EXIT_MISUSE;
}
