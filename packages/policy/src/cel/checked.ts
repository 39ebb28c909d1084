import type { ComprehensionMacro, RelationalOperator, Span } from "./ast.ts";
import type { Declaration } from "./environment.ts";
import type { Overload } from "./functions/index.ts";
import type { CelType } from "./type.ts";
import type { Fault, Value } from "./value.ts";

/** A checked expression: names resolved, overloads chosen, each node typed. What the planner reads. */
export type Checked = CheckedShape & Span & { readonly type: CelType };

type CheckedShape =
  /** `secret`: not written in the expression; no diagnostic may show it. */
  | { readonly kind: "constant"; readonly value: Value | Fault; readonly secret?: boolean }
  | { readonly kind: "read"; readonly declaration: Declaration }
  /** As an optional, empty where the variable is not there. */
  | { readonly kind: "read-optional"; readonly declaration: Declaration }
  /** `has()` of something declared: whether one of these can be read. */
  | { readonly kind: "has-declared"; readonly declarations: readonly Declaration[] }
  | { readonly kind: "local"; readonly slot: number }
  | { readonly kind: "select"; readonly operand: Checked; readonly field: string; readonly optional: boolean }
  | { readonly kind: "has"; readonly operand: Checked; readonly field: string }
  | { readonly kind: "index"; readonly operand: Checked; readonly index: Checked; readonly optional: boolean }
  | {
      readonly kind: "call";
      readonly name: string;
      /** Those that fit what is known of the arguments, in the table's order. */
      readonly overloads: readonly Overload[];
      readonly arguments: readonly Checked[];
    }
  | { readonly kind: "compare"; readonly operator: RelationalOperator; readonly left: Checked; readonly right: Checked }
  | { readonly kind: "not"; readonly operand: Checked }
  | { readonly kind: "and" | "or"; readonly terms: readonly Checked[] }
  | {
      readonly kind: "conditional";
      readonly condition: Checked;
      readonly whenTrue: Checked;
      readonly whenFalse: Checked;
    }
  /** `optionals`: indices of elements and entries that are left out where their optional is empty. */
  | { readonly kind: "list"; readonly elements: readonly Checked[]; readonly optionals: ReadonlySet<number> }
  | {
      readonly kind: "map";
      readonly entries: readonly { readonly key: Checked; readonly value: Checked }[];
      readonly optionals: ReadonlySet<number>;
    }
  | {
      readonly kind: "comprehension";
      readonly macro: ComprehensionMacro;
      readonly range: Checked;
      readonly slot: number;
      /** Slot of the second variable, if there are two. */
      readonly second?: number;
      readonly filter?: Checked;
      readonly body: Checked;
    }
  | {
      readonly kind: "bind" | "optMap" | "optFlatMap";
      readonly slot: number;
      readonly value: Checked;
      readonly body: Checked;
    };
