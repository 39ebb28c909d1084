import { readFileSync } from "node:fs";
import { compilePolicy } from "@sluice/policy";
import { describe, expect, test } from "vitest";
import { printDiagnostics } from "./cli/print-diagnostics.ts";
import { loadConfig } from "./config/load.ts";
import { Page } from "./testing/page.ts";
import { createAuthority } from "./testing/pki.ts";

const page = new Page("../README.md");

describe("the README", () => {
  const [policy = "", config = ""] = page.blocks("yaml");

  test("shows a policy that compiles without a word", async () => {
    const clients = (await createAuthority({ commonName: "clients" })).certificate;
    const resources = { certificate_authorities: { clients } };
    expect(compilePolicy(policy, { protocol: "tls", resources })).toMatchObject({
      policy: expect.anything(),
      diagnostics: [],
    });
  });

  test("shows a configuration that loads without a word", async () => {
    expect(await loadConfig(config)).toMatchObject({ config: expect.anything(), diagnostics: [] });
  });

  test("shows what a mistake is answered with", async () => {
    const { diagnostics } = await loadConfig(config.replace("10.0.0.0/8", "10.0.0.0/33"));
    expect(printDiagnostics(diagnostics, ".")).toBe(page.blocks("text")[0]);
  });

  test("names commands that exist", () => {
    const { scripts } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
    const named = [...page.text.matchAll(/npm (?:run )?(start|test|build|bench|lint|types)\b/g)].map(
      ([, name]) => name,
    );
    expect(named).toEqual(expect.arrayContaining(["start", "test"]));
    for (const name of named) expect(scripts).toHaveProperty(String(name));
  });
});

test("docs/dependencies.md names every dependency", () => {
  const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
  const page = read("docs/dependencies.md");
  for (const directory of ["", "packages/policy/", "packages/proxy/", "packages/conformance/", "bench/"]) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(read(`${directory}package.json`));
    const names = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith("@sluice/"));
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  }
});
