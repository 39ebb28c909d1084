/** HAProxy and nginx as further candidates of a table. */
import { startChild } from "../processes.js";
import { formatSpread, ratio, summarize } from "../stats.js";
import { proveAlike } from "./agreement.js";
import { PROGRAMS } from "./programs.js";

/** Of the load of the others: programs without a compiler at work and without garbage to collect need no more to be even. */
const SHARE = 0.25;

/**
 * Starts what is installed of the two and, before anything is measured, asks each and `ours` for the same connections: throws unless all
 * decide alike. Gives `{ candidates, notes }`: candidates as `startChild` makes them, with a name and no rounds, added to
 * `children` for the caller to end; notes for the table: versions, and what is missing.
 *
 * A job is what all proxies of a table do, by `kind`, and connect to `upstreamPort` for:
 * - `policy`: TCP, with the rules of `ruleSet`;
 * - `passthrough`: TLS, routed by its server name to one of `endpoints`, `NAME` or `*.NAME`;
 * - `terminate`: TLS for `servername` that ends here, with `certificate` and `privateKey`, PEM.
 */
export async function startBeside(job, { ours, children }) {
  const candidates = [];
  const notes = [];
  for (const [name, { find }] of Object.entries(PROGRAMS)) {
    const { missing, version } = find();
    if (missing !== undefined) {
      notes.push(`Not beside them: ${missing}.`);
      continue;
    }
    candidates.push({
      name: `${name} ${upstreamVersion(version)}`,
      // A process of ours holds it and answers for it, so that it ends with this one whatever happens.
      ...(await startChild("beside", [name, JSON.stringify(job)], children)),
      rounds: [],
      share: SHARE,
    });
  }
  for (const candidate of [ours, ...candidates]) await proveAlike(job, candidate);
  return { candidates, notes };
}

/** A candidate's row of a table: its own figure, and how many times that of `bare` it is. No target: it only stands beside. */
export function besideRow({ name, rounds }, bare, digits = 0) {
  return [name, formatSpread(summarize(rounds), digits), formatSpread(ratio(rounds, bare.rounds)), ""];
}

/** Debian's own numbering left out. */
function upstreamVersion(version) {
  return version.replace(/-.*/, "");
}
