import { expect, test } from "vitest";
import type { HaproxyConfiguration, Telling, Told } from "./configuration.ts";
import { ConnectionLog, valuesOf } from "./telling.ts";
import { compareTold } from "./told-values.ts";

const int: Told = { kind: "register", register: "txn.i", type: "int" };
const text: Told = { kind: "register", register: "txn.s", type: "string" };
const bool: Told = { kind: "register", register: "txn.b", type: "bool" };

function valuesFrom(tells: readonly Telling[], ...fields: readonly string[]) {
  return valuesOf({ name: "f0", rules: [], tells }, { frontend: "f0", backend: "b", server: "s0", fields });
}

test.each<[string, Told, string, unknown]>([
  ["an integer", int, "-7", -7],
  ["an integer beyond what JSON holds", int, "9007199254740993", "9007199254740993"],
  ["an unset integer", int, "-", undefined],
  ["text", text, "2:C3A9", "é"],
  ["empty text", text, "0:-", ""],
  ["unset text", text, "-:-", undefined],
  ["true", bool, "1", true],
  ["false", bool, "0", false],
  ["an unset boolean", bool, "-", undefined],
])("%s", (_, value, field, expected) => {
  expect(valuesFrom([{ kind: "value", path: ["vars", "a"], value }], field).vars.a).toEqual(expected);
});

test("of several values of one name the last that is there", () => {
  const other: Told = { kind: "register", register: "txn.j", type: "int" };
  const tells: Telling[] = [int, other].map((value) => ({ kind: "value", path: ["vars", "a"], value }));
  expect(valuesFrom(tells, "1", "2").vars).toEqual({ a: 2 });
  expect(valuesFrom(tells, "1", "-").vars).toEqual({ a: 1 });
});

test("paths of several names are one object", () => {
  const path = ["actions", "restrict_ips"] as const;
  const tells: Telling[] = [
    { kind: "value", path: [...path, "action"], value: text },
    { kind: "value", path: [...path, "error", "code"], value: text },
  ];
  expect(valuesFrom(tells, "1:61").actions).toEqual({ restrict_ips: { action: "a", error: { code: "a" } } });
});

test("logs that were written, with what the document has in them", () => {
  const log = (written: string, ...entries: readonly (readonly [string, Told])[]): Telling => ({
    kind: "log",
    written,
    metadata: { kind: "map", entries },
  });
  const list: Told = { kind: "list", items: [int, { kind: "constant", value: null }] };
  expect(valuesFrom([log("txn.x", ["a", list]), log("txn.y")], "-", "5", "1").logs).toEqual([{ metadata: {} }]);
  expect(valuesFrom([log("txn.x", ["a", list]), log("txn.y")], "1", "5", "-").logs).toEqual([
    { metadata: { a: [5, null] } },
  ]);
});

test("what is not told is not compared, and what is told is", () => {
  const tells: Telling[] = [
    { kind: "value", path: ["vars", "a"], value: int },
    { kind: "value", path: ["vars", "b"], value: { kind: "untold" } },
    { kind: "log", written: "txn.w", metadata: { kind: "map", entries: [["a", { kind: "untold" }]] } },
  ];
  const told = valuesFrom(tells, "1", "1");
  expect(compareTold({ vars: { a: 1, b: [] }, logs: [{ metadata: {} }] }, told)).toEqual({
    members: ["vars"],
    mismatches: [],
  });
  expect(compareTold({ vars: { a: 2 }, logs: [] }, told).mismatches).toEqual([
    { path: "told.vars.a", expected: 2, actual: 1 },
  ]);
  expect(compareTold({ vars: { c: 2 } }, told).mismatches).toHaveLength(1);
  expect(compareTold({ vars: { a: "«secret»" } }, told).members).toEqual([]);
  expect(compareTold({ vars: { b: 2 }, actions: { log: {} } }, told).members).toEqual([]);
});

const CONFIGURATION: HaproxyConfiguration = {
  frontends: [
    { name: "f0", rules: [] },
    { name: "f1", rules: [] },
  ],
  backends: [
    {
      name: "b1",
      servers: [
        { kind: "address", address: "127.0.0.1:1" },
        { kind: "frontend", name: "f1" },
      ],
    },
  ],
};

test.each([
  ["the first, if it went no further", ["told f0 f0 <NOSRV>"], "f0"],
  ["the first, if it went to an upstream", ["told f0 b1 s0"], "f0"],
  ["the next, if it went there", ["told f1 b s0 1", "told f0 b1 s1"], "f1"],
  ["the one before, if the handshake with the next has failed", ["failed f1", "told f0 b1 s1"], "f0"],
  ["none, as long as one is missing", ["told f0 b1 s1"], undefined],
  ["none, if nothing of it was logged", ["Proxy f0 started.", "failed f0"], undefined],
])("the last line is of %s", (_, texts, expected) => {
  const log = new ConnectionLog();
  for (const text of texts) log.add(text);
  expect(log.last(CONFIGURATION)?.frontend).toBe(expected);
});
