import { weighsAtMost } from "./cel/cost.ts";
import { isFault, type Part, toJson, type Value } from "./cel/index.ts";
import type { Fault } from "./cel/value.ts";
import { SECRET } from "./outcome.ts";
import type { CompiledCondition } from "./program.ts";
import type { RunWatcher } from "./run-watcher.ts";
import type { TracePart, TraceSink, TraceValue } from "./step.ts";

/** Beyond so many values or eight times as many characters a value is not shown: a trace has one for each sub-expression. */
const MAX_SHOWN = 10_000;
const TOO_LARGE = "«too large»";

/** Tells a trace sink what happens, in plain JSON values. What derives from a secret is not told. */
export function traceTo(sink: TraceSink): RunWatcher {
  return {
    condition({ rule, expression }, condition, value, explained) {
      const { source, secret } = condition.expression;
      const parts = explained?.parts() ?? [];
      sink({
        rule,
        expression,
        source,
        ...shown(value, secret),
        range: condition.range,
        ...(parts.length === 0 ? {} : { parts: parts.map((part) => tracePart(part, condition)) }),
      });
    },
    action({ rule, action }, type, result) {
      sink({ rule, action, type, result: result() });
    },
  };
}

function tracePart(part: Part, condition: CompiledCondition): TracePart {
  const { start, end, value, secret, parts } = part;
  return {
    source: condition.expression.source.slice(start, end),
    ...shown(value, secret),
    range: condition.explained?.locate(start, end) ?? condition.range,
    ...(parts.length === 0 ? {} : { parts: parts.map((each) => tracePart(each, condition)) }),
  };
}

function shown(value: Value | Fault, secret: boolean): TraceValue {
  if (isFault(value)) return { error: { code: value.code, message: secret ? SECRET : value.message } };
  if (secret) return { value: SECRET };
  return { value: weighsAtMost(value, MAX_SHOWN) ? toJson(value) : TOO_LARGE };
}
