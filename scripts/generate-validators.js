/**
 * Generates the validators of policy documents and of test vectors from their schemas, the schemas of configurations and events as
 * files, and the pages of all settings, of all commands and of what the bench has measured: `npm run generate`.
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { build } from "esbuild";
import { performanceFiles } from "../bench/page/files.js";
import { commandsPage } from "./commands-page.js";
import { configurationPage } from "./configuration-page.js";

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const POLICY_SCHEMA = path("packages/policy/src/schema/policy-schema.ts");
const EVENT_SCHEMA = path("packages/proxy/src/events/event-schema.ts");
const CONFIG_SCHEMA = path("packages/proxy/src/config/schema/config-schema.ts");
const CONFIG_EXAMPLE = path("examples/configuration/sluice.yml");
const VECTOR_SCHEMA = path("test-vectors/schema.json");

/** The generated modules, and what makes each. */
const TARGETS = [
  [path("packages/policy/src/schema/validate-policy.generated.ts"), generatePolicyValidator],
  [path("packages/policy/src/vectors/validate.generated.ts"), generateVectorValidators],
  [path("packages/proxy/schema/config.schema.json"), generateConfigSchema],
  [path("packages/proxy/schema/event.schema.json"), generateEventSchema],
  [path("docs/configuration.md"), generateConfigPage],
  [path("docs/command-line.md"), commandsPage],
  ...[...performanceFiles()].map(([name, text]) => [path(`docs/${name}`), () => text]),
];

/** The text of the module that validates policy documents, from the schema that the actions make up. */
async function generatePolicyValidator() {
  const { policySchema } = await imported(POLICY_SCHEMA);
  const ajv = newAjv(Ajv);
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

/** What the package has for those who read events: the schema, formatted like all JSON here. */
async function generateEventSchema() {
  const { eventSchema } = await imported(EVENT_SCHEMA);
  return `${JSON.stringify(eventSchema(), undefined, 2)}\n`;
}

/** What the package has for editors and for programs that write configurations. */
async function generateConfigSchema() {
  const { configSchema } = await imported(CONFIG_SCHEMA);
  return `${JSON.stringify(configSchema(), undefined, 2)}\n`;
}

async function generateConfigPage() {
  const { configSchema } = await imported(CONFIG_SCHEMA);
  return configurationPage(configSchema(), await readFile(CONFIG_EXAMPLE, "utf8"));
}

/** The packages of others stay outside, ours come from their sources. */
const OUTSIDE = {
  name: "outside",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
      kind === "entry-point" || name.startsWith("@sluice/") ? undefined : { path: name, external: true },
    );
  },
};

/** A module of the sources. */
async function imported(entry) {
  const bundle = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    conditions: ["sluice-source"],
    plugins: [OUTSIDE],
  });
  return import(
    `data:text/javascript;base64,${Buffer.from(await resolved(bundle.outputFiles[0].text)).toString("base64")}`
  );
}

/** What surrounds a policy in a vector: what a connection file of `sluice-policy eval` holds. */
const SURROUNDINGS = ["protocol", "endpoint", "resources", "connection", "effects"];

/** The text of the module that validates vector files, connection files and resource files. */
async function generateVectorValidators() {
  const schema = withoutNotes(JSON.parse(await readFile(VECTOR_SCHEMA, "utf8")));
  const { $id } = schema;
  const connectionFile = {
    $id: `${$id}:connection-file`,
    type: "object",
    properties: Object.fromEntries(
      SURROUNDINGS.map((name) => [name, { $ref: `${$id}#/$defs/vector/properties/${name}` }]),
    ),
    additionalProperties: false,
  };
  const resourcesFile = { $id: `${$id}:resources-file`, $ref: `${$id}#/$defs/resources` };
  // Each definition becomes one function.
  const ajv = newAjv(Ajv2020, { strictRequired: false, inlineRefs: false });
  for (const each of [schema, connectionFile, resourcesFile]) ajv.addSchema(each);
  const names = { vectorFile: $id, connectionFile: connectionFile.$id, resourcesFile: resourcesFile.$id };
  const code = standalone.default(ajv, names);
  // What the code needs of ajv's own is put into it.
  const bundle = await build({
    stdin: { contents: code, resolveDir: path("."), loader: "js" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    target: "es2022",
  });
  return [
    "// @ts-nocheck: written by a generator",
    "// Generated from test-vectors/schema.json by `npm run generate`. Do not edit.",
    'import type { Validator } from "../schema/schema-error.ts";',
    bundle.outputFiles[0].text.replace(/^\s*\/\/ .*\n/gm, "").replace(/\nexport \{[^}]*\};\s*$/, ""),
    "export const validateVectors: Validator = vectorFile;",
    "export const validateConnectionFile: Validator = connectionFile;",
    "export const validateResources: Validator = resourcesFile;",
    "",
  ].join("\n");
}

/** A schema without what is for people: the generated code repeats each schema. */
function withoutNotes(schema) {
  if (Array.isArray(schema)) return schema.map(withoutNotes);
  if (typeof schema !== "object" || schema === null) return schema;
  const kept = Object.entries(schema).filter(([key]) => !["title", "description", "default"].includes(key));
  // In these the keys are names, not keywords.
  const isNames = (key) => key === "properties" || key === "$defs";
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      isNames(key)
        ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutNotes(each)]))
        : withoutNotes(value),
    ]),
  );
}

/** `Draft`: the class of the draft that the schema is written in. */
function newAjv(Draft, options = {}) {
  return new Draft({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    code: { source: true, esm: true, lines: true },
    ...options,
  });
}

/** A data: module cannot resolve packages; give it their addresses. */
async function resolved(text) {
  return text.replaceAll(/from "([^".][^"]*)"/g, (_, name) => `from ${JSON.stringify(import.meta.resolve(name))}`);
}

for (const [target, generate] of TARGETS) {
  const text = await generate();
  if (!process.argv.includes("--check")) {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  } else if ((await readFile(target, "utf8").catch(() => "")) !== text) {
    console.error(`${target} is out of date: run \`npm run generate\``);
    process.exitCode = 1;
  }
}

// A plot that no table draws any more.
const drawn = new Set(TARGETS.map(([target]) => target));
for (const name of await readdir(path("docs/performance")).catch(() => [])) {
  const left = path(`docs/performance/${name}`);
  if (drawn.has(left)) continue;
  if (!process.argv.includes("--check")) await rm(left);
  else {
    console.error(`${left} is of no table: run \`npm run generate\``);
    process.exitCode = 1;
  }
}
