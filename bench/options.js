import { parseArgs } from "node:util";
import { isOfSame } from "./results.js";

/**
 * What a command line asks for, all of it looked at before anything is measured: `{ rounds, names, isAll, check, writeBaseline, save }`, or
 * `{ refused }`, a sentence that says why not. `tables`: the names there are; `baseline`, `kept`: what there is for this major version of
 * Node; `environment`: what would be measured in; `commit`: of what, as `commitOf` gives it.
 */
export function optionsOf(args, { tables, major, baseline, kept, environment, commit }) {
  let parsed;
  try {
    parsed = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  } catch (error) {
    return { refused: error.message };
  }
  const { values, positionals } = parsed;
  const rounds = Number(values.rounds);
  const unknown = positionals.find((name) => !tables.includes(name));
  if (unknown !== undefined) return { refused: `no table \`${unknown}\`: ${tables.join(", ")}` };
  if (!Number.isInteger(rounds) || rounds < 7 || rounds > 999) {
    return { refused: "--rounds takes a whole number from 7 to 999" };
  }
  if (values.check && values["write-baseline"]) {
    return {
      refused: "--check and --write-baseline do not go together: what is written is what would be checked against",
    };
  }
  if (values.check && baseline === undefined) {
    return {
      refused: `bench/baseline.json has nothing of Node ${major}: \`npm run bench -- --write-baseline\` writes it`,
    };
  }
  const isAll = positionals.length === 0;
  if (values.save && commit === undefined) {
    return {
      refused: "--save takes a repository: figures are kept with the commit that they can be measured of again",
    };
  }
  if (values.save && commit.changed.length > 0) {
    return {
      refused: `--save takes a tree without changes, so that each figure can be measured again: ${someOf(commit.changed)} not as in ${commit.hash}; commit or stash first`,
    };
  }
  if (values.save && !isAll && kept !== undefined && !isOfSame(kept, environment)) {
    return {
      refused: "the results that are kept are of another machine or other versions: save a run of all tables",
    };
  }
  const names = isAll ? tables : positionals;
  return { rounds, names, isAll, check: values.check, writeBaseline: values["write-baseline"], save: values.save };
}

/** `a.js is`, `a.js, b.js and 3 more are`. */
function someOf(files) {
  const named = files.slice(0, MOST_NAMED).join(", ");
  if (files.length === 1) return `${named} is`;
  return files.length > MOST_NAMED ? `${named} and ${files.length - MOST_NAMED} more are` : `${named} are`;
}

const MOST_NAMED = 3;

const OPTIONS = {
  rounds: { type: "string", default: "9" },
  check: { type: "boolean", default: false },
  "write-baseline": { type: "boolean", default: false },
  save: { type: "boolean", default: false },
};
