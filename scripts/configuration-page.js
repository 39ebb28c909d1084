/** The text of docs/configuration.md: every key of `sluice.yml`, from its schema. */

const INTRODUCTION = `# Configuration

What \`sluice start\` reads: \`sluice.yml\`, YAML 1.2 or JSON, in the format of the ngrok agent's configuration version 3 with what an edge of one's own
needs beside it. \`sluice check sluice.yml\` tells what is wrong with one, before it is started or reloaded. This page is written by
\`npm run generate\` from the JSON Schema of a configuration, which \`sluice schema --config\` prints and the package has as
\`@sluice/proxy/config.schema.json\`; [editors.md](editors.md) says what editors do with it.

Paths are relative to the file that they are written in. A key whose value is null counts as left out, except where that
would switch off what was asked for: there it is an error.
`;

/** `schema`: of a configuration; `example`: the text of a complete one. */
export function configurationPage(schema, example) {
  const places = new Map();
  addPlaces(places, "", schema);
  return [
    INTRODUCTION,
    "## All of it",
    "",
    "```yaml",
    example.replace(/^# yaml-language-server.*\n/, "").trimEnd(),
    "```",
    "",
    "## Keys",
    "",
    ...[...places].flatMap(([each, place]) => section(each, place, places)),
  ]
    .join("\n")
    .replace(/\n+$/, "\n");
}

/** The mappings with keys of their own, in the order in which a reader comes to them, with what each is called. */
function addPlaces(places, place, schema) {
  if (places.has(schema)) return;
  places.set(schema, place);
  for (const [name, property] of Object.entries(schema.properties)) {
    for (const [inner, each] of mappingsIn(place === "" ? name : `${place}.${name}`, property)) {
      addPlaces(places, inner, each);
    }
  }
}

function mappingsIn(place, schema) {
  return shapesOf(schema).flatMap((each) => {
    if (each.properties) return [[place, each]];
    if (each.items) return mappingsIn(`${place}[]`, each.items);
    return typeof each.additionalProperties === "object" ? mappingsIn(`${place}.NAME`, each.additionalProperties) : [];
  });
}

function section(schema, place, places) {
  const rows = Object.entries(schema.properties).map(([name, property]) => {
    const required = schema.required?.includes(name) ? ", **required**" : "";
    const type = typeOf(property, places) + required;
    return row([`\`${name}\``, type, defaultOf(property), meaningOf(property), examplesOf(property)]);
  });
  const heading = place === "" ? [] : [`### \`${place}\``, "", meaningOf(schema), ""];
  return [...heading, "| key | type | default | meaning | example |", "|---|---|---|---|---|", ...rows, ""];
}

function row(cells) {
  return `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
}

function shapesOf(schema) {
  return (schema.anyOf ?? [schema]).filter(({ type }) => type !== "null");
}

function typeOf(schema, places) {
  if (schema.enum) {
    const values = schema.enum.filter((value) => value !== null && !isRepeated(value, schema.enum));
    return values.map(code).join(" or ");
  }
  if (schema.$ref) return "[policy](language.md)";
  if (schema.anyOf) return [...new Set(shapesOf(schema).map((each) => typeOf(each, places)))].join(" or ");
  const types = [schema.type ?? []].flat().filter((type) => type !== "null");
  if (types.length === 0) return "anything";
  return types.map((type) => nameOf(type, schema, places)).join(" or ");
}

/** A number that may be quoted. */
function isRepeated(value, all) {
  return typeof value === "string" && all.includes(Number(value));
}

function nameOf(type, schema, places) {
  switch (type) {
    case "integer":
      return schema.minimum === undefined
        ? "whole number"
        : `whole number, ${schema.minimum} to ${thousands(schema.maximum)}`;
    case "boolean":
      return "`true` or `false`";
    case "array":
      return `list of ${plural(typeOf(schema.items, places))}`;
    case "object":
      return schema.properties
        ? `[mapping](#${anchorOf(places.get(schema))})`
        : `mapping of names to ${plural(typeOf(schema.additionalProperties, places))}`;
    default:
      return type;
  }
}

/** As far as the words of this page need it. */
function plural(type) {
  return type
    .replace(/^(string|whole number)/, "$1s")
    .replace(/^\[mapping\]/, "[mappings]")
    .replace(/^(list|mapping) of/, "$1s of");
}

function thousands(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** As renderers of Markdown make it of a heading. */
function anchorOf(place) {
  return place.toLowerCase().replace(/[^\w-]/g, "");
}

function defaultOf({ default: value, description = "" }) {
  if (value !== undefined) return code(value === "" ? "''" : value);
  return /Default: (.*)\.$/.exec(description)?.[1] ?? "";
}

function meaningOf({ description = "" }) {
  return description.replace(/ ?Default: .*\.$/, "");
}

function examplesOf({ examples = [] }) {
  return examples.map((example) => code(flow(example))).join(" ");
}

/** YAML in flow style. */
function flow(value) {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, each]) => `${key}: ${flow(each)}`);
    return `{ ${entries.join(", ")} }`;
  }
  if (typeof value !== "string") return String(value);
  const isWord = /^[A-Za-z0-9_./][A-Za-z0-9_./: -]*$/.test(value) && !/: |^(?:true|false|null)$/.test(value);
  return isWord && Number.isNaN(Number(value)) ? value : `'${value.replaceAll("'", "''")}'`;
}

function code(value) {
  return `\`${value}\``;
}
