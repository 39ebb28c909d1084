import { describe, expect, test } from "vitest";
import { drawPlot } from "./plot.js";

type Points = [number, number][];

const plotOf = (series: Record<string, Points>, { log = true, title = "cost" } = {}) => ({
  id: "a.scale",
  title,
  x: { label: "rules", log },
  y: { label: "ns of CPU", log },
  series: Object.entries(series).map(([name, points]) => ({ name, points })),
});

/** Where the marks of each series are, the legend's apart: `{ s0: [[x, y], …] }`. */
function marksOf(svg: string): Record<string, Points> {
  const groups = [...svg.matchAll(/<g class="(s\d)"><path class="line".*?<\/g>/g)];
  const marks: Record<string, Points> = {};
  for (const [group, name] of groups) {
    const places = [...group.matchAll(/translate\(([\d.]+),([\d.]+)\)/g)].map(([, x, y]): [number, number] => [
      Number(x),
      Number(y),
    ]);
    marks[String(name)] = [...(marks[String(name)] ?? []), ...places];
  }
  return marks;
}

const textsOf = (svg: string) => [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([, content]) => content);

describe("a plot", () => {
  test("has its points where logarithmic axes have them", () => {
    const { s0 = [] } = marksOf(
      drawPlot([
        {
          name: "Node 20",
          plot: plotOf({
            ours: [
              [10, 1],
              [100, 10],
              [1000, 100],
            ],
          }),
        },
      ]),
    );
    const [[x0 = 0, y0 = 0] = [], [x1 = 0, y1 = 0] = [], [x2 = 0, y2 = 0] = []] = s0;
    expect([x1, y1]).toEqual([(x0 + x2) / 2, (y0 + y2) / 2]);
    expect(x2 - x0).toBeGreaterThan(600);
    expect(y0 - y2).toBe(260);
  });

  test("begins linear axes at nothing", () => {
    const { s0 = [] } = marksOf(
      drawPlot([
        {
          name: "Node 20",
          plot: plotOf(
            {
              ours: [
                [0, 50],
                [50, 100],
                [100, 0],
              ],
            },
            { log: false },
          ),
        },
      ]),
    );
    const [[x0 = 0, y0 = 0] = [], [x1 = 0, y1 = 0] = [], [x2 = 0, y2 = 0] = []] = s0;
    expect(x1).toBe((x0 + x2) / 2);
    expect([y0 - y1, y2 - y0]).toEqual([130, 130]);
  });

  test("has both Nodes on the same scales, each in its panel", () => {
    const panels = [
      {
        name: "Node 20",
        plot: plotOf({
          ours: [
            [10, 10],
            [100, 100],
          ],
        }),
      },
      {
        name: "Node 24",
        plot: plotOf({
          ours: [
            [10, 100],
            [100, 1000],
          ],
          theirs: [[10, 10]],
        }),
      },
    ];
    const svg = drawPlot(panels);
    const { s0 = [], s1 = [] } = marksOf(svg);
    expect(s0).toHaveLength(4);
    const [first, second, third, fourth] = s0;
    expect(second?.[1]).toBe(third?.[1]);
    expect(Number(third?.[0])).toBeGreaterThan(Number(second?.[0]));
    expect(s1).toEqual([[third?.[0], first?.[1]]]);
    expect(fourth?.[1]).toBe(64);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["Node 20", "Node 24", "ours", "theirs"]));
  });

  test("says what it shows: title, axes, powers of ten, names", () => {
    const svg = drawPlot([
      {
        name: "Node 20",
        plot: plotOf({
          "a < b & c": [
            [10, 1],
            [10_000, 100],
          ],
        }),
      },
    ]);
    expect(textsOf(svg)).toEqual([
      ...["cost", "ns of CPU", "Node 20", "10", "100", "1,000", "10,000", "1", "10", "100", "rules"],
      "a &lt; b &amp; c",
    ]);
    expect(svg).toMatch(
      /<title id="title">cost<\/title>\n<desc id="description">ns of CPU against rules, for Node 20: a &lt; b/,
    );
  });

  test("has a colour for every series on light and on dark ground", () => {
    const svg = drawPlot([{ name: "Node 20", plot: plotOf({ a: [[1, 1]], b: [[10, 10]] }) }]);
    const [light = "", dark = ""] = svg.split("prefers-color-scheme: dark");
    for (const name of ["s0", "s1"]) {
      const rule = new RegExp(`\\.${name} \\.line { stroke: (#\\w+) }`);
      expect(rule.exec(light)?.[1]).toMatch(/^#/);
      expect(rule.exec(dark)?.[1]).not.toBe(rule.exec(light)?.[1]);
    }
  });

  test("breaks a legend that is wider than it", () => {
    const names = Array.from({ length: 8 }, (_, i) => `a series with a long name, number ${i}`);
    const short = drawPlot([
      {
        name: "Node 20",
        plot: plotOf({
          a: [
            [1, 1],
            [10, 10],
          ],
        }),
      },
    ]);
    const long = drawPlot([
      {
        name: "Node 20",
        plot: plotOf(
          Object.fromEntries(
            names.map((name) => [
              name,
              [
                [1, 1],
                [10, 10],
              ],
            ]),
          ),
        ),
      },
    ]);
    const heightOf = (svg: string) => Number(/height="(\d+)"/.exec(svg)?.[1]);
    expect(heightOf(long) - heightOf(short)).toBe(60);
  });

  test("refuses what it has no place and what it has no colours for", () => {
    expect(() =>
      drawPlot([
        {
          name: "Node 20",
          plot: plotOf({
            ours: [
              [0, 1],
              [10, 1],
            ],
          }),
        },
      ]),
    ).toThrow("`a.scale` has 0 on a logarithmic x axis");
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i): [string, Points] => [`${i}`, [[1, 1]]]));
    expect(() => drawPlot([{ name: "Node 20", plot: plotOf(many) }])).toThrow("9 series, of at most 8");
  });
});
