import { expect, test } from "vitest";
import { OVERLOAD_CODES } from "../admission/index.ts";
import { Scrape } from "../testing/scrape.ts";
import { createMetrics } from "./metrics.ts";

async function scraped(): Promise<Scrape> {
  const state = { open: () => 0, ready: () => true, pools: () => [] };
  const { text } = await createMetrics(state, new Date(0)).scrape();
  return new Scrape(text);
}

test("a scrape walks no sockets and no descriptors", async () => {
  const names = [...(await scraped()).values.keys()];
  expect(names.filter((name) => /^(nodejs_active|process_open_fds)/.test(name))).toEqual([]);
  expect(names).toContain("process_resident_memory_bytes");
});

test("every limit begins at zero", async () => {
  const zeros = OVERLOAD_CODES.map((code) => [`sluice_limits_hit_total{limit="${code}"}`, 0]);
  expect(zeros.length).toBeGreaterThan(5);
  expect((await scraped()).counts("sluice_limits")).toEqual(Object.fromEntries(zeros));
});
