import { visible } from "../diagnostics/render/visible.ts";
import type { DataProblem } from "../vectors/data.ts";

/** `path:line:column: /pointer: message`, and a second line for the hint. */
export function formatDataProblem(file: string, { path, message, hint, position }: DataProblem): string {
  const name = visible(file);
  const at = position === undefined ? name : `${name}:${position.line}:${position.column}`;
  const line = `${at}: ${path === "" ? "" : `${path}: `}${message}`;
  return hint === undefined ? line : `${line}\n  hint: ${hint}`;
}
