import { Scrape } from "../../testing/scrape.ts";
import type { ProxyProcess } from "./proxy-process.ts";

/** Where the metrics of a proxy are, once it has said so. */
export async function metricsUrl(proxy: ProxyProcess): Promise<string> {
  return /http:\S+/.exec(await proxy.said(/metrics at http/))?.[0] ?? "";
}

export async function scrape(url: string): Promise<Scrape> {
  const response = await fetch(url);
  if (response.status !== 200) throw new Error(`${url}: ${response.status}`);
  return new Scrape(await response.text());
}
