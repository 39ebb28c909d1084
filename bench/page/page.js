/** Writes `docs/performance.md` and its plots from what `npm run bench -- --save` has kept. A pure function of that. */
import { countTargets, targetsOf } from "../targets.js";
import { markdownTable, plain } from "./markdown.js";
import { drawPlot } from "./plot.js";

/** A longer table is folded. */
const MOST_ROWS = 32;

/**
 * The files by their path in `docs/`. `results`: as `resultsOf` makes them, one for each Node, the oldest first. `tables`: `{ name, what,
 * against }` in the order of the page, from the README.
 */
export function performancePage(results, tables) {
  const nodes = results.map((each) => ({ name: `Node ${majorOf(each.environment.node)}`, ...each }));
  const unknown = nodes
    .flatMap(({ tables: found }) => Object.keys(found))
    .find((name) => !tables.some((table) => table.name === name));
  if (unknown !== undefined)
    throw new Error(`\`${unknown}\` is kept in bench/results, and no table: save a run of all tables`);
  const measured = tables.filter(({ name }) => nodes.some(({ tables: found }) => found[name] !== undefined));
  const files = new Map();
  const sections = measured.map((table) => sectionOf(table, nodes, files));
  files.set("performance.md", `${[...introduction(nodes), ...summary(nodes), ...sections.flat()].join("\n\n")}\n`);
  return files;
}

function introduction(nodes) {
  return [
    "# Performance",
    "<!-- Written by `npm run generate` from bench/results/: do not edit. -->",
    [
      "What deciding and forwarding cost, measured side by side: every target below is a ratio to something that was measured in the same run,",
      "or a budget, which is absolute and as fast as the machine. Figures are the median of interleaved rounds, with a spread in",
      "brackets, and in plots the median: of up to ten rounds from the smallest to the largest; of more, what the median of ever more rounds would be in with",
      "at least 98 %. A target is `undecided` where the ends of the spread lie on both sides of it.",
      "[How each table is measured](../bench/README.md).",
    ].join("\n"),
    "```sh\nnpm run bench                  # all tables\nnpm run bench -- connections   # one of them\nnpm run bench -- --save        # keeps the results that this page is written from\nnpm run bench -- --check       # fails where a ratio is more than a fifth worse than bench/baseline.json\n```",
    "## Machine",
    markdownTable(["", ...nodes.map(({ name }) => name)], machineRows(nodes)),
  ];
}

function machineRows(nodes) {
  const ofAll =
    (tell) =>
    ({ tables }) => {
      const said = distinct(Object.values(tables).map(tell));
      return said.length === 1 ? said[0] : "told with each table";
    };
  const rows = [
    ["measured on", ({ tables }) => distinct(Object.values(tables).map(({ date }) => date)).join(", ")],
    ["commit", ofAll(commitIn)],
    ["rounds", ofAll(({ rounds }) => rounds)],
    ["CPU", ({ environment: { cpu, cores } }) => `${cpu}, ${cores} cores`],
    ["memory", ({ environment: { memoryGiB } }) => `${memoryGiB} GiB`],
    ["kernel", ({ environment: { kernel } }) => kernel],
    ["Node, V8, OpenSSL", ({ environment: { node, v8, openssl } }) => `${node}, ${v8}, ${openssl}`],
    ["compared with", ({ environment, tables }) => comparedWith(environment, tables)],
  ];
  return rows.map(([name, cell]) => [name, ...nodes.map((node) => String(cell(node)))]);
}

function commitIn({ commit }) {
  return commit ?? "not recorded";
}

function distinct(values) {
  return [...new Set(values)].sort();
}

/** What the machine's table cannot tell: which commit and how many rounds a table is of, and how many figures where these are others. */
function measuredOf(name, nodes) {
  const found = nodes.filter(({ tables }) => tables[name] !== undefined);
  const hasRuns = nodes.some(
    ({ tables }) => distinct(Object.values(tables).map((each) => `${commitIn(each)}, ${each.rounds}`)).length > 1,
  );
  const said = found.map(({ name: node, tables: { [name]: table } }) => {
    const { rounds, figures = rounds } = table;
    const behind = figures === rounds ? "" : `, ${figures} figures behind each spread`;
    return { behind, text: `${node}: commit ${commitIn(table)}, ${rounds} rounds${behind}` };
  });
  const isTold = hasRuns || said.some(({ behind }) => behind !== "");
  return isTold ? [`*Of:* ${said.map(({ text }) => text).join("; ")}.`] : [];
}

/** The servers that happen to be installed are told only where a table has them. */
function comparedWith({ packages, servers }, tables) {
  const cells = JSON.stringify(tables).toLowerCase();
  const used = Object.entries(servers).filter(([name]) => cells.includes(name.toLowerCase()));
  return [...Object.entries(packages), ...used].map(([name, version]) => `${name} ${version}`).join(", ");
}

/** Every target, and how it stands with each Node. */
function summary(nodes) {
  const targets = nodes.map(({ name, tables }) => ({ name, all: targetsOf(tables) }));
  const ids = new Map(targets.flatMap(({ all }) => all.map((target) => [target.id, target])));
  const rows = [...ids.values()].map(({ id, what, target }) => [
    `[${plain(what)}](#${id.split(".")[0]})`,
    target,
    ...targets.flatMap(({ all }) => {
      const found = all.find((each) => each.id === id);
      return found === undefined ? ["", ""] : [found.spread, shown(found)];
    }),
  ]);
  return [
    "## Targets",
    targets.map(({ name, all }) => `${name}: ${countTargets(all) || "no targets"}.`).join(" "),
    markdownTable(["", "target", ...nodes.flatMap(({ name }) => [name, "verdict"])], rows),
  ];
}

function shown({ kind, verdict }) {
  return kind === "met" ? verdict : `**${verdict}**`;
}

/** A table's section; its plots join `files`. */
function sectionOf({ name, ...described }, nodes, files) {
  if (described.what === undefined) throw new Error(`bench/README.md has no row for the table \`${name}\``);
  const found = nodes.flatMap((node) =>
    node.tables[name] === undefined ? [] : [{ node: node.name, ...node.tables[name] }],
  );
  // As it was measured, where that was kept: the README tells how it would be now.
  const { what, against } = found.findLast((each) => each.what !== undefined) ?? described;
  const titles = [...new Set(found.flatMap(({ tables }) => tables.map(({ title }) => withoutNumbers(title))))];
  const plots = [...new Set(found.flatMap((each) => each.plots.map(({ id }) => id)))];
  return [
    `## ${name}`,
    `*Measured:* ${what}. *Against:* ${against}.`,
    ...measuredOf(name, nodes),
    ...titles.flatMap((title) => tableOf(title, found)),
    ...plots.map((id) => {
      const panels = found.flatMap(({ node, plots: all }) =>
        all.filter((plot) => plot.id === id).map((plot) => ({ name: node, plot })),
      );
      files.set(`performance/${id}.svg`, drawPlot(panels));
      return `![${panels[0].plot.title}](performance/${id}.svg)`;
    }),
  ];
}

/** A title may tell a figure of its run. */
function withoutNumbers(title) {
  return title.replaceAll(/\d[\d.,]*/g, "#");
}

/** The rows of all Nodes in one table, those of the same name next to each other. */
function tableOf(same, found) {
  const tables = found.flatMap(({ node, tables: all }) =>
    all.filter(({ title }) => withoutNumbers(title) === same).map((table) => ({ node, ...table })),
  );
  const titles = new Set(tables.map(({ title }) => title));
  const [{ title: heading }] = tables;
  const titled = titles.size === 1 ? [] : [tables.map(({ node, title }) => `- ${node}: ${plain(title)}`).join("\n")];
  const [{ header }] = tables;
  const labels = [...new Set(tables.flatMap(({ rows }) => rows.map(([label]) => label)))];
  const rows = labels.flatMap((label) => {
    const same = tables.flatMap(({ node, rows: all }) =>
      all.filter((row) => row[0] === label).map((row) => [node.replace("Node ", ""), ...row.slice(1)]),
    );
    return same.map((row, i) => [i === 0 ? label : "", ...row]);
  });
  const table = markdownTable(
    [header[0], "Node", ...header.slice(1)].map(plain),
    rows.map((row) => row.map(plain)),
  );
  const folded = ["<details>", `<summary>${rows.length} rows</summary>`, table, "</details>"];
  return [`### ${heading}`, ...titled, ...(rows.length > MOST_ROWS ? folded : [table]), ...notesOf(tables)];
}

/** What is said of each Node alike stands there once. */
function notesOf(tables) {
  const most = Math.max(...tables.map(({ notes }) => notes.length));
  const lines = Array.from({ length: most }, (_, i) => {
    const said = tables.flatMap(({ node, notes }) => (notes[i] === undefined ? [] : [{ node, note: plain(notes[i]) }]));
    const [{ note: first }] = said;
    const isSame = said.length === tables.length && said.every(({ note }) => note === first);
    return isSame ? [`- ${first}`] : said.map(({ node, note }) => `- ${node}: ${note}`);
  });
  return most > 0 ? [lines.flat().join("\n")] : [];
}

function majorOf(version) {
  return version.split(".")[0];
}
