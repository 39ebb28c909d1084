import { Registry } from "prom-client";
import { ConnectionMetrics } from "./connection-metrics.ts";
import { ProcessMetrics, type ProcessState } from "./process-metrics.ts";

/** Everything that is scraped. */
export interface Metrics {
  readonly connections: ConnectionMetrics;
  readonly process: ProcessMetrics;
  scrape(): Promise<{ readonly text: string; readonly type: string }>;
}

/** With a registry of its own: what else in this process has metrics is nobody's here. */
export function createMetrics(state: ProcessState, loadedAt: Date): Metrics {
  const registry = new Registry();
  const connections = new ConnectionMetrics(registry);
  const ofProcess = new ProcessMetrics(registry, state, loadedAt);
  return {
    connections,
    process: ofProcess,
    scrape: async () => ({ text: await registry.metrics(), type: registry.contentType }),
  };
}
