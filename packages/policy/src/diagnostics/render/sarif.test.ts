import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { CheckedFile } from "../checked-file.ts";
import { CODES } from "../codes.ts";
import type { Fix } from "../diagnostic.ts";
import { fileOf, reportFiles } from "../testing/files.ts";
import { SARIF_SCHEMA } from "../testing/sarif-schema.ts";
import { renderSarif } from "./sarif.ts";

const validate = new Ajv({ allErrors: true }).compile(SARIF_SCHEMA);

interface Rule {
  readonly id: string;
  readonly defaultConfiguration: unknown;
}

interface Run {
  readonly tool: {
    readonly driver: { readonly semanticVersion?: string; readonly rules: readonly Rule[] };
  };
  readonly columnKind: string;
  readonly newlineSequences: readonly string[];
  readonly artifacts: readonly unknown[];
  readonly results: readonly Result[];
}

interface Result {
  readonly ruleIndex: number;
  readonly message: { readonly text: string };
  readonly locations: readonly { readonly physicalLocation: { readonly region: Readonly<Record<string, number>> } }[];
  readonly fixes?: unknown;
}

/** The one run of a report, which is valid. */
function runOf(files: readonly CheckedFile[], version?: string): Run {
  const log = JSON.parse(renderSarif(files, { version }));
  expect(validate(log) ? [] : validate.errors).toEqual([]);
  return log.runs[0];
}

function regionOf({ results: [result] }: Run): Readonly<Record<string, number>> {
  return result?.locations[0]?.physicalLocation.region ?? {};
}

describe("a report is valid", () => {
  it("with something of everything in it", () => {
    expect(runOf(reportFiles()).results).toHaveLength(8);
  });

  it("with nothing in it", () => {
    expect(runOf([])).toMatchObject({ artifacts: [], results: [] });
  });

  it("whatever a file holds and is called", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, text, fc.nat(), fc.nat(), (path, code, a, b) => {
        const [start = 0, end = 0] = [a % (code.length + 1), b % (code.length + 1)].sort((x, y) => x - y);
        const said = { code: "weak-key", start, end, message: code } as const;
        const {
          startLine = 0,
          endLine = 0,
          startColumn = 0,
          endColumn = 0,
        } = regionOf(runOf([fileOf(path || "-", code, [said])]));
        expect(endLine > startLine || endColumn >= startColumn).toBe(true);
      }),
    );
  });
});

test("every code is a rule, with its level, what it means and ngrok's code", () => {
  const { rules } = runOf([]).tool.driver;
  expect(rules.map((rule) => rule.id)).toEqual(Object.keys(CODES));
  expect(rules.find(({ id }) => id === "not-checked")?.defaultConfiguration).toEqual({ level: "note" });
  expect(rules.find(({ id }) => id === "invalid-cidr")).toMatchObject({
    defaultConfiguration: { level: "error" },
    properties: { ngrok: "ERR_NGROK_2217" },
  });
});

test("the version of the tool is told if it is known", () => {
  expect(runOf([], "1.2.3").tool.driver.semanticVersion).toBe("1.2.3");
  expect(runOf([]).tool.driver).not.toHaveProperty("semanticVersion");
});

test("a result has its rule, its level and a region in code points", () => {
  const run = runOf([fileOf("a.yml", "x"), fileOf("b.yml", "a: 1\r🦦: b", [{ code: "cidr-host-bits", of: "b" }])]);
  expect(run.columnKind).toBe("unicodeCodePoints");
  expect(run.newlineSequences).toContain("\r");
  expect(run.tool.driver.rules[run.results[0]?.ruleIndex ?? -1]?.id).toBe("cidr-host-bits");
  expect(run.results).toMatchObject([
    {
      ruleId: "cidr-host-bits",
      level: "warning",
      message: { text: "it is wrong" },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "b.yml", index: 1 },
            region: { startLine: 2, startColumn: 4, endLine: 2, endColumn: 5 },
          },
        },
      ],
    },
  ]);
});

test("a file that was checked is an artifact, and standard input says what it is", () => {
  expect(runOf([fileOf("a b.yml", ""), fileOf("-", "")]).artifacts).toEqual([
    { location: { uri: "a%20b.yml" }, roles: ["analysisTarget"] },
    {
      location: { uri: "stdin", description: { text: "standard input" } },
      roles: ["analysisTarget", "standardStream"],
    },
  ]);
});

describe("a mend", () => {
  const text = "🦦: [10.0.0.1/8, x]\n";
  const fixed = (fix: Fix) =>
    runOf([fileOf("a.yml", text, [{ code: "cidr-host-bits", of: "10.0.0.1/8", fix }])]).results[0] as Result;

  it("replaces regions of the file", () => {
    const edits = [
      { start: 5, end: 15, old: "10.0.0.1/8", text: "10.0.0.0/8" },
      { start: 15, end: 18, old: ", x", text: "" },
    ];
    expect(fixed({ description: "write `10.0.0.0/8`", edits }).fixes).toEqual([
      {
        description: { text: "write `10.0.0.0/8`" },
        artifactChanges: [
          {
            artifactLocation: { uri: "a.yml", index: 0 },
            replacements: [
              {
                deletedRegion: { startLine: 1, startColumn: 5, endLine: 1, endColumn: 15 },
                insertedContent: { text: "10.0.0.0/8" },
              },
              { deletedRegion: { startLine: 1, startColumn: 15, endLine: 1, endColumn: 18 } },
            ],
          },
        ],
      },
    ]);
  });
});

test("what a user wrote is no link in a message", () => {
  const said = [{ code: "unknown-key", of: "a", message: "`[here](https://example.com)` is not a key here" }] as const;
  expect(runOf([fileOf("a.yml", "a", said)]).results[0]?.message.text).not.toContain("](");
});

test("the schema of these tests refuses what the standard's does", () => {
  const log = JSON.parse(renderSarif(reportFiles()));
  log.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0;
  expect(validate(log)).toBe(false);
});
