import { gen, sample } from "fast-check";
import { expect, test } from "vitest";
import { runModel } from "../model/model.ts";
import { diceOf } from "./dice.ts";
import { randomQuestion } from "./policies.ts";

const questions = sample(gen(), { seed: 1, numRuns: 600 }).map((generate) => randomQuestion(diceOf(generate)));

test("random policies reach every outcome, step and kind of error", () => {
  const answers = questions.map((question) => runModel(question));
  expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(
    new Set(["continue", "deny", "close", "forward", "error"]),
  );
  expect(new Set(answers.flatMap(({ steps }) => steps ?? []))).toEqual(
    new Set(["client-hello", "terminate-tls", "forward-internal"]),
  );
  const codes = new Set(answers.map(({ error }) => error?.code));
  for (const code of [
    "expression-failed",
    "template-failed",
    "invalid-cidr",
    "not-tls",
    "not-handled",
    "invalid-url",
  ]) {
    expect(codes).toContain(code);
  }
});

test("random policies use every action", () => {
  const text = questions.map(({ policy }) => policy).join("\n");
  for (const type of [
    "deny",
    "close-connection",
    "restrict-ips",
    "terminate-tls",
    "forward-internal",
    "log",
    "set-vars",
  ]) {
    expect(text).toContain(type);
  }
});
