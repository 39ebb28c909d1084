/** Draws a plot of `Report` as SVG: a panel for each Node, on the same scales. A pure function of its data. */
import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";
import { MOST_SERIES, markOf, svg, text } from "./svg.js";

const WIDTH = 820;
const PANEL_HEIGHT = 260;
/** What stands around the panels. */
const TOP = 64;
const LEFT = 92;
const RIGHT = 32;
const GAP = 48;
const BELOW = 72;
const LEGEND_LINE = 20;
/** About the width of a letter of 12 px: a legend has to be placed without a browser. */
const LETTER = 6.6;

/** `panels`: `[{ name, plot }]`, `plot` as `Report.plot` keeps it. Title and labels are the first one's. */
export function drawPlot(panels) {
  const [{ plot: first }] = panels;
  const names = [...new Set(panels.flatMap(({ plot }) => plot.series.map(({ name }) => name)))];
  if (names.length > MOST_SERIES)
    throw new Error(`\`${first.id}\` has ${names.length} series, of at most ${MOST_SERIES}`);
  const points = panels.flatMap(({ plot }) => plot.series.flatMap((series) => series.points));
  const width = (WIDTH - LEFT - RIGHT - GAP * (panels.length - 1)) / panels.length;
  const bottom = TOP + PANEL_HEIGHT;
  const y = scaleOf(
    first,
    "y",
    points.map((point) => point[1]),
  ).range([bottom, TOP]);
  const parts = panels.flatMap(({ name, plot }, i) => {
    const left = LEFT + i * (width + GAP);
    const right = left + width;
    const x = scaleOf(
      first,
      "x",
      points.map((point) => point[0]),
    ).range([left, right]);
    return [
      text({ x: (left + right) / 2, y: TOP - 12, anchor: "middle" }, name),
      ...ticksOf(x, first.x).flatMap(({ at, label }) => [
        `<path class="grid" d="M${at},${TOP}V${bottom}"/>`,
        text({ x: at, y: bottom + 18, anchor: "middle", faint: true }, label),
      ]),
      ...ticksOf(y, first.y).flatMap(({ at, label }) => [
        `<path class="grid" d="M${round(left)},${at}H${round(right)}"/>`,
        ...(i === 0 ? [text({ x: left - 8, y: at + 4, anchor: "end", faint: true }, label)] : []),
      ]),
      text({ x: (left + right) / 2, y: bottom + 40, anchor: "middle" }, first.x.label),
      ...plot.series.map((series) => drawSeries(series, names.indexOf(series.name), x, y)),
    ];
  });
  const legend = legendOf(names);
  return svg({
    width: WIDTH,
    height: bottom + BELOW + legend.height,
    title: first.title,
    // What whoever cannot see it is told.
    description: `${first.y.label} against ${first.x.label}, for ${panels.map(({ name }) => name).join(" and ")}: ${names.join(", ")}`,
    parts: [
      text({ x: LEFT, y: 24, strong: true }, first.title),
      text({ x: 20, y: TOP + PANEL_HEIGHT / 2, anchor: "middle", turned: true }, first.y.label),
      ...parts,
      ...legend.parts,
    ],
  });
}

/** From nothing on a linear axis; a logarithmic one has no place for that. */
function scaleOf(plot, axis, values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!plot[axis].log)
    return scaleLinear()
      .domain([Math.min(0, low), high])
      .nice(6);
  if (!(low > 0)) throw new Error(`\`${plot.id}\` has ${low} on a logarithmic ${axis} axis`);
  return scaleLog().domain([low, high]).nice();
}

/** Of a logarithmic scale of several decades the powers of ten alone: there is no room for what stands between. */
function ticksOf(scale, { log = false }) {
  const show = (value) => value.toLocaleString("en-US", { maximumFractionDigits: 6 });
  const [low, high] = scale.domain();
  const label = log ? scale.tickFormat(high / low > 10 ? 1 : 6, show) : show;
  const ticks = scale.ticks(6).map((value) => ({ at: round(scale(value)), label: label(value) }));
  return ticks.filter((tick) => tick.label !== "");
}

function drawSeries({ points }, index, x, y) {
  const places = points.toSorted(([a], [b]) => a - b).map((point) => [round(x(point[0])), round(y(point[1]))]);
  const marks = places.map((place) => markOf(index, ...place));
  return `<g class="s${index}"><path class="line" d="${line()(places)}"/>${marks.join("")}</g>`;
}

/** As many to a line as fit. */
function legendOf(names) {
  const top = TOP + PANEL_HEIGHT + BELOW;
  let [x, row] = [LEFT, 0];
  const parts = names.flatMap((name, i) => {
    const width = 32 + name.length * LETTER;
    if (x > LEFT && x + width > WIDTH - RIGHT) [x, row] = [LEFT, row + 1];
    const left = x;
    const middle = top + row * LEGEND_LINE;
    x += width;
    return [`<g class="s${i}">${markOf(i, left + 6, middle)}</g>`, text({ x: left + 18, y: middle + 4 }, name)];
  });
  return { parts, height: (row + 1) * LEGEND_LINE };
}

function round(number) {
  return Math.round(number * 10) / 10;
}
