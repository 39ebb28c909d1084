import { expect, test } from "vitest";
import { namedEngine, namedEngines } from "./named.ts";

const nameOf = (text: string) => {
  const named = namedEngine(text);
  return typeof named === "string" ? named : [named.name, named.engine.name];
};

test.each([
  ["python3 engine.py", ["python3 engine.py", "python3 engine.py"]],
  ["python=python3 engine.py", ["python", "python3 engine.py"]],
  ["PYTHONPATH=lib python3 engine.py", ["PYTHONPATH=lib python3 engine.py", "PYTHONPATH=lib python3 engine.py"]],
  ["lib=PYTHONPATH=lib python3 e.py", ["lib", "PYTHONPATH=lib python3 e.py"]],
  ["./engine --mode=fast", ["./engine --mode=fast", "./engine --mode=fast"]],
  ["builtin:sluice", ["sluice", "sluice"]],
  ["here=builtin:sluice", ["here", "sluice"]],
  ["sluice", ["sluice", "sluice"]],
])("%s", (text, expected) => expect(nameOf(text)).toEqual(expected));

test("a command that is called as a built-in engine is none", () => {
  const command = namedEngine("sluice");
  const builtIn = namedEngine("builtin:sluice");
  if (typeof command === "string" || typeof builtIn === "string") throw new Error("both are engines");
  expect(command.knownFailures).toBeUndefined();
  expect(builtIn.knownFailures).toBeDefined();
});

test.each([
  ["", "no command"],
  ["name=", "no command"],
  ["builtin:nope", "no built-in engine `nope`"],
])("%j is no engine", (text, message) => expect(nameOf(text)).toContain(message));

test("without any it is our own, and names must differ", () => {
  expect(namedEngines([])).toMatchObject([{ name: "sluice" }]);
  expect(namedEngines(["a=one", "a=two"])).toContain("twice");
  expect(namedEngines(["a=one", "b=one", "builtin:model"])).toMatchObject([
    { name: "a" },
    { name: "b" },
    { name: "model" },
  ]);
});
