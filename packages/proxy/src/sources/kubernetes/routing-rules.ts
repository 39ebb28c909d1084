import { type Node, nodeOf, type PlainValue, type Span } from "@sluice/policy/source";
import type { Backend } from "./backends.ts";

/** Where a share of the connections goes: to the endpoint's own upstream, or to an internal endpoint. */
export interface Destination {
  readonly backend: Backend;
  /** `undefined`: the endpoint's own upstream. */
  readonly url: string | undefined;
}

const IS_UNDECIDED = "vars.request_matched_local_svc == false";
const DRAWN = "int(vars.weighted_route_random_num)";

/**
 * The rules that spread connections as their weights say, as ngrok's operator writes them: a number is drawn once, and each
 * destination has a stretch of the numbers. `at`: the route.
 */
export function routingRules(destinations: readonly Destination[], at: Span): readonly Node[] {
  const [only, second] = destinations;
  if (!second) return only?.url === undefined ? [] : [rule("Generated-Route", [], forward(only.url), only.backend.at)];
  const hasOwn = destinations.some(({ url }) => url === undefined);
  const before = hasOwn ? [IS_UNDECIDED] : [];
  const total = destinations.reduce((sum, { backend }) => sum + backend.weight, 0);
  const rules: Node[] = [];
  if (hasOwn) rules.push(rule("Initialize-Local-Service-Match", [], setVar("request_matched_local_svc", false), at));
  const draw = setVar("weighted_route_random_num", `\${rand.int(0,${total - 1})}`);
  rules.push(rule("Gen-Random-Number", before, draw, at));
  let from = 0;
  for (const { backend, url } of destinations) {
    const to = from + backend.weight - 1;
    const isDrawn = from === 0 ? `${DRAWN} <= ${to}` : `${DRAWN} >= ${from} && ${DRAWN} <= ${to}`;
    const name = url === undefined ? "Generated-Local-Service-Route" : "Generated-Route";
    const action = url === undefined ? setVar("request_matched_local_svc", true) : forward(url);
    rules.push(rule(name, [...before, isDrawn], action, backend.at));
    from = to + 1;
  }
  return rules;
}

function forward(url: string): PlainValue {
  return { type: "forward-internal", config: { url } };
}

function setVar(name: string, value: PlainValue): PlainValue {
  return { type: "set-vars", config: { vars: [{ [name]: value }] } };
}

function rule(name: string, expressions: readonly string[], action: PlainValue, at: Span): Node {
  return nodeOf(
    { name, ...(expressions.length === 0 ? {} : { expressions: [...expressions] }), actions: [action] },
    at,
  );
}
