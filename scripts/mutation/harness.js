/**
 * Takes vitest's place in the laboratory: collects tests instead of running them, so that each can be run on its own, as
 * often as there are mutants. `expect` and `vi.spyOn` are vitest's own. Whatever else a test file imports from vitest is not
 * there, and the build says so; of `vi` nothing else is there, and the check says so without any mutant.
 */
import { format } from "node:util";
import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from "@vitest/expect";
import { spyOn } from "@vitest/spy";

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

export const expect = chai.expect;

export const vi = { spyOn };

const names = [];

function collect(name, optionsOrRun, run = optionsOrRun) {
  const { checks, entered } = globalThis.__laboratory;
  checks.push({
    name: [...names, name].join(" › "),
    file: entered,
    run: typeof run === "function" ? run : optionsOrRun,
  });
}

export function describe(name, define) {
  names.push(name);
  define();
  names.pop();
}

const each =
  (one) =>
  (rows) =>
  (name, optionsOrRun, run = optionsOrRun) => {
    for (const row of rows) {
      const values = Array.isArray(row) ? row : [row];
      one(titled(name, values), () => run(...values));
    }
  };

function titled(name, values) {
  const filled = name.replaceAll(/\$(\w+)/g, (whole, key) => String(values[0]?.[key] ?? whole));
  return format(filled, ...values.slice(0, filled.split("%").length - 1));
}

const never = () => {};

describe.each = each(describe);
describe.skipIf = (skip) => (skip ? never : describe);
collect.each = each(collect);
collect.skipIf = (skip) => (skip ? never : collect);

export { collect as it, collect as test };
