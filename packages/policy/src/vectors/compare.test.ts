import { describe, expect, test } from "vitest";
import { compare } from "./compare.ts";

describe("values", () => {
  test("objects compare as subsets, at every depth", () => {
    expect(compare({ actions: { a: { b: 1 } } }, { actions: { a: { b: 1, c: 2 }, d: 3 } })).toEqual([]);
  });

  test("lists compare exactly, but objects in them as subsets", () => {
    const logs = [{ metadata: { a: 1, b: 2 } }];
    expect(compare({ logs: [{ metadata: { a: 1 } }] }, { logs })).toEqual([]);
    expect(compare({ logs: [] }, { logs })).toMatchObject([{ path: "logs" }]);
    expect(compare({ steps: ["client-hello"] }, { steps: [] })).toMatchObject([{ path: "steps" }]);
  });

  test("scalars compare exactly, types included", () => {
    expect(compare({ vars: { a: 1 } }, { vars: { a: "1" } })).toEqual([{ path: "vars.a", expected: 1, actual: "1" }]);
    expect(compare({ vars: { a: null } }, { vars: {} })).toEqual([
      { path: "vars.a", expected: null, actual: undefined },
    ]);
  });

  test("what a prototype has is not there", () => {
    const expected = JSON.parse('{"vars":{"constructor":{}}}') as { vars: Record<string, never> };
    expect(compare(expected, { vars: {} })).toHaveLength(1);
  });
});

describe("errors of a run", () => {
  test("codes count only for an engine that speaks them", () => {
    const expected = { outcome: "error", error: { code: "invalid-cidr" } } as const;
    expect(compare(expected, { outcome: "error", error: { code: "other" } })).toEqual([]);
    expect(compare(expected, { codes: true, outcome: "error", error: { code: "other" } })).toHaveLength(1);
    expect(compare(expected, { outcome: "continue" })).toHaveLength(1);
  });
});

describe("diagnostics", () => {
  const error = { code: "unknown-action", severity: "error", line: 3, column: 13 } as const;
  const warning = { code: "no-allowed-cidr", severity: "warning", line: 5, column: 1 } as const;

  test("errors are exactly the expected ones, by the members given", () => {
    expect(compare({ diagnostics: [{ code: "unknown-action" }] }, { codes: true, diagnostics: [error] })).toEqual([]);
    expect(compare({ diagnostics: [{ line: 4 }] }, { codes: true, diagnostics: [error] })).toHaveLength(1);
    expect(compare({ diagnostics: [{ line: 3 }] }, { codes: true, diagnostics: [error, error] })).toHaveLength(1);
  });

  test("a listed warning must be there, others may", () => {
    const listed = { diagnostics: [{ code: "no-allowed-cidr", severity: "warning" }] } as const;
    expect(compare(listed, { codes: true, diagnostics: [] })).toHaveLength(1);
    expect(compare({ diagnostics: [{ line: 3 }] }, { codes: true, diagnostics: [error, warning] })).toEqual([]);
  });

  test("a vague expectation does not take what only a precise one fits", () => {
    const other = { ...error, line: 9 };
    const expected = { diagnostics: [{ code: "unknown-action" }, { code: "unknown-action", line: 3 }] };
    expect(compare(expected, { codes: true, diagnostics: [error, other] })).toEqual([]);
  });

  test("a document that should compile and does not is told with its errors", () => {
    expect(compare({ outcome: "deny" }, { codes: true, diagnostics: [error] })).toMatchObject([
      { path: "outcome" },
      { path: "diagnostics", expected: [] },
    ]);
  });

  test("an engine without our codes is held to error-or-not and lines", () => {
    expect(
      compare({ diagnostics: [{ code: "x", line: 3, column: 1 }] }, { diagnostics: [{ code: "E42", line: 3 }] }),
    ).toEqual([]);
    expect(compare({ diagnostics: [{ line: 3 }] }, { diagnostics: [{ line: 4 }] })).toHaveLength(1);
    expect(compare({ diagnostics: [{ line: 3 }] }, { outcome: "deny" })).not.toEqual([]);
  });

  test("of a file that is only checked something must be said", () => {
    expect(compare({ diagnostics: [] }, {}, true)).toEqual([{ path: "diagnostics", expected: [], actual: undefined }]);
    expect(compare({ diagnostics: [warning] }, {}, true)).toMatchObject([{ path: "diagnostics" }]);
    expect(compare({ diagnostics: [] }, { diagnostics: [] }, true)).toEqual([]);
  });
});
