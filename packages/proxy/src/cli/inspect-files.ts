import { resolve } from "node:path";
import type { Diagnostic, HostFindings, Report, SourceFile } from "@sluice/policy";
import type { InspectOptions } from "@sluice/policy/cli";
import { LIMITS } from "../config/documents.ts";
import type { ReadFile } from "../config/files.ts";
import { type Inspection, inspectTexts } from "../config/load.ts";
import type { FileDiagnostic } from "../config/reader.ts";
import { isOfUnread } from "../config/resources.ts";
import { readRegularFile } from "../regular-file.ts";
import { isConfiguration } from "./is-configuration.ts";

/**
 * What `start` would tell of each configuration among the files, for `check`: certificates, files that are not there, unknown keys.
 * Manifests belong to a cluster, which may have more of them, and are left to `check` alone.
 */
export async function inspectFiles(files: readonly SourceFile[], { isInside }: InspectOptions): Promise<HostFindings> {
  const texts = new Map(files.map(({ path, text }) => [resolve(path), text]));
  const readFile: ReadFile = async (path) => texts.get(path) ?? readNamed(path, isInside);
  const inspections = new Map<string, Inspection>();
  for (const file of files) {
    const { path, text } = file;
    if (isConfiguration(file))
      inspections.set(path, await inspectTexts([{ path, text }], { filename: path, readFile }));
  }
  return findingsOf(inspections);
}

/** Stands for the code of the system where a file is not read for what it holds. */
const OUTSIDE = "outside of the directories that are checked";

const PEM_BLOCKS = /-----BEGIN ([A-Z0-9 ]+)-----[A-Za-z0-9+/=\s]+-----END \1-----/g;

/** What is told of PEM quotes none of it; of any other file a message may, and a configuration may be anybody's pull request. */
async function readNamed(path: string, isInside: (path: string) => boolean): Promise<string> {
  const isQuotable = isInside(path);
  // Not a pipe, which may never end, nor a device.
  const text = await readRegularFile(path);
  if (isQuotable || text.replace(PEM_BLOCKS, "").trim() === "") return text;
  throw Object.assign(new Error(path), { code: OUTSIDE });
}

function findingsOf(inspections: ReadonlyMap<string, Inspection>): HostFindings {
  const reports = new Map<string, Report[]>();
  for (const { diagnostics } of inspections.values()) {
    for (const diagnostic of diagnostics) {
      const path = resolve(diagnostic.path);
      const known = reports.get(path) ?? [];
      reports.set(path, known);
      known.push(reportOf(diagnostic));
    }
  }
  const unread = new Set([...inspections.values()].flatMap(({ resources }) => [...(resources?.unread ?? [])]));
  const reportsOf = (path: string): readonly Report[] => reports.get(resolve(path)) ?? [];
  return {
    reportsOf,
    limitsOf: (path) => (inspections.has(path) ? LIMITS : undefined),
    resourcesOf: (path) => inspections.get(path)?.resources?.resources,
    isConsequence: (path, diagnostic) => isOfUnread(diagnostic, unread) || isToldAgain(diagnostic, reportsOf(path)),
  };
}

/**
 * That a file is not among those that are checked says nothing new where it cannot be read at all, and that a value is of the wrong
 * type nothing where that was told in other words.
 */
function isToldAgain({ code, message, range: { start, end } }: Diagnostic, reports: readonly Report[]): boolean {
  if (code !== "not-checked" && code !== "wrong-type") return false;
  const here = reports.filter(([, from, to]) => from === start.offset && to === end.offset);
  if (here.some(([known, , , text]) => known === code && text === message)) return false;
  return here.some(([known]) => known !== "not-checked");
}

function reportOf({ code, severity, message, hint, range: { start, end }, fix }: FileDiagnostic): Report {
  const given = message.replace(` cannot be read (${OUTSIDE})`, "");
  if (given !== message) return ["not-checked", start.offset, end.offset, `${given} is ${OUTSIDE}`];
  return [code, start.offset, end.offset, message, { hint, severity, fix }];
}
