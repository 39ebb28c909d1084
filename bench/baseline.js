/** A ratio may be this many times worse than the baseline. */
const TOLERANCE = 1.2;

/** The ratios of what tables have found, by id. */
export function ratiosOf(found) {
  return new Map(Object.values(found).flatMap(({ ratios }) => ratios.map((ratio) => [ratio.id, ratio])));
}

/** Of two runs of a ratio the better one: what is worse in one alone was the machine. */
export function better(first, second) {
  const all = new Map(first);
  for (const [id, again] of second) {
    const before = first.get(id);
    if (before === undefined || isWorse(before, again.median)) all.set(id, again);
  }
  return all;
}

/** Whether a ratio is worse than a median, at all or by more than `factor`. */
function isWorse({ median, atLeast }, than, factor = 1) {
  return atLeast ? median * factor < than : median > than * factor;
}

/**
 * What is wrong with ratios beside a baseline, `{ id: median }`: `[{ id, kind, was?, now? }]`. `worse`: by more than a fifth in its
 * direction; `new`: the baseline has none; `gone`: a table that was run no longer gives it.
 */
export function compare(ratios, baseline, tables) {
  const gone = Object.keys(baseline).filter((id) => tables.includes(tableOf(id)) && !ratios.has(id));
  return [
    ...[...ratios.values()].flatMap((ratio) => {
      const was = baseline[ratio.id];
      if (was === undefined) return [{ id: ratio.id, kind: "new", now: ratio.median }];
      return isWorse(ratio, was, TOLERANCE) ? [{ id: ratio.id, kind: "worse", was, now: ratio.median }] : [];
    }),
    ...gone.map((id) => ({ id, kind: "gone", was: baseline[id] })),
  ];
}

/** The name of the table that an id is of. */
export function tableOf(id) {
  return id.slice(0, id.indexOf("."));
}

/** A line for each finding, with what to do about it. */
export function describe({ id, kind, was, now }) {
  if (kind === "new")
    return `${id}: not in the baseline, now ${show(now)}; \`npm run bench -- --write-baseline ${tableOf(id)}\``;
  if (kind === "gone")
    return `${id}: ${show(was)} in the baseline, now nothing reports it; \`npm run bench -- --write-baseline ${tableOf(id)}\``;
  return `${id}: ${show(was)} in the baseline, now ${show(now)}, more than a fifth worse; \`npm run bench -- ${tableOf(id)} --rounds 15\` looks closer`;
}

/** The baseline with the ratios of tables in place of what it had of these; sorted, so that two writings can be compared. */
export function withRatios(baseline, ratios, tables) {
  const kept = Object.entries(baseline).filter(([id]) => !tables.includes(tableOf(id)));
  const written = [...ratios.values()].map(({ id, median }) => [id, Number(median.toPrecision(3))]);
  return Object.fromEntries([...kept, ...written].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function show(number) {
  return String(Number(number.toPrecision(3)));
}
