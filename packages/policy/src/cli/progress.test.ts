import { expect, test } from "vitest";
import { Progress } from "./progress.ts";

function written(isTTY: boolean, total: number): string[] {
  const lines: string[] = [];
  const progress = new Progress(total, "checked", { isTTY, write: (text: string) => lines.push(text) });
  for (let i = 0; i < total; i++) progress.step();
  progress.end();
  return lines;
}

test("a long run says on a terminal how far it has come, and takes the line away", () => {
  const lines = written(true, 150);
  expect(lines[0]).toContain("checked 25 of 150 files");
  expect(lines).toHaveLength(7);
  expect(lines.at(-1)).toBe("\r\u001b[K");
});

test("a short one says nothing, nor does one that nobody watches", () => {
  expect(written(true, 99)).toEqual([]);
  expect(written(false, 1000)).toEqual([]);
});
