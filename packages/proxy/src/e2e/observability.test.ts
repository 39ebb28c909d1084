import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_MAX_ENDPOINTS } from "../config/metrics.ts";
import { eventSchema } from "../events/event-schema.ts";
import { LOG_LEVELS } from "../log/levels.ts";
import { QUIET_AFTER_MS } from "../log/limit-watch.ts";
import { LOG_EVENTS } from "../log/names.ts";
import { HTTP_LIMITS } from "../metrics/http-server.ts";
import { Page } from "../testing/page.ts";
import type { Scrape } from "../testing/scrape.ts";
import { testShownConfigurations } from "../testing/shown-configurations.ts";
import { startProxy } from "./testing/proxy-process.ts";
import { metricsUrl, scrape } from "./testing/scraping.ts";
import { scriptedLoad } from "./testing/scripted-load.ts";

const page = new Page("observability.md");
const GRAFANA = new URL("../../../../examples/grafana/", import.meta.url);

/** Of a proxy under a load that every metric has a part in. */
let scraped: Scrape;

beforeAll(async () => {
  await using load = await scriptedLoad({ address: "127.0.0.1:0" });
  const proxy = await startProxy({ config: load.config });
  try {
    const url = await metricsUrl(proxy);
    await load.run(proxy);
    scraped = await scrape(url);
  } finally {
    await proxy.stop();
  }
});

const words = (cell = ""): string[] => cell.split(",").flatMap((word) => (word.trim() === "" ? [] : [word.trim()]));

describe("docs/observability.md", () => {
  test("names every metric with its type and its labels", () => {
    const written = page
      .table("## Metrics")
      .map(({ metric, type, labels }) => [metric, type, words(labels).toSorted()]);
    const own = [...scraped.types].filter(([name]) => name.startsWith("sluice_"));
    const labelsOf = (name: string) =>
      [...(scraped.labels().get(name) ?? [])].filter((label) => label !== "le").toSorted();
    expect(written.toSorted()).toEqual(own.map(([name, type]) => [name, type, labelsOf(name)]).toSorted());
  });

  test("names every line of the log", () => {
    const at = page.text.indexOf("\n| event |");
    const names = [
      ...(page.text
        .slice(at)
        .split("\n\n")[0]
        ?.matchAll(/^\| `([a-z-]+)`/gm) ?? []),
    ].map(([, name]) => name);
    expect(names).toEqual(LOG_EVENTS);
    expect(page.table("## Log").map(({ level }) => level)).toEqual(LOG_LEVELS);
    expect(page.text).toContain(`none was for ${QUIET_AFTER_MS / 1_000} s`);
  });

  test("names every member of an event", () => {
    const { properties } = eventSchema() as { properties: { object: { properties: object } } };
    const written = page.table("## Events").map((row) => row["member of object"]);
    expect(written.toSorted()).toEqual(Object.keys(properties.object.properties).toSorted());
  });

  test("tells the bounds that hold", () => {
    expect(page.text).toContain(
      `closed after ${HTTP_LIMITS.milliseconds / 1_000} s; there are ${HTTP_LIMITS.connections} at once`,
    );
    expect(page.text).toContain(`\`max_endpoints\` (${DEFAULT_MAX_ENDPOINTS} unless said otherwise)`);
    expect(page.text).toContain(`max_endpoints: ${DEFAULT_MAX_ENDPOINTS}`);
  });

  testShownConfigurations(page, async () => "");
});

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
}

/** What Prometheus adds to each series. */
const ADDED = ["job", "instance"];

describe("examples/grafana", () => {
  const { panels, templating, annotations } = JSON.parse(
    readFileSync(new URL("dashboard.json", GRAFANA), "utf8"),
  ) as Dashboard;
  const readme = readFileSync(new URL("README.md", GRAFANA), "utf8");
  const alerts = [...readme.matchAll(/^\|[^|]+\| `([^`]*sluice_[^`]+)` \|$/gm)].map(
    ([, expression]) => expression ?? "",
  );
  const queries = [
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...annotations.list.map(({ expr }) => expr),
    ...templating.list.flatMap(({ definition }) => (definition === undefined ? [] : [definition])),
    ...alerts,
  ];

  test("has panels that ask for something, and alerts", () => {
    expect(panels.filter(({ targets = [] }) => targets.length > 0).length).toBeGreaterThan(15);
    expect(alerts.length).toBeGreaterThan(3);
  });

  test.each(queries)("asks for what there is: %s", (query) => {
    const labels = scraped.labels();
    const metrics = query.match(/\b(?:sluice|process|nodejs)_\w+/g) ?? [];
    expect(metrics.length).toBeGreaterThan(0);
    const known = new Set(ADDED);
    for (const name of metrics) {
      const base = scraped.types.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, "");
      expect([...scraped.types.keys()]).toContain(base);
      for (const label of labels.get(base) ?? []) known.add(label);
    }
    const asked = [
      ...[...query.matchAll(/[{,]\s*(\w+)\s*(?:=~?|!=|!~)/g)].map(([, label]) => label),
      ...[...query.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) => words(list)),
      ...[...query.matchAll(/label_values\(.*, (\w+)\)$/g)].map(([, label]) => label),
    ];
    for (const label of asked) expect([...known]).toContain(label);
  });

  test("leaves out no metric of ours", () => {
    const asked = queries.join(" ");
    const left = [...scraped.types.keys()].filter((name) => name.startsWith("sluice_") && !asked.includes(name));
    expect(left).toEqual([]);
  });

  test("is where the list of examples says", () => {
    expect(existsSync(new URL("../README.md", GRAFANA))).toBe(true);
    expect(readFileSync(new URL("../README.md", GRAFANA), "utf8")).toContain("](grafana)");
  });
});
