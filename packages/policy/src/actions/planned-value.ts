import type { Requirement } from "../cel/environment.ts";
import type { CompiledExpression } from "../cel/index.ts";
import {
  BOOL,
  CelMap,
  type CelType,
  DOUBLE,
  DYN,
  type Fault,
  INT,
  isFault,
  listOf,
  mapOf,
  NULL,
  STRING,
  typeName,
  type Value,
} from "../cel/index.ts";
import type { RunState } from "../run-state.ts";
import type { Node } from "../source/node.ts";
import { type ActionContext, NOTHING } from "./definition.ts";

/** A YAML value whose strings may hold `${…}`, ready to be read for a connection. */
export interface PlannedValue {
  readonly type: CelType;
  readonly secret: boolean;
  readonly requires: ReadonlySet<Requirement>;
  /** The template that failed comes with the fault, so that an error can name it. */
  readonly read: (state: RunState) => Value | FailedTemplate;
}

export class FailedTemplate {
  readonly template: CompiledExpression<RunState>;
  readonly fault: Fault;
  constructor(template: CompiledExpression<RunState>, fault: Fault) {
    this.template = template;
    this.fault = fault;
  }
}

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** Plans a value; `undefined` if a part of it does not compile (reported). */
export function planValue(node: Node, context: ActionContext): PlannedValue | undefined {
  switch (node.kind) {
    case "scalar":
      if (typeof node.value === "string") {
        return planTemplate(context.template({ ...node, value: node.value }));
      }
      if (typeof node.value === "bigint" && (node.value > INT64_MAX || node.value < INT64_MIN)) {
        context.reporter.report(
          "literal-out-of-range",
          node.start,
          node.end,
          `\`${node.raw}\` does not fit into 64 bits`,
          {
            hint: "quote it to make it a string",
          },
        );
        return undefined;
      }
      return constant(node.value, scalarType(node.value));
    case "list":
      return planList(node.items.map((item) => planValue(item, context)));
    case "map":
      return planMap(node.entries.map(({ key, value }) => [key.value, planValue(value, context)] as const));
  }
}

function constant(value: Value, type: CelType): PlannedValue {
  return { type, secret: false, requires: NOTHING, read: () => value };
}

function scalarType(value: null | boolean | bigint | number): CelType {
  if (value === null) return NULL;
  return typeof value === "boolean" ? BOOL : typeof value === "bigint" ? INT : DOUBLE;
}

function planTemplate(template: CompiledExpression<RunState> | undefined): PlannedValue | undefined {
  if (template === undefined) return undefined;
  const { type, secret } = template;
  return {
    type,
    secret,
    requires: template.requires,
    read(state) {
      const value = template.evaluate(state);
      return isFault(value) ? new FailedTemplate(template, value) : value;
    },
  };
}

function planList(items: readonly (PlannedValue | undefined)[]): PlannedValue | undefined {
  const planned = items.filter((item) => item !== undefined);
  if (planned.length !== items.length) return undefined;
  return {
    ...summary(planned),
    type: listOf(commonType(planned)),
    read(state) {
      const values: Value[] = [];
      for (const item of planned) {
        const value = item.read(state);
        if (value instanceof FailedTemplate) return value;
        values.push(value);
      }
      return values;
    },
  };
}

function planMap(entries: readonly (readonly [string, PlannedValue | undefined])[]): PlannedValue | undefined {
  const planned: (readonly [string, PlannedValue])[] = [];
  for (const [key, value] of entries) if (value !== undefined) planned.push([key, value]);
  if (planned.length !== entries.length) return undefined;
  const values = planned.map(([, value]) => value);
  return {
    ...summary(values),
    type: mapOf(STRING, commonType(values)),
    read(state) {
      const read: [string, Value][] = [];
      for (const [key, item] of planned) {
        const value = item.read(state);
        if (value instanceof FailedTemplate) return value;
        read.push([key, value]);
      }
      return CelMap.of(read);
    },
  };
}

function summary(parts: readonly PlannedValue[]): Pick<PlannedValue, "secret" | "requires"> {
  return { secret: parts.some((part) => part.secret), requires: requiredBy(parts) };
}

/** What all of them require together. */
export function requiredBy(
  parts: readonly { readonly requires: ReadonlySet<Requirement> }[],
): ReadonlySet<Requirement> {
  return new Set(parts.flatMap(({ requires }) => [...requires]));
}

function commonType(parts: readonly PlannedValue[]): CelType {
  const [first, ...rest] = parts;
  if (first === undefined) return DYN;
  return rest.every((part) => typeName(part.type) === typeName(first.type)) ? first.type : DYN;
}
