/** The text of an SVG: what stands around a drawing, the colours of its series and its letters. */
import { symbol, symbolsFill } from "d3-shape";

/** The colours of series on light and on dark ground; each has a mark of its own, too, for those who cannot tell colours apart. */
const LIGHT = ["#0969da", "#bc4c00", "#1a7f37", "#8250df", "#bf3989", "#57606a", "#9a6700", "#0f7b84"];
const DARK = ["#58a6ff", "#f0883e", "#3fb950", "#bc8cff", "#f778ba", "#9ea7b3", "#d29922", "#39c5cf"];
const MARK_AREA = 44;

export const MOST_SERIES = LIGHT.length;

/** A ground of its own, so that it is readable wherever it is put, whatever that page thinks of light and dark. */
export function svg({ width, height, title, description, parts }) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(description)}</desc>`,
    "<style>",
    "text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328 }",
    ".strong { font-size: 15px; font-weight: 600 } .faint { fill: #57606a }",
    ".ground { fill: #ffffff; stroke: #d0d7de } .grid { stroke: #e5e8eb } .line { fill: none; stroke-width: 1.8 }",
    ...coloured(LIGHT),
    "@media (prefers-color-scheme: dark) {",
    "text { fill: #e6edf3 } .faint { fill: #9ea7b3 } .ground { fill: #0d1117; stroke: #30363d } .grid { stroke: #262c34 }",
    ...coloured(DARK),
    "}",
    "</style>",
    `<rect class="ground" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="6"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

function coloured(colours) {
  return colours.map((colour, i) => `.s${i} .line { stroke: ${colour} } .s${i} .mark { fill: ${colour} }`);
}

/** `anchor`: which end of the text is at the place; `turned`: read from below. */
export function text({ x, y, anchor = "start", strong = false, faint = false, turned = false }, content) {
  const place = [x, y].map((number) => Math.round(number * 10) / 10);
  const attributes = [
    `x="${place[0]}" y="${place[1]}"`,
    anchor === "start" ? "" : ` text-anchor="${anchor}"`,
    strong ? ' class="strong"' : faint ? ' class="faint"' : "",
    turned ? ` transform="rotate(-90 ${place.join(" ")})"` : "",
  ];
  return `<text ${attributes.join("")}>${escaped(content)}</text>`;
}

/** The mark of a series. */
export function markOf(index, x, y) {
  const shape = symbol(symbolsFill[index % symbolsFill.length], MARK_AREA).digits(1)();
  return `<path class="mark" transform="translate(${x},${y})" d="${shape}"/>`;
}

function escaped(content) {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
