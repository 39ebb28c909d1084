import { expect, test, vi } from "vitest";
import { formatSummary } from "../report.ts";
import { runVectors } from "../run.ts";
import { fixedVectors } from "../testing/vectors.ts";
import { SLUICE_KNOWN_FAILURES } from "./known-failures.ts";
import { runSluice, sluiceEngine } from "./sluice.ts";

// All vectors: on a machine that does much else, that takes its time.
vi.setConfig({ testTimeout: 120_000 });

test("the compiled policy gives every vector's answer", async () => {
  const summary = await runVectors(await fixedVectors(), sluiceEngine, { knownFailures: SLUICE_KNOWN_FAILURES });
  expect(summary.ok, formatSummary(summary)).toBe(true);
  expect(summary.counts.unsupported).toBe(0);
});

test("a document that does not compile has diagnostics and no outcome", () => {
  const answer = runSluice({ id: "t/t", policy: "on_tcp_connect:\n  - actions:\n    - type: denny\n" });
  expect(answer.outcome).toBeUndefined();
  expect(answer.diagnostics).toMatchObject([{ code: "unknown-action", severity: "error", line: 3, column: 13 }]);
});

test("a certificate that was not asked for is not shown to the policy", () => {
  const answer = runSluice({
    id: "t/t",
    policy: "on_tcp_connect: [{ actions: [{ type: terminate-tls }] }]",
    protocol: "tls",
    connection: { tls: {} },
    effects: [{ "terminate-tls": { client_certificate: "-----BEGIN nothing that could be read", chain: "trusted" } }],
  });
  expect(answer.outcome).toBe("continue");
  expect(JSON.stringify(answer.actions)).not.toContain("common_name");
});
