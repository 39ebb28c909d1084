type Schema = Readonly<Record<string, unknown>>;

const TEXT = { type: "string" };
const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` });
const some = (items: Schema, more: Schema = {}): Schema => ({ type: "array", items, ...more });

function object(required: readonly string[], properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema {
  return { type: "object", additionalProperties: false, required, properties, ...more };
}

const LEVEL = { enum: ["none", "note", "warning", "error"] };
const POSITIVE = { type: "integer", minimum: 1 };
const INDEX = { type: "integer", minimum: -1 };

/**
 * The part of the schema of SARIF 2.1.0 (OASIS, section 3) that a report of ours may use: every member of it here is as
 * the standard's schema has it, and members that we never write are left out, so that a new one has to be looked up.
 */
export const SARIF_SCHEMA: Schema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  ...object(["version", "runs"], {
    $schema: { ...TEXT, pattern: "^https://" },
    version: { enum: ["2.1.0"] },
    runs: some(ref("run")),
  }),
  definitions: {
    run: object(["tool"], {
      tool: object(["driver"], { driver: ref("toolComponent") }),
      columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
      newlineSequences: some(TEXT, { minItems: 1, uniqueItems: true }),
      artifacts: some(ref("artifact"), { uniqueItems: true }),
      results: some(ref("result")),
    }),
    toolComponent: object(["name"], {
      name: TEXT,
      semanticVersion: TEXT,
      rules: some(ref("reportingDescriptor"), { uniqueItems: true }),
    }),
    reportingDescriptor: object(["id"], {
      id: TEXT,
      shortDescription: ref("multiformatMessageString"),
      help: ref("multiformatMessageString"),
      defaultConfiguration: object([], { level: LEVEL }),
      properties: { type: "object" },
    }),
    multiformatMessageString: object(["text"], { text: TEXT, markdown: TEXT }),
    artifact: object([], {
      location: ref("artifactLocation"),
      roles: some({ enum: ["analysisTarget", "standardStream"] }, { uniqueItems: true }),
    }),
    // `uri` is a URI reference (RFC 3986): no character that would have to be encoded.
    artifactLocation: object([], {
      uri: { ...TEXT, pattern: "^(?:[A-Za-z0-9._~!$&'()*+,;=:@/?#-]|%[0-9A-F]{2})+$" },
      index: INDEX,
      description: ref("message"),
    }),
    message: object(
      [],
      { text: TEXT, markdown: TEXT, id: TEXT },
      { anyOf: [{ required: ["text"] }, { required: ["id"] }] },
    ),
    result: object(["message"], {
      ruleId: TEXT,
      ruleIndex: INDEX,
      level: LEVEL,
      message: ref("message"),
      locations: some(ref("location")),
      fixes: some(ref("fix"), { uniqueItems: true }),
    }),
    location: object([], { physicalLocation: ref("physicalLocation") }),
    physicalLocation: object(["artifactLocation"], {
      artifactLocation: ref("artifactLocation"),
      region: ref("region"),
    }),
    region: object([], { startLine: POSITIVE, startColumn: POSITIVE, endLine: POSITIVE, endColumn: POSITIVE }),
    fix: object(["artifactChanges"], {
      description: ref("message"),
      artifactChanges: some(
        object(["artifactLocation", "replacements"], {
          artifactLocation: ref("artifactLocation"),
          replacements: some(
            object(["deletedRegion"], { deletedRegion: ref("region"), insertedContent: object([], { text: TEXT }) }),
            {
              minItems: 1,
            },
          ),
        }),
        { minItems: 1, uniqueItems: true },
      ),
    }),
  },
};
