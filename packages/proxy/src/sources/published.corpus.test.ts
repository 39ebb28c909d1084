import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadTexts } from "../config/load.ts";

const corpus = process.env.SLUICE_CORPUS ?? "";
if (corpus === "") throw new Error("set SLUICE_CORPUS to the folder of the published test data");

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
}

const rows = readFileSync(join(corpus, "ngrok-docs", "policies.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Row);

/** What a reader is told to put in. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  NGROK_TCP_ADDRESS: "1.tcp.example.com:12345",
  ALLOWED_IP_ADDRESS_CIDR: "192.0.2.0/24",
};

describe("what others have published loads as it is, beside the certificate that a host needs", () => {
  test.each(rows.filter(({ kind }) => kind === "agent-config"))("agent configuration $id", async ({ text }) => {
    const filled = Object.entries(PLACEHOLDERS).reduce((all, [name, value]) => all.replaceAll(name, value), text);
    const own = { path: "own.yml", text: "certificates: { self_signed: true }\n" };
    const { config, diagnostics } = await loadTexts([{ path: "ngrok.yml", text: filled }, own]);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(config?.endpoints).toHaveLength(1);
  });

  test.each(rows.filter(({ kind }) => kind === "k8s-manifest"))("manifest $id", async ({ text }) => {
    const { config, diagnostics } = await loadTexts([{ path: "manifest.yml", text }]);
    // All of them are of HTTP endpoints, or policies that nobody refers to.
    expect(config?.endpoints).toEqual([]);
    const http = /url: https:/.test(text);
    expect(diagnostics.map(({ severity }) => severity)).toEqual(http ? ["warning"] : []);
  });
});
