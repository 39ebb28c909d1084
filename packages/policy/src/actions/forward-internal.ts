import { type CompiledExpression, isFault, STRING } from "../cel/index.ts";
import { parseEndpointUrl } from "../net/index.ts";
import { type EffectPosition, failure, type Outcome, SECRET, templateFailure } from "../outcome.ts";
import type { RunState } from "../run-state.ts";
import { fieldOf, isString, type ScalarNode } from "../source/node.ts";
import type { ForwardFailure, Step } from "../step.ts";
import { leaf } from "../variables/declare.ts";
import { type ResultError, resultSlot } from "../variables/results.ts";
import type { ActionContext, ActionDefinition } from "./definition.ts";

interface Result {
  readonly url: string;
  readonly error: ResultError;
}

const RESULT = resultSlot<Result>("forward_internal");
/** Results that contain the URL, or may: a host names it in its message. */
const TELLS_URL = ["url", "error.message"].map((field) => `actions.ngrok.${RESULT.name}.${field}`);

/** Hands the connection over to an internal endpoint, whose own policy runs too. */
export const forwardInternal: ActionDefinition = {
  type: "forward-internal",
  config: {
    title: "forward-internal",
    description: "Hands the connection over to an internal endpoint, whose own policy runs too.",
    type: "object",
    properties: {
      url: {
        title: "URL",
        description: "URL of an internal endpoint, such as `tcp://name.internal:1234`; `${…}` is CEL.",
        type: "string",
      },
      on_error: {
        title: "On error",
        description: "Whether the policy goes on (`continue`) if the endpoint cannot be reached.",
        type: "string",
        enum: ["halt", "continue"],
        default: "halt",
      },
    },
    required: ["url"],
    additionalProperties: false,
  },
  results: {
    name: RESULT.name,
    fields: {
      url: leaf(STRING, (state) => RESULT.get(state)?.url),
      error: {
        code: leaf(STRING, (state) => RESULT.get(state)?.error.code),
        message: leaf(STRING, (state) => RESULT.get(state)?.error.message),
      },
    },
  },
  compile(context) {
    const node = fieldOf(context.config, "url");
    if (!isString(node)) return undefined;
    const template = context.template(node);
    if (template === undefined) return undefined;
    const onError = fieldOf(context.config, "on_error");
    const goOn = isString(onError) && onError.value === "continue";
    const target = planTarget(template, node, context);
    if (target === undefined) return undefined;
    const url = !template.secret && template.constant !== undefined ? constantUrl(template) : undefined;
    return {
      terminating: goOn ? "maybe" : "always",
      requires: template.requires,
      ...(url === undefined ? {} : { forwardsTo: { url, at: node } }),
      affect(flow) {
        flow.actionRan(RESULT.name);
        if (template.secret) for (const path of TELLS_URL) flow.resultIsSecret(path);
      },
      execute(state) {
        const url = target(state);
        if (typeof url !== "string") return url;
        return { kind: "effect", request: (at) => forwardStep({ state, url, goOn, secret: template.secret, at }) };
      },
    };
  },
};

interface Forward {
  readonly state: RunState;
  readonly url: string;
  /** `on_error: continue`. */
  readonly goOn: boolean;
  readonly secret: boolean;
  readonly at: EffectPosition;
}

function forwardStep({ state, url, goOn, secret, at }: Forward): Step {
  return {
    kind: "forward-internal",
    rule: at.rule,
    action: at.action,
    url,
    ...(secret ? { urlIsSecret: true } : {}),
    report: at.report,
    resume: (failed: ForwardFailure) =>
      at.proceed(() => {
        const error = { code: failed.code, message: failed.message };
        RESULT.set(state, { url, error });
        if (goOn && failed.final !== true) return undefined;
        return failure(secret ? { code: error.code, message: SECRET } : error);
      }),
  };
}

/** In place of a reason, which would quote the URL. */
const WITHHELD = "this URL derives from a secret, and is not that of an internal endpoint";

type Target = (state: RunState) => string | Outcome;

function planTarget(
  template: CompiledExpression<RunState>,
  node: ScalarNode,
  context: ActionContext,
): Target | undefined {
  if (template.type.kind !== "string" && template.type.kind !== "dyn") {
    context.reporter.report("template-type", node.start, node.end, "a URL must be a string");
    return undefined;
  }
  if (template.constant !== undefined) {
    const url = internalUrl(String(template.constant), context.protocol);
    if (url.kind === "url") return () => url.url;
    const message = template.secret ? WITHHELD : url.reason;
    context.reporter.report(url.code, node.start, node.end, message, { hint: template.secret ? undefined : url.hint });
    return undefined;
  }
  return (state) => {
    const value = template.evaluate(state);
    if (isFault(value)) return templateFailure(template, value);
    const protocol = state.facts.endpoint.protocol === "tls" ? "tls" : "tcp";
    const url = typeof value === "string" ? internalUrl(value, protocol) : undefined;
    if (url?.kind === "url") return url.url;
    const reason = url?.reason ?? "a URL must be a string";
    return failure({
      code: "invalid-url",
      message: template.secret ? WITHHELD : reason,
    });
  };
}

function constantUrl({ constant }: CompiledExpression<RunState>): string | undefined {
  const parsed = parseEndpointUrl(String(constant));
  return parsed.kind === "url" ? parsed.url.canonical : undefined;
}

type InternalUrl =
  | { readonly kind: "url"; readonly url: string }
  | {
      readonly kind: "invalid";
      readonly code: "invalid-url" | "forward-scheme" | "forward-not-internal";
      readonly reason: string;
      readonly hint: string | undefined;
    };

function internalUrl(text: string, protocol: "tcp" | "tls" | undefined): InternalUrl {
  const parsed = parseEndpointUrl(text);
  if (parsed.kind === "invalid")
    return { kind: "invalid", code: "invalid-url", reason: parsed.reason, hint: parsed.hint };
  const { url } = parsed;
  if (!url.internal) {
    return {
      kind: "invalid",
      code: "forward-not-internal",
      reason: `\`${text}\` is not an internal endpoint`,
      hint: "the name of an internal endpoint ends in `.internal`",
    };
  }
  if (url.wildcard) {
    return {
      kind: "invalid",
      code: "invalid-url",
      reason: `\`${text}\` names no single endpoint`,
      hint: "write the full name",
    };
  }
  if (protocol !== undefined && url.scheme !== protocol) {
    return {
      kind: "invalid",
      code: "forward-scheme",
      reason: `\`${text}\` cannot be reached from a \`${protocol}://\` endpoint`,
      hint: `an internal endpoint has the scheme of the one that forwards to it: \`${protocol}://\``,
    };
  }
  return { kind: "url", url: url.canonical };
}
