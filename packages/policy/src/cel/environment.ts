import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { NgrokCode, Severity } from "../diagnostics/diagnostic.ts";
import type { PlainReads } from "./plain-reads.ts";
import type { CelType } from "./type.ts";
import type { Fault, Value } from "./value.ts";

/** What evaluation reads and writes. A host's run state extends it; variables read themselves from it. */
export interface Frame {
  /** Values of an expression's own variables, by slot. Starts empty. */
  readonly locals: (Value | Fault | undefined)[];
  /**
   * Cost units used so far: one bound holds for all expressions that share the frame, as those of a connection do.
   * `undefined`: each evaluation is on its own.
   */
  cost?: number | undefined;
  /** Next draw in [0, 1); anything else, `NaN` included, is a fault. */
  random(): number;
}

/** A name that expressions can reach, with what stands under it. */
export interface Declaration<F extends Frame = Frame> {
  /** Dotted path, such as `conn.tls.sni`. */
  readonly path: string;
  /** Absent: a namespace, no value. With `fields` as well: a value that also has fields (`string+`). */
  readonly type?: CelType;
  /** Reads the value; `undefined` if it is not there (`has()` is false, reading is a fault). Given iff `type` is. */
  readonly read?: (frame: F) => Value | Fault | undefined;
  /** Other ways to read the value, each giving what `read` gives; left out, all use `read`. */
  readonly plain?: PlainReads<F>;
  readonly fields?: Names<F>;
  /**
   * The most that the value can measure: characters of a string, for a list and a map also its elements, all told. What
   * is not known to be small is counted when it is used. Absent: not known.
   */
  readonly maxSize?: number;
  /** What the host must have got before this can be read. */
  readonly requires?: Requirement;
  /** Derives from a secret: an expression that reads it is tainted. */
  readonly secret?: boolean;
}

/** A set of names. */
export interface Names<F extends Frame = Frame> {
  get(name: string): Declaration<F> | undefined;
  /** For did-you-mean. */
  names(): Iterable<string>;
}

export type Requirement = "client-hello" | "ip-intelligence" | "randomness";

/** Whether a variable can be known where an expression stands. */
export type Availability =
  | { readonly kind: "known" }
  | { readonly kind: "maybe"; readonly code: DiagnosticCode; readonly message: string; readonly hint?: string }
  | {
      readonly kind: "never";
      readonly code: DiagnosticCode;
      readonly message: string;
      readonly hint?: string;
      readonly severity?: Severity;
    };

/** Where an expression stands: what it can name. */
export interface Environment<F extends Frame = Frame> {
  readonly variables: Names<F>;
  /** Asked once for each variable that an expression reads; absent: all are known. */
  availability?(declaration: Declaration<F>): Availability;
  /** For `secrets.get`; absent: not known, `secrets.get` is reported as `not-checked` and has a dyn string value. */
  readonly secrets?: { readonly [vault: string]: { readonly [name: string]: string } };
}

/** A diagnostic of an expression: UTF-16 offsets into the expression's own text, `end` exclusive. */
export interface ExpressionDiagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string;
  readonly start: number;
  readonly end: number;
  readonly ngrok?: NgrokCode;
  /** Where the mend is certain: what to write in place of `old`, which stands at `start` or behind it. */
  readonly mend?: { readonly old: string; readonly text: string };
}

/** A compiled expression. `evaluate` never throws. */
export interface CompiledExpression<F extends Frame = Frame> {
  readonly source: string;
  readonly type: CelType;
  readonly evaluate: (frame: F) => Value | Fault;
  /** Known when compiled: the value does not depend on the frame. */
  readonly constant?: Value;
  readonly requires: ReadonlySet<Requirement>;
  /** The paths it reads, such as `conn.client_ip`. */
  readonly reads: ReadonlySet<string>;
  /** Derives from a secret: its value must not be shown. Its faults say no more than their code. */
  readonly secret: boolean;
}

export interface CompileExpressionResult<F extends Frame = Frame> {
  /** There iff no diagnostic is an error. */
  readonly expression?: CompiledExpression<F>;
  readonly diagnostics: readonly ExpressionDiagnostic[];
}
