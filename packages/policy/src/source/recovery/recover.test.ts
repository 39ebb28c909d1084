import { describe, expect, test } from "vitest";
import { Reporter } from "../../diagnostics/reporter.ts";
import { parseDocument } from "../document.ts";
import { readDocuments } from "../documents.ts";
import { LineIndex } from "../lines.ts";
import type { ListNode, MapNode, Node } from "../node.ts";

function codesOf(text: string): string[] {
  const reporter = new Reporter(new LineIndex(text));
  for (const { problems } of readDocuments(text)) problems.reportTo(reporter);
  return reporter.diagnostics().map((d) => `${d.code}@${d.range.start.line}:${d.range.start.column}`);
}

function valueAt(node: Node | undefined, ...path: (string | number)[]): Node | undefined {
  let at = node;
  for (const step of path) {
    at =
      typeof step === "number"
        ? (at as ListNode).items[step]
        : (at as MapNode).entries.find(({ key }) => key.value === step)?.value;
  }
  return at;
}

/** Names of the rules that could be read, `-` for a gap. */
function rulesOf(text: string, ...path: (string | number)[]): string {
  const [document] = readDocuments(text);
  const list = valueAt(document?.root, ...path, "on_tcp_connect") as ListNode;
  const names = list.items.map((rule) => {
    const name = valueAt(rule, "name");
    return name?.kind === "scalar" ? String(name.value) : "?";
  });
  for (const gap of [...(list.gaps ?? [])].reverse()) names.splice(gap, 0, "-");
  return names.join(" ");
}

const good = (name: string): string => `  - name: ${name}\n    actions:\n      - type: deny\n`;

describe("a broken rule gives one diagnostic and takes no other with it", () => {
  test.each([
    ["a quote that is not closed", "  - name: 'b\n    actions:\n      - type: deny\n", "syntax-error@5:11"],
    [
      "a quote that the next one closes",
      '  - name: "b\n    expressions: ["true"]\n    actions: [{type: deny}]\n',
      "syntax-error@5:11",
    ],
    ["a double quote at the end", "  - name: b\n    expressions:\n      - \"x == '1'\n", "syntax-error@7:9"],
    ["a list that is not closed", "  - name: b\n    expressions: [a, b\n    actions: []\n", "syntax-error@6:18"],
    ["a map that is not closed", "  - name: b\n    actions: [{type: deny]\n", "syntax-error@6:15"],
    ["a bracket too many", "  - name: b\n    actions: []]\n", "syntax-error@6:16"],
    ["a key that is indented too far", "  - name: b\n      actions: []\n", "syntax-error@5:11"],
    ["a key that is indented too little", "  - name: b\n   actions: []\n", "syntax-error@6:4"],
    ["a key that is not indented but for a blank", "  - name: b\n actions: []\n", "syntax-error@6:2"],
    ["a tab as indentation", "  - name: b\n\tactions: []\n", "syntax-error@6:1"],
    ["a tab before an action", "  - name: b\n    actions:\n\t- type: deny\n", "syntax-error@7:1"],
    ["two colons", "  - name: b: c: d\n    actions: []\n", "syntax-error@5:11"],
    ["stray text", "  - name: b\n    stray\n    actions: []\n", "syntax-error@6:5"],
    ["stray text at the start of a line", "  - name: b\nstray text\n", "syntax-error@6:1"],
    ["text behind a quoted one", "  - name: 'b' c\n    actions: []\n", "syntax-error@5:15"],
    ["a reserved character", "  - name: @b\n    actions: []\n", "syntax-error@5:11"],
    ["an unknown escape", '  - name: "\\q"\n    actions: []\n', "syntax-error@5:12"],
    ["an unquoted `!`", "  - name: b\n    expressions:\n      - !(x)\n", "yaml-tag@7:9"],
    ["an unquoted `!` before brackets", "  - name: b\n    expressions: [!(x in ['a'])]\n", "yaml-tag@6:19"],
    ["a merge key", "  - <<: {a: b}\n    name: b\n", "yaml-merge-key@5:5"],
    ["an alias of nothing", "  - name: *b\n    actions: []\n", "syntax-error@5:11"],
    ["a list as a key", "  - ? [a]\n    : b\n", "syntax-error@5:7"],
    ["a dash too far to the left", " - name: b\n   actions: []\n", "syntax-error@5:2"],
    ["a dash at the start of the line", "- name: b\n  actions: []\n", "syntax-error@5:1"],
    ["a dash too far to the right", "   - name: b\n     actions: []\n", "syntax-error@5:4"],
    ["a rule inside of another", "        - expressions: [a]\n          name: b\n", "syntax-error@5:9"],
    ["a dash indented by a tab", "\t- expressions: [a]\n", "syntax-error@5:1"],
    ["a block scalar's header", "  - name: |b\n      c\n", "syntax-error@5:12"],
  ])("%s", (_, broken, expected) => {
    const text = `on_tcp_connect:\n${good("a")}${broken}${good("c")}`;
    expect(codesOf(text)).toEqual([expected]);
    expect(rulesOf(text)).toBe("a - c");
  });

  test("three of five give three", () => {
    const text = `on_tcp_connect:\n${good("a")}  - name: 'b\n    actions: []\n${good("c")}  - name: [d\n${good("e")}  - name: f: g\n`;
    expect(codesOf(text)).toEqual(["syntax-error@5:11", "syntax-error@10:11", "syntax-error@14:11"]);
    expect(rulesOf(text)).toBe("a - c - e -");
  });

  test("two mistakes that leave the structure alone are both told", () => {
    const text = `on_tcp_connect:\n${good("a")}  - name: b\n    expressions: [!x, !y]\n`;
    expect(codesOf(text)).toEqual(["yaml-tag@6:19", "yaml-tag@6:23"]);
  });

  test("what uses an anchor of a broken rule is left out too, without another diagnostic", () => {
    const text = `on_tcp_connect:\n  - name: &n 'a\n${good("b")}  - name: *n\n    actions: []\n`;
    expect(codesOf(text)).toEqual(["syntax-error@2:14"]);
    expect(rulesOf(text)).toBe("- b -");
  });

  test("rules that are all indented by tabs are each told", () => {
    const text = "on_tcp_connect:\n\t- name: a\n\t  actions: []\n\t- name: b\n\t  actions: []\n";
    expect(codesOf(text)).toEqual(["syntax-error@2:1", "syntax-error@4:1"]);
  });

  test.each([
    ["in another phase", `on_http_request:\n  - 'x\non_tcp_connect:\n${good("a")}`, "syntax-error@2:5"],
    ["at the start of the lines", `on_tcp_connect:\n- name: [\n- name: a\n  actions: []\n`, "syntax-error@2:9"],
    ["in front", `on_tcp_connect:\n  - 'x\n${good("a")}`, "syntax-error@2:5"],
  ])("%s", (_, text, expected) => {
    expect(codesOf(text)).toEqual([expected]);
    expect(rulesOf(text)).toMatch(/^(- )?a$/);
  });

  test.each([
    ["CR LF", "\r\n"],
    ["CR", "\r"],
  ])("with lines that end in %s", (_, eol) => {
    const text = `\ufeffon_tcp_connect:\n${good("a😀")}  - name: '😀\n${good("c")}`.replaceAll("\n", eol);
    expect(codesOf(text)).toEqual(["syntax-error@5:11"]);
    expect(rulesOf(text)).toBe("a😀 - c");
  });
});

describe("what carries policies", () => {
  const endpoint = (name: string, rules: string): string =>
    `  - name: ${name}\n    url: tcp://${name}:1\n    traffic_policy:\n      on_tcp_connect:\n${rules.replace(/^/gm, "      ").trimEnd()}\n`;

  test("a broken rule of one endpoint leaves the others alone", () => {
    const text = `version: 3\nendpoints:\n${endpoint("x", `${good("a")}  - name: 'b\n`)}${endpoint("y", good("c"))}`;
    expect(codesOf(text)).toEqual(["syntax-error@10:17"]);
    expect(rulesOf(text, "endpoints", 0, "traffic_policy")).toBe("a -");
    expect(rulesOf(text, "endpoints", 1, "traffic_policy")).toBe("c");
  });

  test("a broken endpoint is a gap among them", () => {
    const text = `version: 3\nendpoints:\n  - name: x\n    url: 'tcp://x:1\n${endpoint("y", good("c"))}`;
    expect(codesOf(text)).toEqual(["syntax-error@4:10"]);
    expect(valueAt(readDocuments(text)[0]?.root, "endpoints")).toMatchObject({ gaps: [0], items: { length: 1 } });
    expect(rulesOf(text, "endpoints", 0, "traffic_policy")).toBe("c");
  });

  test.each([
    ["with a value on its line", "  a: {addr: 1, proto: 'tcp}\n"],
    ["with one below", "  a:\n    addr: 1\n    proto: 'tcp\n"],
    ["with a long name", "  a-long-name:\n    proto: 'tcp\n"],
  ])("a broken tunnel leaves the others alone, %s", (_, broken) => {
    const text = `version: 2\ntunnels:\n${broken}  b:\n    proto: tcp\n    traffic_policy:\n      on_tcp_connect:\n        - name: c\nlog: x\n`;
    expect(codesOf(text)).toHaveLength(1);
    expect(valueAt(readDocuments(text)[0]?.root, "tunnels")).toMatchObject({
      incomplete: true,
      entries: { length: 1 },
    });
    expect(rulesOf(text, "tunnels", "b", "traffic_policy")).toBe("c");
  });

  test("a broken document leaves the others of the file alone", () => {
    const text = `a: 'x\n---\non_tcp_connect:\n${good("a")}\n--- # third\n[b\n`;
    expect(codesOf(text)).toEqual(["syntax-error@1:4", "syntax-error@9:1"]);
    const documents = readDocuments(text);
    expect(documents.map(({ root, incomplete }) => [root?.kind, incomplete])).toEqual([
      [undefined, true],
      ["map", false],
      [undefined, true],
    ]);
    expect(documents.map(({ start, end }) => text.slice(start, end)).join("")).toBe(text);
  });
});

describe("flow style and JSON", () => {
  const json = (...rules: string[]): string => `{\n  "on_tcp_connect": [\n${rules.join(",\n")}\n  ]\n}\n`;
  const rule = (name: string): string =>
    `    {\n      "name": "${name}",\n      "actions": [\n        { "type": "deny" }\n      ]\n    }`;

  test.each([
    ["a comma", '    {\n      "name": "b"\n      "actions": []\n    }', "syntax-error@11:7"],
    ["a colon", '    {\n      "name" "b",\n      "actions": []\n    }', "syntax-error@10:14"],
    ["a closing quote", '    {\n      "name": "b,\n      "actions": []\n    }', "syntax-error@10:15"],
    ["a closing quote at the end", '    {\n      "name": "b\n    }', "syntax-error@10:15"],
    [
      "a closing bracket",
      '    {\n      "name": "b",\n      "actions": [ { "type": "deny" }\n    }',
      "syntax-error@11:18",
    ],
    ["a closing brace", '    {\n      "name": "b"', "syntax-error@9:5"],
  ])("a rule that lacks %s", (_, broken, expected) => {
    for (const text of [json(rule("a"), broken, rule("c")), json(rule("a"), broken)]) {
      expect(codesOf(text)).toEqual([expected]);
    }
    expect(rulesOf(json(rule("a"), broken, rule("c")))).toBe("a - c");
    expect(rulesOf(json(rule("a"), broken))).toBe("a -");
  });

  test("three broken rules of five give three", () => {
    const text = json(
      rule("a"),
      '    {\n      "name": "b"\n      "actions": []\n    }',
      rule("c"),
      '    {\n      "name": "d,\n      "actions": []\n    }',
      '    {\n      "name": "e",\n      "actions": ]\n    }',
    );
    expect(codesOf(text)).toHaveLength(3);
    expect(rulesOf(text)).toBe("a - c - -");
  });

  test.each([
    ["a comma between rules", json(`${rule("a")}\n${rule("b")}`, rule("c")), "syntax-error@8:5"],
    ["a comma too many", json(rule("a"), `,\n${rule("b")}`, rule("c")), "syntax-error@9:1"],
    ["a bracket too many", json(rule("a"), `${rule("b")} ]`, rule("c")), "syntax-error@14:7"],
  ])("%s", (_, text, expected) => {
    expect(codesOf(text)).toEqual([expected]);
    expect(rulesOf(text)).toBe("a b c");
  });

  test.each([
    ["a quote", '{"name":"b,"actions":[]}'],
    ["a bracket", '{"name":"b","actions":[{"type":"deny"}'],
    ["a colon", '{"name":"b","actions"[]}'],
  ])("all in one line, a rule that lacks %s", (_, broken) => {
    const other = (name: string): string => `{"name":"${name}","actions":[{"type":"deny"}]}`;
    for (const text of [
      `{"on_tcp_connect":[${other("a")},${broken},${other("c")}]}`,
      `{on_tcp_connect: [${other("a")}, ${broken}, ${other("c")}]}\n`,
    ]) {
      expect(codesOf(text)).toHaveLength(1);
      expect(rulesOf(text)).toBe("a - c");
    }
    expect(codesOf(`{"on_tcp_connect":[${other("a")},${broken}]}`)).toHaveLength(1);
  });

  test("what is cut off is told at the bracket that is open", () => {
    expect(codesOf('{"on_tcp_connect":[{"actions":[{"type":"deny"}]}')).toEqual(["syntax-error@1:19"]);
    expect(codesOf('{"on_tcp_connect":[{"actions":[{"type":"deny"}]')).toEqual(["syntax-error@1:20"]);
    expect(codesOf('{"on_tcp_connect":[{"actions":[{"type":"den')).toEqual(["syntax-error@1:40"]);
  });

  test("a flow list in a block document", () => {
    const text =
      "on_tcp_connect: [\n  {name: a, actions: []},\n  {name: 'b, actions: []},\n  {name: c, actions: []},\n]\n";
    expect(codesOf(text)).toEqual(["syntax-error@3:10"]);
    expect(rulesOf(text)).toBe("a - c");
  });
});

describe("a document that is compiled", () => {
  test("is read like any other, and what is wrong with it is reported", () => {
    const text = `on_tcp_connect:\n${good("a")}  - name: 'b\n`;
    const reporter = new Reporter(new LineIndex(text));
    expect(parseDocument(text, reporter)?.kind).toBe("map");
    expect(reporter.hasErrors).toBe(true);
  });
});
