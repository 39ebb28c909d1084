/** How long the expressions of one connection can keep a process busy: until what they may cost is used up. */
import { compileExpression, environmentOf, frameOf, isFault } from "@sluice/policy";
import { formatSpread, median, ratio, summarize, verdict } from "./stats.js";

const BUDGET = 100;

const STRING = { kind: "string" };
const INT = { kind: "int" };
const listOf = (element) => ({ kind: "list", element });
const ENVIRONMENT = environmentOf({
  s: STRING,
  t: STRING,
  ab: STRING,
  object: STRING,
  round: STRING,
  l: listOf(INT),
  w: listOf(STRING),
});

const WORDS = Array.from({ length: 1000 }, (_, i) => `word-number-${i}`);
const VALUES = {
  s: "a".repeat(2000),
  t: "é".repeat(2000),
  ab: Array.from({ length: 2000 }, (_, i) => (Math.sin(i * i) < 0 ? "a" : "b")).join(""),
  object: JSON.stringify(Object.fromEntries(WORDS.slice(0, 200).map((word, i) => [word, i]))),
  l: WORDS.map((_, i) => BigInt(i)),
  w: WORDS,
};

/**
 * Each does something for every pair of elements, or to a long text for every element. What `||` absorbs stands in front
 * of what only a run knows, or there would be nothing left to evaluate; `round` makes patterns new each time.
 */
const EXPRESSIONS = [
  "l.all(x, l.all(y, x + y >= 0))",
  "l.all(x, l.all(y, string(x) + string(y) != ''))",
  "l.all(x, l.all(y, math.greatest(x, y, 3) >= 0))",
  "l.all(x, l.map(y, [x, y]) != [])",
  "l.all(x, l.transformMap(i, y, y).size() > 0)",
  "l.all(x, l.all(y, timestamp(x + y).getHours('Europe/Berlin') < 99))",
  "l.all(x, l.all(y, duration(string(x) + 's') >= duration('0s')))",
  "w.all(x, w.all(y, !x.contains(y + 'zzz')))",
  "w.all(x, w.all(y, inCidrRange('10.0.0.1', x + y) || x != ''))",
  "w.all(x, w.sortBy(y, y + x).size() > 0)",
  "w.all(x, w.map(y, [y, x]).distinct().size() > 0)",
  "w.all(x, w.join(x) != '')",
  "w.all(x, json.encode(w) != x)",
  "w.all(x, ('[' + l.map(i, string(i)).join(',') + ']').decodeJson().size() > 0)",
  "w.all(x, '%s %s %.50f'.format([w, x, 1.5]) != '')",
  "w.all(x, s.replace('a', x).size() > 0)",
  "w.all(x, s.split('').size() > 3)",
  "w.all(x, t.lower() != x)",
  "w.all(x, t.reverse() != x)",
  "w.all(x, object.isJson())",
  "w.all(x, t.escapeUrl() != x)",
  "w.all(x, base64.encode(s) != x)",
  "w.all(x, hash.md5(s) != x)",
  "w.all(x, hash.sha512(s) != x)",
  "w.all(x, hash.xxhash64(s) != x)",
  "w.all(x, queryString.decode(s + '=' + x).size() > 0)",
  "w.all(x, !s.matches('^(a|aa)+b$'))",
  "w.all(x, !ab.matches('a[ab]{100}[cd]'))",
  "w.all(x, (ab + ab).matches('(?:' + round + x + ')?(a|b)*a(a|b){30}[cd]') || x != '')",
  "w.all(x, !t.matches('^(é|éé)+b$'))",
  "w.all(x, !t.matches('(x+x+)+y'))",
  "w.all(x, x.matches(round + x + '{1,99}') || x != '')",
  "w.all(x, x.matches(round + x + '(?:[^\\\\pL]?){900}') || x != '')",
  "w.all(x, x.matches(round + x + '(?i)[^b-\\\\x{1e942}]') || x != '')",
  "w.all(x, x.matches(round + x + '(') || x != '')",
  "w.all(x, !t.matches('^(?:\\\\pL{0,30}){0,30}$'))",
];

export async function run({ rounds, report }) {
  const measured = EXPRESSIONS.map((text) => ({ text, evaluate: compile(text), rounds: [] }));
  for (const { evaluate } of measured) untilExhausted(evaluate);
  for (let round = 0; round < rounds; round++) {
    for (const each of round % 2 === 0 ? measured : measured.toReversed()) {
      each.rounds.push(untilExhausted(each.evaluate));
    }
  }
  const rows = measured.map(({ text, rounds: times }) => {
    const spread = summarize(times);
    return [text, formatSpread(spread, 1), verdict(spread, BUDGET)];
  });
  const [worst] = measured.map(({ rounds: times }) => times).sort((a, b) => median(b) - median(a));
  const typical = worst.map((_, each) => median(measured.map(({ rounds: times }) => times[each])));
  report.ratio("costs.slowest-of-all", ratio(worst, typical), {
    what: "the slowest expression until its connection's cost units are used up, × the median of all",
  });
  const slowest = summarize(worst);
  const what = "the slowest expression until its connection's cost units are used up";
  const judged = report.budget("costs.slowest", slowest, { limit: BUDGET, unit: "ms", what });
  report.table(
    "Costs: ms of CPU until a connection has used up its cost units",
    ["expression", "ms", `≤ ${BUDGET} ms`],
    rows,
    [`each ${judged}; the slowest takes ${formatSpread(slowest, 1)} ms`],
  );
}

function compile(text) {
  const { expression, diagnostics } = compileExpression(text, ENVIRONMENT);
  if (expression === undefined) throw new Error(`${text}: ${JSON.stringify(diagnostics)}`);
  return expression.evaluate;
}

let round = 0;

/** Milliseconds of CPU. One connection's frame is used again and again, as by a policy of many rules. */
function untilExhausted(evaluate) {
  const frame = { ...frameOf({ ...VALUES, round: String(round++) }), cost: 0 };
  const before = process.cpuUsage();
  let value = evaluate(frame);
  while (!isFault(value)) value = evaluate(frame);
  const { user, system } = process.cpuUsage(before);
  if (value.code !== "cost-exceeded") throw new Error(`failed with ${value.code}: ${value.message}`);
  return (user + system) / 1000;
}
