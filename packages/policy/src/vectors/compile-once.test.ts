import { expect, test } from "vitest";
import type { CompileOptions } from "../policy.ts";
import { compileOnce } from "./compile-once.ts";

function counting() {
  const compiled: string[] = [];
  const compile = compileOnce((text: string, _: CompileOptions) => {
    compiled.push(text);
    return { text };
  });
  return { compiled, compile };
}

test("equal texts with equal options are compiled once", () => {
  const { compiled, compile } = counting();
  const options = { protocol: "tls", resources: { secrets: { v: { n: "x" } } } } as const;
  expect(compile("a", structuredClone(options))).toBe(compile("a", options));
  expect(compiled).toEqual(["a"]);
});

test.each<[string, CompileOptions]>([
  ["protocol", { protocol: "tls" }],
  ["upstream", { protocol: "tcp", upstream: false }],
  ["secrets", { protocol: "tcp", resources: { secrets: { v: { n: "y" } } } }],
  ["explanations", { protocol: "tcp", explain: true }],
])("a policy is another one with another %s", (_, options) => {
  const { compiled, compile } = counting();
  compile("a", { protocol: "tcp", resources: { secrets: { v: { n: "x" } } } });
  compile("a", options);
  expect(compiled).toEqual(["a", "a"]);
});

test("what was compiled long ago is forgotten", () => {
  const { compiled, compile } = counting();
  const texts = Array.from({ length: 100 }, (_, i) => String(i));
  for (const text of [...texts, "0", "99"]) compile(text, {});
  expect(compiled).toEqual([...texts, "0"]);
});
