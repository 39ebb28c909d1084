import { linesOf } from "./screen.js";
import { COLUMNS, PROMPT, ROWS } from "./session.js";

const CELL = { width: 8.4, height: 19 };
const MARGIN = { x: 16, top: 40, bottom: 14 };
/** Seconds that the end stays before it begins anew. */
const REST = 6;

/** Light text on a dark window, which reads the same on a light page and on a dark one. */
const STYLE = `
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d5dbe3;white-space:pre}
.bold{font-weight:700;fill:#fff}.dim{fill:#8b96a5}.red{fill:#ff7b72}.green{fill:#7ee787}.yellow{fill:#f2cc60}.blue{fill:#79c0ff}.cyan{fill:#76e3ea}
.prompt{fill:#7ee787}.comment{fill:#8b96a5}`;

/**
 * A recording as a picture that plays in a page, without a script: each line comes when it came, commands are typed, and the
 * lines go up as a terminal's do. Where nothing may move it is the beginning of the session.
 */
export function toSvg(shown, title) {
  const lines = linesOf(shown, COLUMNS, PROMPT);
  const total = (lines.at(-1)?.to ?? 0) + REST;
  const percent = (time) => `${round((time / total) * 100)}%`;
  const width = COLUMNS * CELL.width + 2 * MARGIN.x;
  const height = ROWS * CELL.height + MARGIN.top + MARGIN.bottom;
  const rules = lines.map(({ from, to, typed, runs }, index) => {
    const steps = length(runs) - PROMPT.length;
    const gone = `0%,${percent(from)}{visibility:hidden}`;
    if (Number.isNaN(from)) return "";
    if (!typed) return `@keyframes l${index}{${gone}${percent(from + 0.001)},100%{visibility:visible}}`;
    const start = `clip-path:inset(0 ${round((steps / length(runs)) * 100)}% 0 0)`;
    return `@keyframes l${index}{${gone}${percent(from + 0.001)}{visibility:visible;${start};animation-timing-function:steps(${steps},end)}${percent(to)},100%{visibility:visible;clip-path:inset(0)}}`;
  });
  const drawn = lines.map((line, index) => {
    if (Number.isNaN(line.from)) return "";
    const y = round(MARGIN.top + (index + 0.75) * CELL.height);
    const across = `textLength="${round(length(line.runs) * CELL.width)}" lengthAdjust="spacingAndGlyphs"`;
    return `<text id="l${index}" x="${MARGIN.x}" y="${y}" ${across}>${runsOf(line)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">${escaped(title)}</title>
<style>${STYLE}
${rules.filter((rule) => rule !== "").join("\n")}
${scrolling(lines, percent)}
@media (prefers-reduced-motion:no-preference){
#lines,#lines text{animation:up ${round(total)}s step-end infinite}
${lines.map(({ from }, index) => (Number.isNaN(from) ? "" : `#lines #l${index}{animation-name:l${index}}`)).join("")}
}
</style>
<rect width="100%" height="100%" rx="9" fill="#12171f"/>
<circle cx="20" cy="20" r="6" fill="#ff5f57"/><circle cx="40" cy="20" r="6" fill="#febc2e"/><circle cx="60" cy="20" r="6" fill="#28c840"/>
<clipPath id="screen"><rect y="${MARGIN.top}" width="100%" height="${ROWS * CELL.height}"/></clipPath>
<g clip-path="url(#screen)">
<g id="lines">
${drawn.filter((line) => line !== "").join("\n")}
</g>
</g>
</svg>
`;
}

/** How far the lines have gone up, from the moment that there is no room for one more. */
function scrolling(lines, percent) {
  const stops = new Map([["0%", "none"]]);
  let time = 0;
  lines.forEach(({ from }, index) => {
    if (!Number.isNaN(from)) time = from;
    const up = index + 1 - ROWS;
    if (up > 0) stops.set(percent(time), `translateY(${-up * CELL.height}px)`);
  });
  return `@keyframes up{${[...stops].map(([at, transform]) => `${at}{transform:${transform}}`).join("")}}`;
}

function runsOf({ runs, typed }) {
  if (typed) {
    const text = runs
      .map((run) => run.text)
      .join("")
      .slice(PROMPT.length);
    const rest = text.startsWith("#") ? `<tspan class="comment">${escaped(text)}</tspan>` : escaped(text);
    return `<tspan class="prompt">${PROMPT}</tspan>${rest}`;
  }
  return runs
    .map(({ text, style }) => (style === "" ? escaped(text) : `<tspan class="${style}">${escaped(text)}</tspan>`))
    .join("");
}

function length(runs) {
  return runs.reduce((sum, { text }) => sum + [...text].length, 0);
}

function round(number) {
  return Math.round(number * 1_000) / 1_000;
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
