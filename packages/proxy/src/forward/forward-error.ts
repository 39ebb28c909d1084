import type { FileDiagnostic } from "../config/reader.ts";
import type { StartFailure } from "../traffic-proxy.ts";

/** A diagnostic that names the option it is about. */
export interface OptionDiagnostic extends FileDiagnostic {
  /**
   * Such as `traffic_policy` or `listen.ports`, and `""` for the options as a whole; then `range` is in the option's own text if that is
   * what is wrong, and else in the options as JSON. Absent: it is about a file, `path`.
   */
  readonly option?: string;
  /** Whether `range` is in the option's own text. */
  readonly inside?: true;
}

/** Why `forward` has not started. */
export class ForwardError extends Error {
  override readonly name = "ForwardError";
  /** What is wrong with the options and with what they name. Empty if nothing is, and `failure` says what else. */
  readonly diagnostics: readonly OptionDiagnostic[];
  /** Present: the options are right, and the port could not be opened, or the roots not be read. */
  readonly failure?: StartFailure;

  constructor(message: string, diagnostics: readonly OptionDiagnostic[], failure?: StartFailure) {
    super(message);
    this.diagnostics = diagnostics;
    if (failure) this.failure = failure;
  }
}

/** One line for each, with the option, and the hint below. */
export function explainDiagnostics(diagnostics: readonly OptionDiagnostic[]): string {
  return diagnostics
    .map(({ severity, message, code, ngrok, hint, ...where }) => {
      const codes = ngrok === undefined ? code : `${code}, ${ngrok}`;
      const place = placeOf(where);
      const line = `${place === "" ? "" : `${place}: `}${severity}: ${message} [${codes}]`;
      return hint === undefined ? line : `${line}\n  hint: ${hint}`;
    })
    .join("\n");
}

function placeOf({
  option,
  inside,
  path,
  range: { start },
}: Pick<OptionDiagnostic, "option" | "inside" | "path" | "range">): string {
  if (option === undefined) return `${path}:${start.line}:${start.column}`;
  return inside ? `${option}:${start.line}:${start.column}` : option;
}
