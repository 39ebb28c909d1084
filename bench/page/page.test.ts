import { describe, expect, test } from "vitest";
import { markdownTable, plain, rowsOf } from "./markdown.js";
import { performancePage } from "./page.js";

const spread = (median: number) => ({ median, low: median, high: median });
const ratio = (median: number, verdict: string) => ({
  id: "a.x",
  what: "ours × bare",
  ...spread(median),
  target: 1.1,
  atLeast: false,
  verdict,
});
const axis = { label: "n", log: true };
const TABLES = [
  { name: "a", what: "what a does", against: "what is bare" },
  { name: "b", what: "what b does", against: "nothing" },
];

function resultsOf(node: string, tables: Record<string, object>) {
  const environment = {
    ...{ node, v8: "1", openssl: "3", cpu: "a CPU", cores: 2, memoryGiB: 8, kernel: "Linux 6" },
    packages: { "cel-js": "0.8.2" },
    servers: { HAProxy: "2.6", nginx: "1.22" },
  };
  const report = { tables: [], ratios: [], budgets: [], plots: [], date: "2026-01-02", rounds: 9, commit: `c${node}` };
  return {
    environment,
    tables: Object.fromEntries(Object.entries(tables).map(([name, each]) => [name, { ...report, ...each }])),
  };
}

const table = (rows: string[][], notes: string[] = []) => ({ title: "µs of `it`", header: ["", "µs"], rows, notes });

const [OLD, NEW] = [
  resultsOf("20.1.0", {
    a: {
      tables: [
        table(
          [
            ["bare", "1"],
            ["ours | <all>", "2"],
          ],
          ["both say this", "2 of *them*"],
        ),
      ],
      ratios: [ratio(1.05, "met")],
      plots: [
        {
          id: "a.scale",
          title: "how a grows",
          x: axis,
          y: axis,
          series: [
            {
              name: "ours",
              points: [
                [1, 1],
                [10, 10],
              ],
            },
          ],
        },
      ],
    },
  }),
  resultsOf("24.2.0", {
    a: {
      tables: [
        table(
          [
            ["bare", "3"],
            ["haproxy 2.6", "4"],
          ],
          ["both say this", "1 of *them*"],
        ),
      ],
      ratios: [ratio(1.2, "missed")],
      budgets: [{ id: "a.y", what: "a.y", ...spread(3), limit: 5, unit: "ms", verdict: "met" }],
    },
  }),
];

describe("the page", () => {
  const files = performancePage([OLD, NEW], TABLES);
  const page = String(files.get("performance.md"));

  test("has the targets of both Nodes next to each other", () => {
    expect(page).toContain("Node 20: 1 met. Node 24: 1 met, 1 missed.");
    expect(page).toContain("| [ours × bare](#a) | ≤ 1.1 | 1.05 (1.05–1.05) | met | 1.20 (1.20–1.20) | **missed** |");
    expect(page).toContain("| [a.y](#a) | ≤ 5 ms |  |  | 3.00 (3.00–3.00) | met |");
  });

  test("has what was measured where, and the servers alone that a table has", () => {
    expect(page).toContain("| CPU | a CPU, 2 cores | a CPU, 2 cores |");
    expect(page).toContain("| measured on | 2026-01-02 | 2026-01-02 |");
    expect(page).toContain("| commit | c20.1.0 | c24.2.0 |");
    expect(page).toContain("| compared with | cel-js 0.8.2 | cel-js 0.8.2, HAProxy 2.6 |");
  });

  test("tells of each table what it is of, unless all are of one commit and as many rounds, with as many figures", () => {
    const pageOf = (a: object, b: object) =>
      String(performancePage([resultsOf("20.1.0", { a, b }), NEW], TABLES).get("performance.md"));
    expect(pageOf({}, {})).not.toContain("*Of:*");
    const other = pageOf({}, { commit: "c3", rounds: 15 });
    expect(other).toContain("| commit | told with each table | c24.2.0 |");
    expect(other).toContain("| rounds | told with each table | 9 |");
    expect(other).toContain("*Of:* Node 20: commit c20.1.0, 9 rounds; Node 24: commit c24.2.0, 9 rounds.");
    expect(other).toContain("*Of:* Node 20: commit c3, 15 rounds.");
    const fewer = pageOf({ figures: 3 }, { figures: 9 });
    expect(fewer.match(/^\*Of:\*.*$/gm)).toEqual([
      "*Of:* Node 20: commit c20.1.0, 9 rounds, 3 figures behind each spread; Node 24: commit c24.2.0, 9 rounds.",
    ]);
  });

  test("tells what was measured, though it would be measured otherwise now", () => {
    const older = resultsOf("20.1.0", { a: { what: "what a did", against: "what was bare" }, b: {} });
    const told = String(performancePage([older], TABLES).get("performance.md"));
    expect(told).toContain("*Measured:* what a did. *Against:* what was bare.");
    expect(told).toContain("*Measured:* what b does. *Against:* nothing.");
  });

  test("has a section for each table that was run, with the rows of both Nodes", () => {
    expect(page).toContain("## a\n\n*Measured:* what a does. *Against:* what is bare.\n\n### µs of `it`");
    expect(page).toContain(
      [
        "|  | Node | µs |",
        "| --- | ---: | ---: |",
        "| bare | 20 | 1 |",
        "|  | 24 | 3 |",
        "| ours \\| \\<all> | 20 | 2 |",
        "| haproxy 2.6 | 24 | 4 |",
      ].join("\n"),
    );
    expect(page).toContain("- both say this\n- Node 20: 2 of \\*them\\*\n- Node 24: 1 of \\*them\\*");
    expect(page).not.toContain("## b");
  });

  test("links the plots, which are files of their own", () => {
    expect([...files.keys()]).toEqual(["performance/a.scale.svg", "performance.md"]);
    expect(page).toContain("![how a grows](performance/a.scale.svg)");
    expect(files.get("performance/a.scale.svg")).toMatch(/^<svg [\s\S]*Node 20[\s\S]*<\/svg>\n$/);
  });

  test("has one table of what tells a figure of each run in its title", () => {
    const at = (node: string, rate: number) =>
      resultsOf(node, { b: { tables: [{ ...table([["ours", "1"]]), title: `at ${rate} a second` }] } });
    const text = String(performancePage([at("20.1.0", 1_234), at("24.2.0", 1_567.5)], TABLES).get("performance.md"));
    expect(text).toContain(
      "### at 1234 a second\n\n- Node 20: at 1234 a second\n- Node 24: at 1567.5 a second\n\n|  | Node | µs |",
    );
    expect(text.match(/^### /gm)).toHaveLength(1);
  });

  test("says which table the README has no row of", () => {
    expect(() => performancePage([resultsOf("20.1.0", { b: {} })], [{ name: "b" }])).toThrow(
      "no row for the table `b`",
    );
  });

  test("folds what is long", () => {
    const long = resultsOf("20.1.0", {
      b: { tables: [table(Array.from({ length: 33 }, (_, i) => [`row ${i}`, "1"]))] },
    });
    const text = String(performancePage([long], TABLES).get("performance.md"));
    expect(text).toContain("<details>\n\n<summary>33 rows</summary>\n\n|  | Node | µs |");
    expect(text).toContain("Node 20: no targets.");
  });

  test("is not written from a table that is gone", () => {
    expect(() => performancePage([resultsOf("20.1.0", { c: {} })], TABLES)).toThrow(
      "`c` is kept in bench/results, and no table",
    );
  });
});

describe("Markdown", () => {
  test("tables are read as they are written", () => {
    const rows = [
      ["a | b", "1"],
      ["`c`", ""],
    ];
    expect(rowsOf(`# x\n\n| no | table |\n| --- | --- |\n\n${markdownTable(["t", "u"], rows)}\n\nend`, "t")).toEqual(
      rows,
    );
  });

  test("plain text stays what it is, but for code", () => {
    expect(plain("a*b_c [d] <e> `f*g` \\ $1")).toBe("a\\*b\\_c \\[d\\] \\<e> `f*g` \\\\ \\$1");
  });
});
