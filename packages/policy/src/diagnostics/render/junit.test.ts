import fc from "fast-check";
import { expect, it, test } from "vitest";
import { fileOf, reportFiles } from "../testing/files.ts";
import { type Element, parseXml } from "../testing/xml.ts";
import { renderJunit } from "./junit.ts";

test("a file is a suite, a diagnostic a case, and an error a failure", () => {
  const files = [
    fileOf("a.yml", "a: b", [
      { code: "invalid-cidr", of: "b", message: "`b` is wrong", hint: "mend it" },
      { code: "weak-key", of: "a", message: "it is weak" },
      { code: "not-checked", of: "a", message: "who knows" },
    ]),
    fileOf("b.yml", ""),
  ];
  const root = parseXml(renderJunit(files));
  expect([root.name, root.attributes]).toEqual([
    "testsuites",
    { name: "sluice-policy", tests: "4", failures: "1", errors: "0" },
  ]);
  expect(root.children.map(({ name, attributes }) => [name, attributes])).toEqual([
    ["testsuite", { name: "a.yml", tests: "3", failures: "1", errors: "0" }],
    ["testsuite", { name: "b.yml", tests: "1", failures: "0", errors: "0" }],
  ]);
  expect(root.children.map(({ children }) => children.map(shapeOf))).toEqual([
    [
      [
        "invalid-cidr at 1:4",
        "failure",
        "a.yml:1:4: error: `b` is wrong [invalid-cidr, ERR_NGROK_2217]\nhint: mend it",
      ],
      ["weak-key at 1:1", "system-out", "a.yml:1:1: warning: it is weak [weak-key]"],
      ["not-checked at 1:1", "system-out", "a.yml:1:1: info: who knows [not-checked]"],
    ],
    [["no problems"]],
  ]);
});

function shapeOf({ name, attributes, children }: Element): unknown[] {
  expect(name).toBe("testcase");
  return [attributes.name, ...children.flatMap((child) => [child.name, child.text])];
}

test("a failure says in its attributes what a list of failures shows", () => {
  const said = [{ code: "invalid-cidr", of: "a", message: 'a "b" <c> & d' }] as const;
  const [failure] = parseXml(renderJunit([fileOf("a", "a", said)])).children[0]?.children[0]?.children ?? [];
  expect(failure?.attributes).toEqual({ message: 'a "b" <c> & d', type: "invalid-cidr" });
});

it("counts as many cases and failures as there are", () => {
  for (const { name, attributes, children } of parseXml(renderJunit(reportFiles())).children) {
    const failures = children.filter((one) => one.children.some((told) => told.name === "failure"));
    expect([name, attributes.tests, attributes.failures]).toEqual([
      "testsuite",
      `${children.length}`,
      `${failures.length}`,
    ]);
  }
});

it("is well-formed, whatever a file holds and is called", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(text, text, text, (path, message, hint) => {
      const xml = renderJunit([fileOf(path, message, [{ code: "unknown-key", start: 0, message, hint }])]);
      expect(() => parseXml(xml)).not.toThrow();
    }),
  );
});

test.each(["<a>", "<a></b>", "<a/><b/>", '<a b="<"/>', "<a>&x;</a>", "<a>\u0001</a>", '<a b="" b=""/>', "<a>]]></a>"])(
  "the reader of these tests refuses %s",
  (xml) => {
    expect(() => parseXml(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`)).toThrow();
  },
);
