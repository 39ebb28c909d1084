const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/** UTF-16 offset of the first number of a text that is JSON whose value a double does not hold, such as 9007199254740993 or 1e400. */
export function unkeptNumber(json: string): number | undefined {
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    if (!token.startsWith('"') && !isKept(token)) return index;
  }
  return undefined;
}

function isKept(written: string): boolean {
  const value = Number(written);
  return Number.isFinite(value) && exactly(written) === exactly(String(value));
}

/** A decimal number in the one form that each value has: its digits as an integer that does not end with 0, and an exponent. */
function exactly(decimal: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = PARTS.exec(decimal) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const short = digits.replace(/0+$/, "");
  if (short === "") return "0";
  return `${sign}${short}e${Number(exponent) - fraction.length + digits.length - short.length}`;
}
