import type { Severity } from "../diagnostic.ts";

/** Writes text in a role's colour. */
export interface Paint {
  readonly severity: (severity: Severity, text: string) => string;
  readonly place: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly hint: (text: string) => string;
}

const SEVERITIES: Readonly<Record<Severity, number>> = { error: 31, warning: 33, info: 36 };

const PLAIN: Paint = {
  severity: (_, text) => text,
  place: (text) => text,
  quiet: (text) => text,
  hint: (text) => text,
};

/** The eight colours that every terminal has and every theme keeps readable. */
const ANSI: Paint = {
  severity: (severity, text) => sgr(`1;${SEVERITIES[severity]}`, text),
  place: (text) => sgr("1", text),
  quiet: (text) => sgr("2", text),
  hint: (text) => sgr("32", text),
};

export function paintOf(color: boolean): Paint {
  return color ? ANSI : PLAIN;
}

function sgr(parameters: string, text: string): string {
  return text === "" ? "" : `\u001b[${parameters}m${text}\u001b[0m`;
}
