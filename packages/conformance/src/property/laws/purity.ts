import type { JsonValue, Policy } from "@sluice/policy";
import type { Question } from "@sluice/policy/vectors";
import type { Answer } from "../../engine.ts";
import { differences, vectorOf } from "../answers.ts";
import { connection, effects } from "../connections.ts";
import type { Dice } from "../dice.ts";
import { questionOf } from "../document.ts";
import { randomDraft } from "../policies.ts";
import { type CompiledEngine, type Counterexample, type Property, property } from "../search.ts";
import { factsOf, finished, stepping } from "./stepping.ts";

export const sameFactsSameAnswer: Property<CompiledEngine> = property(
  "the same facts give the same answer",
  "A compiled policy that has run gives the answer of a fresh one: nothing of a run is left behind. (Draws and time are " +
    "facts: the host gives them.)",
  async (dice, engine) => {
    const [question, other] = questions(dice);
    const policy = compiled(engine, question);
    if (policy === undefined) return undefined;
    const expected = finished(stepping(policy, question));
    finished(stepping(policy, other));
    return unlike(question, expected, finished(stepping(policy, question)));
  },
);

export const frozenFacts: Property<CompiledEngine> = property(
  "facts that are frozen through and through work",
  "A run writes nothing into what a host gives it: with deep-frozen facts it gives the same answer, and does not throw.",
  async (dice, engine) => {
    const [question] = questions(dice);
    const policy = compiled(engine, question);
    if (policy === undefined) return undefined;
    const expected = finished(stepping(policy, question));
    const facts = deepFrozen(factsOf(question));
    const actual = orThrown(() => finished(stepping(policy, question, { facts })));
    return unlike(question, expected, actual);
  },
);

export const interleaved: Property<CompiledEngine> = property(
  "two connections that run at once do not disturb each other",
  "One policy that runs over two connections, step by step in turn, gives each the answer that it gets alone.",
  async (dice, engine) => {
    const both = questions(dice);
    const policy = compiled(engine, both[0]);
    if (policy === undefined) return undefined;
    const alone = both.map((question) => finished(stepping(policy, question)));
    const runs = both.map((question) => stepping(policy, question));
    const together: Answer[] = [];
    while (runs.some((_, index) => together[index] === undefined)) {
      const turn = dice.int(0, 1);
      const at = together[turn] === undefined ? turn : 1 - turn;
      const next = runs[at]?.next();
      if (next?.done === true) together[at] = next.value;
    }
    for (const [index, question] of both.entries()) {
      const found = await unlike(question, alone[index] as Answer, together[index] as Answer);
      if (found !== undefined) return { ...found, before: both[1 - index] as Question };
    }
    return undefined;
  },
);

/** One policy, and two connections. */
function questions(dice: Dice): readonly [Question, Question] {
  const draft = randomDraft(dice);
  const question = questionOf(draft);
  const other = connection(dice, draft.protocol, draft.intelligence);
  return [question, { ...question, connection: other, effects: effects(dice) }];
}

function compiled(
  { compile }: CompiledEngine,
  { policy, protocol, endpoint, resources }: Question,
): Policy | undefined {
  return compile(policy, { protocol, upstream: endpoint?.upstream, resources }).policy;
}

async function unlike(question: Question, expected: Answer, actual: Answer): Promise<Counterexample | undefined> {
  const mismatches = differences(expected as JsonValue, actual as JsonValue);
  return mismatches.length === 0 ? undefined : { vector: await vectorOf(question), actual, mismatches };
}

/** What throws tells it as an outcome that there is none of. */
function orThrown(run: () => Answer): Answer {
  try {
    return run();
  } catch (error) {
    return { error: { code: "thrown", message: String(error) } };
  }
}

function deepFrozen<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  for (const inner of Object.values(value)) deepFrozen(inner);
  return Object.freeze(value);
}
