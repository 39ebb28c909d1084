import { type CheckOptions, checkFiles } from "../check/check-files.ts";
import type { SourceFile } from "../check/file-check.ts";
import type { HostFindings } from "../check/host-findings.ts";
import { applyFixes } from "../diagnostics/apply-fixes.ts";
import type { CheckedFile } from "../diagnostics/checked-file.ts";
import type { Severity } from "../diagnostics/diagnostic.ts";
import { render } from "../diagnostics/render/index.ts";
import { x509ChecksFor } from "./certificates.ts";
import type { CheckArguments, InspectFiles } from "./check-command.ts";
import { wantsColor } from "./color.ts";
import { EXIT_FAILURE, EXIT_MISUSE, EXIT_OK } from "./exit-codes.ts";
import { type ChangedFile, writeFixed } from "./fix-files.ts";
import { insideOf } from "./inside.ts";
import { Progress } from "./progress.ts";
import { readLevelsFile } from "./read-levels.ts";
import { readResources } from "./read-resources.ts";
import { namedFileReader, readSources } from "./read-sources.ts";
import { print, say } from "./terminal.ts";
import { VERSION } from "./version.ts";

/** `check`: prints what was found, returns the exit code. A file that cannot be read keeps no other from being checked. */
export async function check(
  paths: readonly string[],
  options: CheckArguments,
  inspect?: InspectFiles,
): Promise<number> {
  if (options.fix === true && paths.includes("-")) return misuse("--fix changes files, and standard input is none");
  const fromInput = [paths.includes("-"), options.resources === "-", options.config === "-"];
  if (fromInput.filter(Boolean).length > 1) return misuse("standard input can be read once");
  const settings = await readSettings(paths, options);
  if (!settings.ok) return misuse(settings.problem);
  const { sources, problems } = await readSources(paths);
  const { resources } = settings.options;
  const x509 = await x509ChecksFor(
    sources.map(({ text }) => text),
    [resources],
  );
  const isInside = insideOf(paths);
  const checked: Checking = {
    options: { ...settings.options, ...x509 },
    ...(inspect ? { inspect: (files) => inspect(files, { isInside }) } : {}),
  };
  const first = await checkAll(sources, checked);
  const { files, notWritten } =
    options.fix === true ? await fix(sources, first, checked) : { files: first, notWritten: [] };
  const printed = await print(rendered(files, options));
  const unread = [...problems, ...notWritten];
  for (const problem of unread) say(problem);
  if (unread.length > 0 || !printed) return EXIT_MISUSE;
  // A path with a slip in it would be checked successfully for ever.
  const passedOver = files.every(({ policies }) => policies === 0) && !sources.some(({ named }) => named);
  if (passedOver) return misuse(`there is no policy in ${paths.join(", ")}`);
  return verdict(files, options);
}

type Settings =
  | { readonly ok: true; readonly options: CheckOptions }
  | { readonly ok: false; readonly problem: string };

async function readSettings(
  paths: readonly string[],
  { protocol, resources, config }: CheckArguments,
): Promise<Settings> {
  const read = resources === undefined ? undefined : await readResources(resources);
  if (read?.ok === false) return { ok: false, problem: read.problems.join("\n") };
  const levels = await readLevelsFile(config);
  if (!levels.ok) return levels;
  return {
    ok: true,
    options: { protocol, resources: read?.resources, levels: levels.levels, readFile: namedFileReader(paths) },
  };
}

interface Checking {
  readonly options: CheckOptions;
  readonly inspect?: (files: readonly SourceFile[]) => Promise<HostFindings>;
}

async function checkAll(sources: readonly SourceFile[], checking: Checking): Promise<readonly CheckedFile[]> {
  const progress = new Progress(sources.length, "checked");
  const files = await checkOnce(sources, checking, () => progress.step());
  progress.end();
  return files;
}

async function checkOnce(
  sources: readonly SourceFile[],
  { options, inspect }: Checking,
  onFile?: () => void,
): Promise<readonly CheckedFile[]> {
  return checkFiles(sources, { ...options, host: await inspect?.(sources), onFile });
}

/** A mend may make another one possible; more rounds than that none has needed. */
const MAX_ROUNDS = 5;

interface Fixed {
  readonly files: readonly CheckedFile[];
  /** What could not be written, one sentence each. */
  readonly notWritten: readonly string[];
}

/** Applies what is certain until nothing is left of it, writes the files, and gives what is wrong with them now. */
async function fix(sources: readonly SourceFile[], found: readonly CheckedFile[], checking: Checking): Promise<Fixed> {
  let files = found;
  const applied = new Map<string, number>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const fixed = files.map(({ path, text, diagnostics }, index) => ({
      path,
      named: sources[index]?.named ?? true,
      ...applyFixes(text, diagnostics),
    }));
    if (fixed.every((file) => file.applied === 0)) break;
    for (const { path, applied: now } of fixed) applied.set(path, (applied.get(path) ?? 0) + now);
    files = await checkOnce(fixed, checking);
  }
  const changed: ChangedFile[] = files.flatMap(({ path, text }, index) => {
    const before = found[index]?.text ?? text;
    return text === before ? [] : [{ path, before, after: text }];
  });
  const notWritten = await writeFixed(changed);
  const asBefore = new Set(notWritten.map(({ path }) => path));
  const written = changed.filter(({ path }) => !asBefore.has(path));
  const mended = written.reduce((sum, { path }) => sum + (applied.get(path) ?? 0), 0);
  if (mended > 0) say(`mended ${mended} in ${written.length} ${written.length === 1 ? "file" : "files"}`);
  return {
    // What could not be written has what was found in it still.
    files: files.map((file, index) => (asBefore.has(file.path) ? (found[index] ?? file) : file)),
    notWritten: notWritten.map(({ problem }) => problem),
  };
}

function rendered(files: readonly CheckedFile[], { format }: CheckArguments): string {
  const color = wantsColor(process.stdout);
  return render(format, files, { color, width: process.stdout.columns || undefined, version: VERSION });
}

function verdict(files: readonly CheckedFile[], { maxWarnings }: CheckArguments): number {
  if (count(files, "error") > 0) return EXIT_FAILURE;
  const warnings = count(files, "warning");
  if (maxWarnings === undefined || warnings <= maxWarnings) return EXIT_OK;
  say(`${warnings} ${warnings === 1 ? "warning" : "warnings"}, and --max-warnings allows ${maxWarnings}`);
  return EXIT_FAILURE;
}

function count(files: readonly CheckedFile[], wanted: Severity): number {
  return files.reduce(
    (sum, { diagnostics }) => sum + diagnostics.filter(({ severity }) => severity === wanted).length,
    0,
  );
}

function misuse(message: string): number {
  say(message);
  return EXIT_MISUSE;
}
