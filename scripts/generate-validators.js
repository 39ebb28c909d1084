/** Generates the validator of policy documents from the schema that the actions make up: `npm run generate`. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { build } from "esbuild";

const SOURCE = fileURLToPath(new URL("../packages/policy/src/schema/policy-schema.ts", import.meta.url));
const TARGET = fileURLToPath(new URL("../packages/policy/src/schema/validate-policy.generated.ts", import.meta.url));

/** The text of the generated module. */
export async function generate() {
  const bundle = await build({
    entryPoints: [SOURCE],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    packages: "external",
  });
  const url = `data:text/javascript;base64,${Buffer.from(await resolved(bundle.outputFiles[0].text)).toString("base64")}`;
  const { policySchema } = await import(url);
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    code: { source: true, esm: true, lines: true },
  });
  const code = standalone.default(ajv, ajv.compile(policySchema()));
  return [
    "// @ts-nocheck: written by a generator",
    "// Generated from policy-schema.ts by `npm run generate`. Do not edit.",
    'import type { Validator } from "./schema-error.ts";',
    code
      .replace('"use strict";', "")
      .replace(/^export const validate = (\w+);/m, "export const validatePolicy: Validator = $1;")
      .replace(/^export default .*$/m, ""),
    "",
  ].join("\n");
}

/** A data: module cannot resolve packages; give it their addresses. */
async function resolved(text) {
  return text.replaceAll(/from "([^".][^"]*)"/g, (_, name) => `from ${JSON.stringify(import.meta.resolve(name))}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await generate();
  if (process.argv.includes("--check")) {
    if ((await readFile(TARGET, "utf8").catch(() => "")) !== text) {
      console.error("validate-policy.generated.ts is out of date: run `npm run generate`");
      process.exitCode = 1;
    }
  } else {
    await writeFile(TARGET, text);
  }
}
