/** Writes text as what it is, in colours if they are wanted. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

/** Whether to write colours to a stream: on a terminal, unless `NO_COLOR` or `FORCE_COLOR` say otherwise. */
export function wantsColor(
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv = process.env,
): boolean {
  const { FORCE_COLOR, NO_COLOR } = environment;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  return stream.isTTY === true && environment.TERM !== "dumb";
}

export function styleOf(color: boolean): Style {
  return { bold: sgr(color, 1), quiet: sgr(color, 2), good: sgr(color, 32), bad: sgr(color, 31) };
}

function sgr(color: boolean, parameter: number): (text: string) => string {
  return (text) => (color && text !== "" ? `\u001b[${parameter}m${text}\u001b[0m` : text);
}
