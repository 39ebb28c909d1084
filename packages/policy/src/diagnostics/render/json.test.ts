import { expect, test } from "vitest";
import { fileOf } from "../testing/files.ts";
import { renderJson } from "./json.ts";

test("every checked file is listed, with what the contract names and nothing more", () => {
  const fix = { description: "write it", edits: [] };
  const files = [
    fileOf("a.yml", "🦦 b\n", [{ code: "unknown-key", of: "b", message: "it is wrong", hint: "mend it", fix }]),
    fileOf("b.yml", "a", [{ code: "weak-key", of: "a" }]),
    fileOf("c.yml", "", [], 0),
  ];
  expect(JSON.parse(renderJson(files))).toStrictEqual({
    version: 1,
    files: [
      {
        path: "a.yml",
        diagnostics: [
          {
            code: "unknown-key",
            severity: "error",
            message: "it is wrong",
            hint: "mend it",
            range: { start: { line: 1, column: 3, offset: 3 }, end: { line: 1, column: 4, offset: 4 } },
            ngrok: "ERR_NGROK_2203",
          },
        ],
      },
      {
        path: "b.yml",
        diagnostics: [
          {
            code: "weak-key",
            severity: "warning",
            message: "it is wrong",
            range: { start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 2, offset: 1 } },
          },
        ],
      },
      { path: "c.yml", diagnostics: [] },
    ],
  });
});

test("a text keeps its value, whatever is in it", () => {
  const message = '\u0000\u001b\u009b\u202e\ud800 \u{1f9a6} "\\\n';
  const shown = JSON.parse(renderJson([fileOf(message, "a", [{ code: "unknown-key", of: "a", message }])]));
  expect([shown.files[0].path, shown.files[0].diagnostics[0].message]).toEqual([message, message]);
});
