import { describe, expect, test } from "vitest";
import { checkPolicies } from "../check/check-files.ts";
import { CODES, isLint } from "../diagnostics/codes.ts";
import { applyLevels, readLevels } from "./levels.ts";

describe("sluice.check.yml", () => {
  test("sets lints to levels", () => {
    const text = "# ours\nlints:\n  cidr-host-bits: error\n  unused-variable: off\n  not-checked: warning\n";
    expect(readLevels(text)).toEqual({
      levels: { "cidr-host-bits": "error", "unused-variable": "off", "not-checked": "warning" },
      diagnostics: [],
    });
  });

  test.each(["", "# nothing\n", "lints:\n", "lints: {}\n", "{}"])("may say nothing: %j", (text) => {
    expect(readLevels(text)).toEqual({ levels: {}, diagnostics: [] });
  });

  test.each([
    ["lint: {}", "unknown-key", "lint"],
    ["lints: {cidr-hostbits: off}", "invalid-value", "cidr-hostbits"],
    ["lints: {cidr-host-bits: 'no'}", "invalid-value", "'no'"],
    ["lints: {cidr-host-bits: [off]}", "invalid-value", "[off]"],
    ["lints: {cidr-host-bits: }", "invalid-value", ""],
    ["lints: {unknown-action: off}", "invalid-value", "unknown-action"],
    ["lints: {constructor: off}", "invalid-value", "constructor"],
    ["lints: [off]", "wrong-type", "[off]"],
    ["- lints", "wrong-type", "- lints"],
    ["lints: {a: b", "syntax-error", undefined],
    ["lints: {}\n---\nlints: {}", "multiple-documents", ""],
  ])("is refused: %s", (text, code, at) => {
    const { diagnostics } = readLevels(text);
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
    const [{ range }] = diagnostics as [(typeof diagnostics)[number]];
    if (at !== undefined) expect(text.slice(range.start.offset, range.end.offset)).toBe(at);
  });

  test("answers a slip with what was meant", () => {
    expect(readLevels("lints: {cidr-hostbits: off}").diagnostics[0]?.hint).toBe("did you mean `cidr-host-bits`?");
  });
});

describe("a level", () => {
  const { diagnostics } = checkPolicies(
    "on_tcp_connect: [{actions: [{type: restrict-ips, config: {allow: [10.0.0.1/8, x]}}]}]",
  );

  test("takes the place of a lint's own severity", () => {
    const levelled = applyLevels(diagnostics, { "cidr-host-bits": "error" });
    expect(levelled.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      "error cidr-host-bits",
      "error invalid-cidr",
    ]);
  });

  test("`off` leaves a lint out, and nothing that the language calls an error", () => {
    const off = Object.fromEntries(Object.keys(CODES).map((code) => [code, "off"]));
    expect(applyLevels(diagnostics, off).map(({ code }) => code)).toEqual(["invalid-cidr"]);
  });
});

test("lints are exactly what is no error by itself", () => {
  for (const [code, { severity }] of Object.entries(CODES)) {
    expect(isLint(code as keyof typeof CODES)).toBe(severity !== "error");
  }
});
