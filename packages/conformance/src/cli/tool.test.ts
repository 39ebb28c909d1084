import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { vectorsDirectory } from "../directory.ts";
import { main } from "./main.ts";

const LANGUAGE = '## 1. A\n\n- <a id="1.1"></a>**1.1** one\n- <a id="1.2"></a>**1.2** two\n';
const POLICY = "on_tcp_connect: []";
const good = {
  id: "t/a",
  description: "one",
  spec: "language.md#1.1",
  policy: POLICY,
  expect: { outcome: "continue" },
};
const other = { ...good, id: "t/b", spec: "language.md#1.2", protocol: "tls" };

let directory: string;
let language: string;
let printed: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "vectors-"));
  language = join(directory, "language.md");
  writeFileSync(language, LANGUAGE);
  mkdirSync(join(directory, "v"));
  cpSync(join(vectorsDirectory(), "schema.json"), join(directory, "v/schema.json"));
  printed = [];
  vi.spyOn(console, "log").mockImplementation((text) => printed.push(String(text)));
  vi.spyOn(console, "error").mockImplementation((text) => printed.push(String(text)));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

const at = (name: string) => join(directory, "v", name);
function write(name: string, vectors: readonly unknown[], more: object = {}): void {
  const topic = name.split("/").at(-1)?.replace(".json", "");
  mkdirSync(join(at(name), ".."), { recursive: true });
  writeFileSync(at(name), JSON.stringify({ $schema: "./schema.json", topic, vectors, ...more }));
}
/** With the temporary directory's name left out of what is printed. */
async function run(...args: string[]): Promise<{ code: number; text: string }> {
  printed = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  const code = await main(args);
  return { code, text: printed.join("\n").replaceAll(`${directory}/`, "") };
}
const check = () => run("check", at(""), "--language", language);
const format = () => run("format", at(""));
const statements = (...more: string[]) => run("statements", at(""), "--language", language, ...more);

describe("check", () => {
  test("0 if all is as it should be", async () => {
    write("t.json", [good, other]);
    await format();
    expect(await check()).toEqual({ code: 0, text: "nothing is wrong with 1 file of vectors" });
  });

  test("what a schema says is told at its line and column, with the vector", async () => {
    write("t.json", [good, { ...other, polcy: "x" }]);
    const { code, text } = await check();
    expect(code).toBe(1);
    expect(text).toMatch(
      /^v\/t\.json:1:307: t\/b \/vectors\/1: `polcy` is not a key here\n {2}hint: did you mean `policy`\?$/,
    );
  });

  test.each([
    ["no description", { description: undefined }, "t/b /vectors/1/id: `description` is missing"],
    ["no statement", { spec: undefined }, "t/b /vectors/1/id: `spec` is missing"],
    ["a section instead of a statement", { spec: "language.md#1" }, "`language.md#1` names no statement"],
    ["a statement that is not there", { spec: "language.md#1.3" }, "t/b /vectors/1/spec: there is no statement 1.3"],
    ["the question of another vector", { protocol: undefined }, "t/b /vectors/1/id: this asks the same as `t/a`"],
    [
      "a code that does not exist",
      { expect: { diagnostics: [{ code: "no-such-code" }] } },
      "/vectors/1/expect/diagnostics/0/code: there is no diagnostic code `no-such-code`",
    ],
    ["an id of another topic", { id: "u/b" }, "the id does not start with `t/`"],
    ["the id of another vector", { id: "t/a" }, "this id is used before"],
  ])("1 for %s", async (_, change, message) => {
    write("t.json", [good, { ...other, ...change }]);
    await format();
    const { code, text } = await check();
    expect(code).toBe(1);
    expect(text).toContain(message);
    expect(text).toMatch(/^v\/t\.json:\d+:\d+: /);
  });

  test("1 for the question of another vector in another style, but not where the style is what it is about", async () => {
    writeFileSync(language, `${LANGUAGE}\n## 2. B\n\n- <a id="2.1"></a>**2.1** one\n`);
    const json = { ...good, id: "t/b", policy: '{"on_tcp_connect":[]}' };
    write("t.json", [
      { ...good, spec: "language.md#2.1" },
      { ...json, spec: "language.md#2.1" },
    ]);
    await format();
    expect(await check()).toEqual({
      code: 1,
      text: "v/t.json:13:13: t/b /vectors/1/id: this asks the same as `t/a`",
    });
    write("t.json", [{ ...good, spec: "language.md#2.1" }, json]);
    await format();
    expect(await check()).toMatchObject({ code: 0 });
  });

  test("1 for another form than the canonical one, at the line where that begins", async () => {
    write("t.json", [good]);
    await format();
    const text = readFileSync(at("t.json"), "utf8");
    writeFileSync(at("t.json"), text.replace('      "spec"', '      "spec" '));
    const checked = await check();
    expect(checked.code).toBe(1);
    expect(checked.text).toContain("v/t.json:8:1: this is not the canonical form");
  });

  test("1 for a vector of a withdrawn statement", async () => {
    write("t.json", [good]);
    await format();
    writeFileSync(language, LANGUAGE.replace("one", "Withdrawn: one"));
    expect((await check()).text).toContain("t/a /vectors/0/spec: statement 1.1 is withdrawn");
  });

  test("1 for numbers that are wrong in the description", async () => {
    write("t.json", [good]);
    await format();
    writeFileSync(language, LANGUAGE.replace('<a id="1.2"></a>', ""));
    expect(await check()).toMatchObject({ code: 1, text: "language.md:4:3: the anchor of 1.2 is missing" });
  });

  test("1 for a topic that is not the file's name, and for JSON that is none", async () => {
    write("t.json", [{ ...good, id: "u/a" }], { topic: "u" });
    writeFileSync(at("x.json"), "{");
    const { code, text } = await check();
    expect(code).toBe(1);
    expect(text).toContain("v/x.json:1:2: flow map must end");
    expect(text).toContain("the topic is not the file's name: `u`");
  });

  test.each([
    ["none", undefined, "`$schema` is missing"],
    ["one of something else", "./other-schema.json", "`./other-schema.json` is no schema of vectors"],
    ["one that is not there", "./gone/schema.json", "the schema `./gone/schema.json` cannot be read"],
  ])("1 for a file with a schema: %s", async (_, $schema, message) => {
    write("t.json", [good], { $schema });
    expect(await check()).toMatchObject({ code: 1, text: expect.stringContaining(message) });
  });

  test("2 for a directory or a description that is not there", async () => {
    expect(await run("check", at("gone"))).toMatchObject({ code: 2, text: "v/gone: there is no such directory" });
    expect(await run("check", language)).toMatchObject({ code: 2, text: "language.md: it is no directory" });
    expect((await run("check", at(""), "--language", at("gone"))).code).toBe(2);
    expect((await run("check", "--nope")).code).toBe(2);
  });

  test("2 for a directory without vectors: nothing that was checked looks like all that is right", async () => {
    for (const [command, ...more] of [
      ["check", "--language", language],
      ["statements", "--language", language],
      ["format"],
    ]) {
      const { code, text } = await run(String(command), at(""), ...more);
      expect({ code, text }).toEqual({ code: 2, text: "v: there are no vectors here" });
    }
  });
});

describe("vectors of other kinds", () => {
  const schema = {
    type: "object",
    required: ["topic", "vectors"],
    properties: {
      $schema: { type: "string" },
      topic: { type: "string" },
      vectors: { items: { $ref: "#/$defs/vector" } },
    },
    $defs: {
      vector: {
        type: "object",
        properties: {
          id: {},
          description: {},
          spec: {},
          bytes: { type: "string", pattern: "^([0-9a-f]{2})*$" },
          expect: {},
        },
        additionalProperties: false,
      },
    },
  };
  const bytes = { expect: { kind: "hello" }, bytes: "1603", id: "w/a", description: "bytes", spec: "language.md#1.2" };
  const $schema = "./wire-schema.json";
  beforeEach(() => {
    mkdirSync(at("wire"));
    writeFileSync(at("wire/wire-schema.json"), JSON.stringify(schema));
  });

  test("have their own schema, and are checked, formatted and counted like all others", async () => {
    write("t.json", [good]);
    write("wire/w.json", [bytes], { $schema });
    expect((await format()).code).toBe(0);
    expect(readFileSync(at("wire/w.json"), "utf8")).toContain('"id": "w/a",\n      "description": "bytes",');
    expect(await check()).toMatchObject({ code: 0 });
    expect(await statements()).toMatchObject({ code: 0, text: expect.stringContaining("1.2  w/a") });
  });

  test("what their schema says is told like that of decisions", async () => {
    write("wire/w.json", [{ ...bytes, bytes: "16 03" }], { $schema });
    await format();
    const { code, text } = await check();
    expect(code).toBe(1);
    expect(text).toMatch(/^v\/wire\/w\.json:\d+:\d+: w\/a \/vectors\/0\/bytes: `16 03` is not of the form/);
  });

  test("ids are unique across kinds, and belong to their topic", async () => {
    write("t.json", [good]);
    write("wire/w.json", [{ ...bytes, id: "t/a" }], { $schema });
    await format();
    const { text } = await check();
    expect(text).toContain("this id is used before, in v/t.json");
    expect(text).toContain("the id does not start with `w/`");
  });

  test("are no decisions: `run` passes them over", async () => {
    write("t.json", [good]);
    write("wire/w.json", [bytes], { $schema });
    expect(await run("run", "--vectors", at(""))).toMatchObject({ code: 0, text: "1 passed, 0 failed" });
  });
});

describe("format", () => {
  test("writes the canonical form, and nothing the second time", async () => {
    write("t.json", [{ expect: { rule: 0, outcome: "deny" }, policy: POLICY, id: "t/a" }]);
    expect(await format()).toEqual({ code: 0, text: "v/t.json: written" });
    expect(readFileSync(at("t.json"), "utf8")).toBe(
      `{\n  "$schema": "./schema.json",\n  "topic": "t",\n  "vectors": [\n    {\n      "id": "t/a",\n      "policy": "${POLICY}",\n      "expect": { "outcome": "deny", "rule": 0 }\n    }\n  ]\n}\n`,
    );
    expect(await format()).toEqual({ code: 0, text: "" });
  });

  test("gives the next number of the topic to a vector without an id", async () => {
    const { id: _, ...nameless } = good;
    write("t.json", [nameless, { ...other, id: "t/0007" }, nameless]);
    expect((await format()).text).toBe("v/t.json: t/0008\nv/t.json: t/0009\nv/t.json: written");
    const { vectors } = JSON.parse(readFileSync(at("t.json"), "utf8"));
    expect(vectors.map(({ id }: { id: string }) => id)).toEqual(["t/0008", "t/0007", "t/0009"]);
    expect((await format()).text).toBe("");
  });

  test("1 for a file that is none of vectors, which it leaves alone", async () => {
    writeFileSync(at("x.json"), '{"$schema":"./schema.json"}');
    expect(await format()).toEqual({ code: 1, text: "v/x.json: there is no `topic`" });
    expect(readFileSync(at("x.json"), "utf8")).toBe('{"$schema":"./schema.json"}');
  });

  test("2 for a directory that is not there", async () => {
    expect((await run("format", at("gone"))).code).toBe(2);
  });
});

const DEEP = 20_000;
const deep = (value: string): string => `${"[".repeat(DEEP)}${value}${"]".repeat(DEEP)}`;
const text = (vectors: string): string => `{"$schema":"./schema.json","topic":"t","vectors":${vectors}}`;
const ofGood = (member: string): string =>
  text(`[${JSON.stringify({ ...good, more: 0 }).replace('"more":0', member)}]`);

describe("what is no file of vectors is told with its place, and left as it is", () => {
  test.each([
    ["vectors that are none", text('[null,3,"a"]'), "v/t.json:1:51: /vectors/0: expected a map"],
    ["no list of vectors", text('{"a":1}'), "v/t.json:1:50: /vectors: expected a list"],
    ["a key that is unknown", ofGood('"polcy":1'), "t/a /vectors/0: `polcy` is not a key here"],
    [
      "an integer beyond 2^53",
      ofGood('"connection":{"random":[9007199254740993]}'),
      "no double has this number's value",
    ],
    ["a number beyond all doubles", ofGood('"connection":{"random":[1e400]}'), "no double has this number's value"],
    ["a value that is nested too deeply", ofGood(`"resources":${deep("1")}`), "this is nested too deeply"],
    ["the same, cut off", "[".repeat(DEEP), "this is nested too deeply"],
    ["a key that stands twice", ofGood('"protocol":"tcp","protocol":"tls"'), "this key stands twice in one map"],
    ["what is no text", Buffer.from([0xff, 0xfe]), "it is not UTF-8 text"],
  ])("%s", async (_, written, message) => {
    writeFileSync(at("t.json"), written);
    for (const command of [format, check]) {
      const told = await command();
      expect(told).toMatchObject({ code: 1, text: expect.stringContaining(message) });
      expect(told.text).toMatch(/^v\/t\.json:/);
    }
    expect(readFileSync(at("t.json"))).toEqual(Buffer.from(written));
  });

  test("a file that is not there", async () => {
    symlinkSync("gone.json", at("t.json"));
    for (const command of [format, check]) {
      expect(await command()).toEqual({ code: 1, text: "v/t.json: there is no such file or directory" });
    }
  });

  test.each([
    ["`null`", "null", "the schema `./schema.json` is no schema: it is no map"],
    ["a type that does not exist", '{"type":"nonsense"}', "the schema `./schema.json` is no schema: schema is invalid"],
    ["a reference to itself", '{"$ref":"#"}', "the schema refers to itself without end"],
    [
      "a reference in a circle",
      '{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}',
      "is no schema: it refers to itself without end",
    ],
    ["a reference to nothing", '{"$ref":"#/$defs/a"}', "is no schema: can't resolve reference #/$defs/a"],
    [
      "a schema that is nested too deeply",
      `${'{"not":'.repeat(DEEP)}{}${"}".repeat(DEEP)}`,
      "this is nested too deeply",
    ],
    ["one that answers later", '{"$async":true}', "is no schema: it is asynchronous"],
    ["no JSON", "{", "the schema `./schema.json` cannot be read: flow map must end"],
  ])("a schema that is none: %s", async (_, schema, message) => {
    write("t.json", [good]);
    writeFileSync(at("schema.json"), schema);
    const before = readFileSync(at("t.json"), "utf8");
    for (const command of [format, check, statements]) {
      const told = await command();
      expect(told.code).toBe(1);
      if (command !== statements) expect(told.text).toContain(message);
    }
    expect(readFileSync(at("t.json"), "utf8")).toBe(before);
  });

  test("check holds decisions against the schema beside them as well, which format obeys", async () => {
    write("t.json", [good]);
    writeFileSync(at("schema.json"), '{"properties":{"vectors":{"maxItems":0}}}');
    for (const command of [format, check]) {
      expect(await command()).toMatchObject({ code: 1, text: expect.stringContaining("/vectors: must not have") });
    }
  });
});

describe("statements", () => {
  test("0 if each has a vector", async () => {
    write("t.json", [good, other]);
    expect(await statements()).toEqual({
      code: 0,
      text: "1.1  t/a\n1.2  t/b\n2 of 2 statements held by 2 vectors (2 decision, 0 wire, 0 scenario)",
    });
  });

  test("1 if one has none, with its place", async () => {
    write("t.json", [good]);
    const { code, text } = await statements();
    expect(code).toBe(1);
    expect(text).toContain("language.md:4:3: no vector holds 1.2");
  });

  test("1 if a vector names none", async () => {
    write("t.json", [good, other, { ...good, id: "t/c", spec: undefined }]);
    expect(await statements()).toMatchObject({ code: 1, text: expect.stringContaining("t/c: no `spec`") });
  });

  test("as JSON, also if something is missing", async () => {
    write("t.json", [good]);
    const { code, text } = await statements("--format", "json");
    expect(code).toBe(1);
    expect(JSON.parse(text)).toMatchObject({ version: 1, missing: ["1.2"], counts: { decision: 1 } });
  });

  test("2 for a format that does not exist", async () => {
    expect((await statements("--format", "xml")).code).toBe(2);
  });
});

describe("number", () => {
  test("numbers the statements that have none, and says which", async () => {
    writeFileSync(language, `${LANGUAGE}- **?** three\n`);
    expect(await run("number", language)).toEqual({ code: 0, text: "language.md: 1.3" });
    expect(readFileSync(language, "utf8")).toBe(`${LANGUAGE}- <a id="1.3"></a>**1.3** three\n`);
    expect(await run("number", language)).toEqual({ code: 0, text: "" });
  });

  test("1 for what it cannot mend", async () => {
    writeFileSync(language, `${LANGUAGE}- <a id="1.1"></a>**1.1** again\n`);
    expect(await run("number", language)).toMatchObject({ code: 1, text: expect.stringContaining("is used before") });
  });

  test("2 for a file that is not there", async () => {
    expect((await run("number", at("gone"))).code).toBe(2);
  });
});
