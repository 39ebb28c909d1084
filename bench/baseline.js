/** A ratio may be this many times worse than the baseline. */
const TOLERANCE = 1.2;

/** The ratios of what tables have found, by id, and the budgets that are exact. */
export function ratiosOf(found) {
  const guarded = Object.values(found).flatMap(({ ratios, budgets }) => [
    ...ratios,
    ...budgets.filter(({ exact }) => exact),
  ]);
  return new Map(guarded.map((each) => [each.id, each]));
}

/**
 * Holds what tables have found to a baseline, `{ id: median }`. Tables with a ratio that seems worse are measured once more by `again`,
 * and the better of both counts: a neighbour on the machine is no regression. Gives what is wrong, `[{ id, kind, was?, now? }]`, and how
 * many ratios were compared. `worse`: by more than a fifth in its direction; `new`: the baseline has none; `gone`: a table that was run
 * no longer gives it.
 */
export async function guard(found, baseline, again) {
  const ratios = ratiosOf(found);
  const suspects = compare(ratios, baseline, found).filter(({ kind }) => kind === "worse");
  if (suspects.length > 0) {
    const once = await again([...new Set(suspects.map(({ id }) => tableOf(id)))]);
    for (const [id, second] of ratiosOf(once)) {
      const first = ratios.get(id);
      if (first !== undefined && isWorse(first, second.median)) ratios.set(id, second);
    }
  }
  return { findings: compare(ratios, baseline, found), count: ratios.size };
}

/** Whether a ratio is worse than a median, at all or by more than `factor`. */
function isWorse({ median, atLeast }, than, factor = 1) {
  return atLeast ? median * factor < than : median > than * factor;
}

function compare(ratios, baseline, found) {
  const gone = Object.keys(baseline).filter((id) => Object.hasOwn(found, tableOf(id)) && !ratios.has(id));
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
function tableOf(id) {
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
