/** What `work` is given that takes nothing. */
const NOTHING = [{}, {}, {}, {}];

/**
 * Nanoseconds that each candidate's `work` takes of an input, one figure a round in its `rounds`. Each round measures every
 * candidate once, in an order that alternates, so that whatever drifts hits all of them. One without `work` is left out.
 * `measureFor`: milliseconds that one candidate is measured in one round.
 */
export function measureInterleaved(candidates, { inputs = NOTHING, rounds, batch, warmUpFor = 200, measureFor = 40 }) {
  const measured = candidates.filter(({ work }) => work !== undefined);
  for (const { work } of measured) measure(work, inputs, batch, warmUpFor);
  for (let round = 0; round < rounds; round++) {
    for (const candidate of round % 2 === 0 ? measured : measured.toReversed()) {
      candidate.rounds.push(measure(candidate.work, inputs, batch, measureFor));
    }
  }
}

/**
 * CPU time of the whole process, what collects its garbage included: unlike the time of day it does not count what else
 * runs on the machine. Inputs, four of them, alternate, and every result is used. Every call is a run of its own, with all
 * the cost it may use.
 */
function measure(work, inputs, batch, milliseconds) {
  let calls = 0;
  let used = 0;
  const end = process.hrtime.bigint() + BigInt(milliseconds) * 1_000_000n;
  const before = process.cpuUsage();
  while (process.hrtime.bigint() < end) {
    for (let i = 0; i < batch; i++) {
      const input = inputs[i & 3];
      input.cost = 0;
      if (work(input) !== false) used++;
    }
    calls += batch;
  }
  const { user, system } = process.cpuUsage(before);
  if (used > calls) throw new Error("unreachable: keeps the results alive");
  return ((user + system) * 1000) / calls;
}
