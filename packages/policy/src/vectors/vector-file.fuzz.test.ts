import fc from "fast-check";
import { expect, test } from "vitest";
import { readData } from "./data.ts";
import { readVectorFile, type VectorProblem } from "./vector-file.ts";

const VALID = {
  topic: "t",
  vectors: [
    {
      id: "t/a",
      policy: "on_tcp_connect: []",
      protocol: "tls",
      endpoint: { url: "tls://a.example.com", upstream: false },
      resources: { ip_policies: { ipp: [{ cidr: "192.0.2.0/24", action: "allow" }] }, ip_intelligence: ["geo"] },
      connection: { client_ip: "192.0.2.1", random: [0.5], now: "2026-01-01T00:00:00Z", tls: { sni: "a" } },
      effects: [
        { "terminate-tls": { version: "1.3" } },
        { "forward-internal": { error: { code: "a", message: "b" } } },
      ],
      expect: { outcome: "deny", logs: [{ metadata: { a: 1 } }], diagnostics: [{ code: "a", line: 1 }] },
    },
  ],
};

function problemsOf(text: string): readonly VectorProblem[] {
  const result = readVectorFile(readData(text));
  return result.ok ? [] : result.problems;
}

function checkPositions(text: string, problems: readonly VectorProblem[]): void {
  const lines = text.split(/\r\n|\r|\n/);
  for (const { position } of problems) {
    if (position === undefined) continue;
    const line = lines[position.line - 1];
    expect(line).toBeDefined();
    expect(position.column).toBeLessThanOrEqual(Array.from(line ?? "").length + 1);
  }
}

test("the file that is damaged below is whole", () => {
  expect(problemsOf(JSON.stringify(VALID))).toEqual([]);
});

test("a file that is damaged anywhere is refused or read, and every place lies in it", () => {
  const text = JSON.stringify(VALID, undefined, 1);
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(12), fc.string({ maxLength: 6 }), (at, length, put) => {
      const damaged = text.slice(0, at) + put + text.slice(at + length);
      checkPositions(damaged, problemsOf(damaged));
    }),
    { numRuns: 500 },
  );
});

test("a value that is exchanged anywhere is refused or read, with a pointer that leads somewhere", () => {
  const paths = pathsOf(VALID);
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
      const changed = structuredClone(VALID) as unknown;
      set(changed, path, value);
      const text = JSON.stringify(changed, undefined, 1);
      const problems = problemsOf(text);
      checkPositions(text, problems);
      for (const each of problems) {
        expect(at(changed, each.path)).toBe(true);
        expect(each.message).not.toBe("");
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["resources/ip_intelligence", ["resources", "ip_intelligence"]],
  ["tags", ["tags"]],
])("maps with a `toString` of their own are refused where %s has words", (pointer, path) => {
  const changed = structuredClone(VALID) as unknown;
  set(changed, ["vectors", "0", ...path], [{ toString: null }, { toString: null }]);
  const places = problemsOf(JSON.stringify(changed)).map((problem) => problem.path);
  expect(places).toEqual([`/vectors/0/${pointer}/0`, `/vectors/0/${pointer}/1`]);
});

function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

function set(root: unknown, path: readonly string[], value: unknown): void {
  const holder = path.slice(0, -1).reduce((each, key) => (each as Record<string, unknown>)[key], root);
  (holder as Record<string, unknown>)[path.at(-1) as string] = value;
}

function at(root: unknown, pointer: string): boolean {
  let value: unknown = root;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Record<string, unknown>)[key];
  }
  return true;
}
