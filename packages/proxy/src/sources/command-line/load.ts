import { Diagnostics, distinct } from "../../config/diagnostics.ts";
import type { ReadFile } from "../../config/files.ts";
import { type LoadOptions, type LoadResult, loadDocument } from "../../config/load.ts";
import { SourceFiles } from "../../config/source-files.ts";
import { COMMAND_LINE, commandLine } from "./command-line.ts";
import { documentOf } from "./document.ts";
import { readFlags } from "./flags.ts";

/** An endpoint that was typed: `sluice tcp` or `sluice tls` with its flags. Can be sent to other processes. */
export interface TypedEndpoint {
  readonly scheme: "tcp" | "tls";
  /** What was typed behind `sluice`. */
  readonly args: readonly string[];
  /** Flags that take no value but behind `=`, without their dashes. */
  readonly switches: readonly string[];
  /** Where files are that are named by relative paths. */
  readonly directory: string;
}

export interface LoadTypedOptions extends Omit<LoadOptions, "filename" | "baseDirectory"> {
  readonly readFile: ReadFile;
}

/** The configuration of an endpoint that was typed, with all that it names. Diagnostics point into the command line. */
export async function loadTyped(typed: TypedEndpoint, options: LoadTypedOptions): Promise<LoadResult> {
  const { scheme, args, switches, directory: baseDirectory } = typed;
  const files = new SourceFiles();
  const sink = new Diagnostics(files);
  const line = commandLine(args);
  files.add(COMMAND_LINE, line.text);
  const source = { baseDirectory, readFile: options.readFile };
  const root = await documentOf(readFlags(line, switches), { scheme, files, source, sink });
  if (sink.hasErrors) return { diagnostics: distinct(sink.all) };
  const loaded = await loadDocument({ root, files }, { ...options, baseDirectory });
  return { ...loaded, diagnostics: distinct([...sink.all, ...loaded.diagnostics]) };
}
