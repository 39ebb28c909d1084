import type { DiagnosticCode } from "../diagnostics/codes.ts";
import { ngrokCodeOf } from "../diagnostics/codes.ts";
import { suggest } from "../diagnostics/suggest.ts";
import type { Span } from "./ast.ts";
import type { Checked } from "./checked.ts";
import type {
  Availability,
  Declaration,
  Environment,
  ExpressionDiagnostic,
  Names,
  Requirement,
} from "./environment.ts";
import { isGuarded } from "./guards.ts";
import { pathEndingIn } from "./meant-path.ts";
import type { Regex } from "./regex/index.ts";
import { diagnostic } from "./scan.ts";
import { boundedType, type CelType, DYN, heldBy, typeName } from "./type.ts";
import { Fault } from "./value.ts";

/** Comparing with all names takes its time: after so many errors nobody reads the hints. */
const MAX_HINTED = 30;

/** Variables of the comprehensions around a node, innermost first. */
export interface Scope {
  readonly name: string;
  readonly slot: number;
  readonly type: CelType;
  readonly outer: Scope | undefined;
}

/** What holds where a node stands. */
export interface Place {
  readonly scope: Scope | undefined;
  /** Paths that a `has()` around the node has proved to be there. */
  readonly guarded: ReadonlySet<string>;
}

export const OUTERMOST: Place = { scope: undefined, guarded: new Set() };

/** Collects what the check of one expression finds. */
export class CheckContext {
  readonly environment: Environment;
  readonly diagnostics: ExpressionDiagnostic[] = [];
  readonly reads: Set<string> = new Set();
  readonly requires: Set<Requirement> = new Set();
  /** Of the patterns that are written out, by their text. */
  readonly regexes: Map<string, Regex> = new Map();
  /** Cost units to compile these, and those that are none. */
  regexCost = 0;
  secret = false;
  #slots = 0;
  /** Types are left to run time: what does not fit becomes a fault of its own place, not a diagnostic. */
  readonly untyped: boolean;
  readonly #availability = new Map<string, Availability>();
  readonly #reported = new Set<string>();

  constructor(environment: Environment, untyped: boolean) {
    this.environment = environment;
    this.untyped = untyped;
  }

  /** `place` with one more variable. No two of an expression share a slot: a bound value may be evaluated late. */
  declare(place: Place, name: string, type: CelType): Place & { readonly scope: Scope } {
    return { ...place, scope: { name, slot: this.#slots++, type: boundedType(type), outer: place.scope } };
  }

  /** Reports, and gives the node to go on with: of type dyn, so that one cause makes one error. */
  error(code: DiagnosticCode, span: Span, message: string, hint?: string): Checked {
    const { start, end } = span;
    if (!this.untyped) this.diagnostics.push(diagnostic(code, { start, end }, message, hint));
    const fault = new Fault(code === "unknown-field" ? "no-such-field" : "no-such-overload", message);
    return { kind: "constant", value: fault, type: DYN, start, end };
  }

  /** `checked` where only a bool is of use. */
  asBool(checked: Checked, operator: string): Checked {
    if (checked.type.kind === "bool" || checked.type.kind === "dyn") return checked;
    const message = `\`${operator}\` needs a \`bool\`, not \`${typeName(checked.type)}\``;
    return this.error("no-such-overload", checked, message);
  }

  /** `checked` where an optional is wanted: an element or an entry written with `?`. */
  asOptional(checked: Checked): Checked {
    if (this.untyped || checked.type.kind === "dyn" || heldBy(checked.type) !== undefined) return checked;
    const message = `\`?\` needs an optional, not \`${typeName(checked.type)}\``;
    return this.error("no-such-overload", checked, message, "leave out the `?`");
  }

  didYouMean(word: string, candidates: Iterable<string>): string | undefined {
    const found = this.diagnostics.length > MAX_HINTED ? undefined : suggest(word, candidates);
    return found === undefined ? undefined : `did you mean \`${found}\`?`;
  }

  /** Hint for a path of which the beginning, below `names`, was left out. */
  meantPath(words: readonly string[], names: Names): string | undefined {
    const found = this.diagnostics.length > MAX_HINTED ? undefined : pathEndingIn(this, words, names);
    return found === undefined ? undefined : `did you mean \`${found}\`?`;
  }

  note(code: DiagnosticCode, span: Span, message: string, hint?: string, mend?: ExpressionDiagnostic["mend"]): void {
    const made = diagnostic(code, { start: span.start, end: span.end }, message, hint);
    this.diagnostics.push(mend === undefined ? made : { ...made, mend });
  }

  /** Notes that a variable is read (or asked for with `has`), and reports once if it cannot or may not be known. */
  use(declaration: Declaration, span: Span, { guarded }: Place, asking: boolean): void {
    this.reads.add(declaration.path);
    if (declaration.requires !== undefined) this.requires.add(declaration.requires);
    if (declaration.secret === true) this.secret = true;
    const availability = this.availabilityOf(declaration);
    if (availability.kind === "known" || this.#reported.has(declaration.path)) return;
    if (availability.kind === "maybe" && (asking || isGuarded(declaration.path, guarded))) return;
    this.#reported.add(declaration.path);
    const made = diagnostic(availability.code, span, availability.message, availability.hint);
    const severity = availability.kind === "maybe" ? "warning" : availability.severity;
    const ngrok = ngrokCodeOf(availability.code);
    this.diagnostics.push({
      ...made,
      ...(severity === undefined ? {} : { severity }),
      ...(ngrok === undefined ? {} : { ngrok }),
    });
  }

  availabilityOf(declaration: Declaration): Availability {
    const known = this.#availability.get(declaration.path);
    if (known !== undefined) return known;
    const asked = this.environment.availability?.(declaration) ?? { kind: "known" };
    this.#availability.set(declaration.path, asked);
    return asked;
  }
}
