import { escapeHtml, html, type Markup, markup } from "./markup.ts";
import type { EngineReport, Report, ReportedResult, ReportedVector } from "./report.ts";
import { STYLE } from "./style.ts";

export interface HtmlOptions {
  /** Where the language's pages are, a URL or a path from the report; without it statements are not linked. */
  readonly docs?: string | undefined;
  /** In the page's head and heading. Default: `Conformance`. */
  readonly title?: string;
}

type Status = ReportedResult["status"];

/** The order in which columns of counts stand. */
const STATUSES: readonly Status[] = ["passed", "failed", "unexpected-pass", "known-failure", "unsupported"];
const MARKS: { readonly [status in Status]: string } = {
  passed: "✓",
  failed: "✗",
  "unexpected-pass": "!",
  "known-failure": "≈",
  unsupported: "–",
};
/** An answer of a megabyte helps nobody to see what is wrong. */
const MAX_VALUE = 2000;
/** A longer list of failures starts folded. */
const MAX_OPEN = 20;
/** What a link may lead to; all else is shown as text. */
const STATEMENT = /^[a-z-]+\.md#[0-9A-Za-z.-]+$/;

/**
 * The report as one page that needs nothing else: no script, no style sheet, no image. What engines and vectors say is
 * escaped, and readers see which engine failed what, those first that let somebody in.
 */
export function formatHtml(report: Report, options: HtmlOptions = {}): string {
  const { title = "Conformance" } = options;
  const page = new Page(report, options);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>
${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${page.render()}</body>
</html>
`;
}

class Page {
  readonly #report: Report;
  readonly #docs: string | undefined;
  /** By engine, in the report's order, and by id. */
  readonly #results: readonly ReadonlyMap<string, ReportedResult>[];

  constructor(report: Report, { docs }: HtmlOptions) {
    this.#report = report;
    this.#docs = docs?.replace(/\/$/, "");
    this.#results = report.engines.map(({ results }) => new Map(results.map((result) => [result.id, result])));
  }

  render(): string {
    const parts = [this.#verdict(), this.#security(), this.#totals(), this.#topics(), this.#failures()];
    return [...parts, this.#unsupported(), this.#vectors()].map(String).join("\n");
  }

  #verdict(): Markup {
    const { engines, vectors, ok } = this.#report;
    const verdict = ok
      ? html`<strong class="passed">as expected</strong>`
      : html`<strong class="failed">not as expected</strong>`;
    return html`<p>${count(vectors.length, "vector")}, ${count(engines.length, "engine")}: ${verdict}.</p>`;
  }

  /** An engine that fails one of these should not be used for access control. */
  #security(): Markup {
    const items = this.#failed().filter(({ vector }) => vector.tags.includes("security"));
    if (items.length === 0) return html``;
    // The engines' totals are to be seen at a glance, too.
    const open = items.length > MAX_OPEN ? markup("") : markup(" open");
    return html`<section class="alarm"><h2 id="security">Failures that may let somebody in</h2>
<details${open}><summary>${count(items.length, "failure")}</summary>
<ul>
${items.map(
  ({ engine, vector }) =>
    html`<li><strong>${engine.name}</strong> ${link(vector.id)}: ${vector.description ?? ""}</li>\n`,
)}</ul></details></section>`;
  }

  #totals(): Markup {
    const { engines } = this.#report;
    return html`<section><h2 id="totals">Engines</h2>
<table><thead><tr><th>engine</th>${STATUSES.map((status) => html`<th class="number">${words(status)}</th>`)}</tr></thead>
<tbody>
${engines.map(
  ({ name, counts, stale_known_failures: stale }) => html`<tr><th scope="row">${name}</th>${STATUSES.map(
    (status) => html`<td class="number ${counts[status] > 0 ? status : "none"}">${counts[status]}</td>`,
  )}</tr>
${stale.map((id) => html`<tr><td colspan="${STATUSES.length + 1}" class="failed">known failure <code>${id}</code> names no vector</td></tr>\n`)}`,
)}</tbody></table></section>`;
  }

  #topics(): Markup {
    const { engines } = this.#report;
    const rows = this.#byTopic().map(([topic, vectors]) => {
      const cells = this.#results.map((results) => {
        const statuses = vectors.map(({ id }) => results.get(id)?.status);
        const passed = statuses.filter((status) => status === "passed").length;
        const failed = statuses.filter((status) => status === "failed" || status === "unexpected-pass").length;
        const worst = failed > 0 ? "failed" : passed === vectors.length ? "passed" : "unsupported";
        return html`<td class="number ${worst}">${passed} of ${vectors.length}${failed > 0 ? html`, ${failed} failed` : ""}</td>`;
      });
      return html`<tr><th scope="row"><a href="#${anchor("topic", topic)}">${topic}</a></th>${cells}</tr>\n`;
    });
    return html`<section><h2 id="topics">Topics</h2>
<p>Passed, of all vectors of the topic.</p>
<table><thead><tr><th>topic</th>${engines.map(({ name }) => html`<th class="number">${name}</th>`)}</tr></thead>
<tbody>
${rows}</tbody></table></section>`;
  }

  #failures(): Markup {
    const items = this.#failed();
    if (items.length === 0) return html``;
    return html`<section><h2 id="failures">Failures</h2>
${items.map(
  ({ engine, vector, result }) => html`<article><h3>${link(vector.id)} <small>${engine.name}</small></h3>
${vector.description === undefined ? "" : html`<p>${vector.description}</p>\n`}${result.reason === undefined ? "" : html`<p class="reason">${result.reason}</p>\n`}${mismatches(result)}</article>
`,
)}</section>`;
  }

  #unsupported(): Markup {
    const tables = this.#report.engines.flatMap(({ name, results }) => {
      const reasons = new Map<string, number>();
      for (const { status, reason = "" } of results) {
        if (status === "unsupported") reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
      if (reasons.size === 0) return [];
      const rows = [...reasons].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
      return [
        html`<h3>${name}</h3>
<table><thead><tr><th class="number">vectors</th><th>reason</th></tr></thead>
<tbody>
${rows.map(([reason, times]) => html`<tr><td class="number">${times}</td><td>${reason}</td></tr>\n`)}</tbody></table>\n`,
      ];
    });
    return tables.length === 0 ? html`` : html`<section><h2 id="unsupported">Unsupported</h2>\n${tables}</section>`;
  }

  #vectors(): Markup {
    const { engines } = this.#report;
    const head = html`<thead><tr><th>vector</th><th>statement</th>${engines.map(({ name }) => html`<th>${name}</th>`)}</tr></thead>`;
    return html`<section><h2 id="vectors">Vectors</h2>
${this.#byTopic().map(
  ([
    topic,
    vectors,
  ]) => html`<details open><summary id="${anchor("topic", topic)}">${topic} <small>${vectors.length}</small></summary>
<table>${head}
<tbody>
${vectors.map((vector) => this.#row(vector))}</tbody></table></details>
`,
)}</section>`;
  }

  #row(vector: ReportedVector): Markup {
    const cells = this.#results.map((results) => {
      const { status, reason } = results.get(vector.id) ?? { status: "unsupported" as const, reason: "not asked" };
      const told = reason === undefined ? "" : html`<br><small>${reason}</small>`;
      return html`<td class="${status}">${MARKS[status]} ${words(status)}${told}</td>`;
    });
    const tags = vector.tags.map((tag) => html` <span class="tag">${tag}</span>`);
    const name = vector.id.slice(vector.topic.length + 1);
    return html`<tr id="${anchor("vector", vector.id)}"><td><code>${name}</code>${tags}<br><small>${vector.description ?? ""}</small></td><td>${this.#statement(vector.spec)}</td>${cells}</tr>
`;
  }

  #statement(spec: string | undefined): Markup {
    if (spec === undefined) return html``;
    const number = spec.slice(spec.indexOf("#") + 1);
    if (this.#docs === undefined || !STATEMENT.test(spec)) return html`${number}`;
    return html`<a href="${this.#docs}/${spec}">${number}</a>`;
  }

  #failed(): readonly { engine: EngineReport; vector: ReportedVector; result: ReportedResult }[] {
    return this.#report.vectors.flatMap((vector) =>
      this.#report.engines.flatMap((engine, at) => {
        const result = this.#results[at]?.get(vector.id);
        return result?.status === "failed" || result?.status === "unexpected-pass" ? [{ engine, vector, result }] : [];
      }),
    );
  }

  #byTopic(): readonly (readonly [string, readonly ReportedVector[]])[] {
    const topics = new Map<string, ReportedVector[]>();
    for (const vector of this.#report.vectors) {
      const vectors = topics.get(vector.topic);
      if (vectors === undefined) topics.set(vector.topic, [vector]);
      else vectors.push(vector);
    }
    return [...topics];
  }
}

function mismatches({ mismatches: all = [] }: ReportedResult): Markup {
  if (all.length === 0) return html``;
  const rows = all.map(
    ({ path, expected, actual }) =>
      html`<tr><th scope="row"><code>${path}</code></th><td><code>${show(expected)}</code></td><td><code>${show(actual)}</code></td></tr>\n`,
  );
  return html`<table class="values"><thead><tr><th>where</th><th>expected</th><th>actual</th></tr></thead>
<tbody>
${rows}</tbody></table>`;
}

function show(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length <= MAX_VALUE ? text : `${text.slice(0, MAX_VALUE)}…`;
}

function link(id: string): Markup {
  return html`<a href="#${anchor("vector", id)}"><code>${id}</code></a>`;
}

/** Distinct for distinct ids, and a fragment as it stands. */
function anchor(kind: "topic" | "vector", id: string): string {
  return `${kind}-${encodeURIComponent(id).replaceAll("%", "_")}`;
}

function words(status: Status): string {
  return status.replace("-", " ");
}

function count(number: number, what: string): Markup {
  return markup(`${number} ${what}${number === 1 ? "" : "s"}`);
}
