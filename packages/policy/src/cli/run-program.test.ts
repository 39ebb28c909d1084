import { Command } from "commander";
import { afterEach, expect, test, vi } from "vitest";
import { runProgram } from "./run-program.ts";

const before = process.exitCode;
afterEach(() => {
  process.exitCode = before;
  vi.restoreAllMocks();
});

/** What a second copy of commander throws, whose class is not the one known here. */
function foreign(code: string, exitCode: number): Error {
  return Object.assign(new Error(code), { code, exitCode });
}

test.each([
  ["help", foreign("commander.helpDisplayed", 0), 0],
  ["an option that is none", foreign("commander.unknownOption", 1), 2],
])("%s ends the program, whichever commander made it", async (_, error, expected) => {
  const program = new Command("p");
  vi.spyOn(program, "parseAsync").mockRejectedValue(error);
  await runProgram(program, []);
  expect(process.exitCode).toBe(expected);
});

test("a bug is thrown on", async () => {
  const program = new Command("p").action(() => {
    throw new Error("a bug");
  });
  await expect(runProgram(program, ["node", "p"])).rejects.toThrow("a bug");
});
