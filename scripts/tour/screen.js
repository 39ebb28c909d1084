/**
 * What a terminal shows of text that only goes on: lines, colours, and when each character came. Anything that moves the
 * cursor is an error, since it would be drawn wrong.
 *
 * @typedef {{ readonly text: string, readonly style: string }} Run
 * @typedef {{ readonly runs: Run[], readonly from: number, readonly to: number, readonly typed: boolean }} Line
 */

const CODES = new Map([
  [1, "bold"],
  [2, "dim"],
  [31, "red"],
  [32, "green"],
  [33, "yellow"],
  [34, "blue"],
  [36, "cyan"],
]);

const ESCAPE = "\u001b";
/** What stands behind `ESCAPE` for a colour. */
const COLOUR = /^\[([\d;]*)m/;

/** @returns {Line[]} */
export function linesOf(shown, columns, prompt) {
  /** @type {Line[]} */
  const lines = [];
  let line = newLine();
  let width = 0;
  let styles = new Set();
  const end = () => {
    // What a command prints piece by piece is not typed.
    line.typed &&= line.runs[0]?.text.startsWith(prompt) ?? false;
    lines.push(line);
    line = newLine();
    width = 0;
  };
  for (const [time, text] of shown) {
    text.split(ESCAPE).forEach((part, index) => {
      if (index > 0) styles = styled(styles, part);
      for (const character of part.replaceAll("\r\n", "\n").replace(index > 0 ? COLOUR : "", "")) {
        if (character === "\n") end();
        else {
          if (width === columns) end();
          put(line, character, [...styles].sort().join(" "), time);
          width++;
        }
      }
    });
  }
  if (width > 0) end();
  return lines;
}

function newLine() {
  return { runs: [], from: Number.NaN, to: Number.NaN, typed: false };
}

function put(line, character, style, time) {
  if (/\p{Cc}/u.test(character)) throw new Error(`not drawn: ${JSON.stringify(character)}`);
  if (Number.isNaN(line.from)) line.from = time;
  line.typed ||= time > line.from;
  line.to = time;
  const last = line.runs.at(-1);
  if (last?.style === style) last.text += character;
  else line.runs.push({ text: character, style });
}

function styled(styles, escaped) {
  const [, codes] = COLOUR.exec(escaped) ?? [];
  if (codes === undefined) throw new Error(`not drawn: ${JSON.stringify(escaped)}`);
  let now = new Set(styles);
  for (const code of codes.split(";").map(Number)) {
    if (code === 0) now = new Set();
    else if (CODES.has(code)) now.add(CODES.get(code));
    else throw new Error(`not drawn: ${JSON.stringify(escaped)}`);
  }
  return now;
}
