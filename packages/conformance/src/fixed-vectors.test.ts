import { CODES } from "@sluice/policy";
import { describe, expect, test } from "vitest";
import { fixedVectors } from "./testing/vectors.ts";

describe("the fixed vectors", () => {
  test("say what they are for and which statement decides", async () => {
    const vectors = await fixedVectors();
    expect(vectors.filter(({ description, spec }) => description === undefined || spec === undefined)).toEqual([]);
    expect(vectors.length).toBeGreaterThan(300);
    expect(vectors.filter(({ tags }) => tags?.includes("security")).length).toBeGreaterThan(100);
  });

  test("expect only diagnostic codes of the closed list", async () => {
    const expected = (await fixedVectors()).flatMap(({ expect: { diagnostics } }) => diagnostics ?? []);
    const codes = expected.flatMap(({ code }) => code ?? []);
    expect(codes.filter((code) => !Object.hasOwn(CODES, code))).toEqual([]);
  });

  test("do not ask the same twice", async () => {
    const asked = (await fixedVectors()).map(
      ({ id: _, description: __, spec: ___, tags: ____, expect: _____, ...rest }) => JSON.stringify(rest),
    );
    expect(asked.length - new Set(asked).size).toBe(0);
  });
});
