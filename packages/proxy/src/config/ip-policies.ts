import { AddressSet, explainCidr, type IpPolicySets } from "@sluice/policy";
import { type AddressFileUse, readAddressFile } from "./address-file.ts";
import type { FileSource } from "./files.ts";
import type { ConfigReader, MapReader, Value } from "./reader.ts";

const RULE: AddressFileUse = { what: "`file`", instead: "remove the rule where nobody is meant" };
const POLICY: AddressFileUse = { what: "`file`", instead: "write `[]` in place of the file where nobody is meant" };

type Action = "allow" | "deny";

/** The addresses of one ip policy while it is read: those written out, and the sets that files have come to. */
interface Gathered {
  readonly cidrs: string[];
  readonly sets: AddressSet[];
}

/** `ip_policies: { ID: [{ cidr, action }, { file, action }] }`, or `{ ID: { file, action } }`. */
export async function readIpPolicies(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
): Promise<Readonly<Record<string, IpPolicySets>>> {
  const policies: [string, IpPolicySets][] = [];
  for (const [id, , at] of reader.entries(value, "`ip_policies`")) {
    const gathered = { allow: gather(), deny: gather() };
    const what = `ip policy \`${id}\``;
    const before = reader.diagnostics.length;
    if (reader.isMap(at)) await readFilePolicy(reader, files, at, { what, gathered });
    else for (const item of rulesOf(reader, at, what)) await readRule(reader, files, item, gathered);
    const incomplete = reader.diagnostics.slice(before).some(({ severity }) => severity === "error");
    policies.push([id, { allow: setsOf(gathered.allow), deny: setsOf(gathered.deny), incomplete }]);
  }
  return Object.fromEntries(policies);
}

type ByAction = Readonly<Record<Action, Gathered>>;

function gather(): Gathered {
  return { cidrs: [], sets: [] };
}

function setsOf({ cidrs, sets }: Gathered): readonly AddressSet[] {
  return cidrs.length > 0 ? [AddressSet.from(cidrs), ...sets] : sets;
}

/** A whole policy that is one file: most of those allow who is on it. */
async function readFilePolicy(
  reader: ConfigReader,
  files: FileSource,
  at: Value,
  { what, gathered }: { readonly what: string; readonly gathered: ByAction },
): Promise<void> {
  const policy = reader.map(at, what, ["file", "action", "description"]);
  if (!policy) return;
  const set = await readAddressFile(reader, files, policy.required("file"), POLICY);
  reader.string(policy.get("description"), "`description`");
  const action = policy.key("action") ? actionOf(reader, policy.written("action", "`allow` or `deny`")) : "allow";
  if (action) gathered[action].sets.push(set);
}

async function readRule(reader: ConfigReader, files: FileSource, item: Value, gathered: ByAction): Promise<void> {
  const rule = reader.map(item, "a rule of an ip policy", ["cidr", "file", "action", "description"]);
  if (!rule) return;
  const blocks = await readBlocks(reader, files, rule);
  reader.string(rule.get("description"), "`description`");
  const action = actionOf(reader, rule.required("action"));
  if (!action || blocks === undefined) return;
  if (typeof blocks === "string") gathered[action].cidrs.push(blocks);
  else gathered[action].sets.push(blocks);
}

function actionOf(reader: ConfigReader, at: Value | undefined): Action | undefined {
  return reader.oneOf(at, "`action`", ["allow", "deny"], (text) => `\`${text}\` is not \`allow\` or \`deny\``);
}

/** Those of the file that the rule names, or the block of its own; `undefined` if there is none (reported). */
async function readBlocks(
  reader: ConfigReader,
  files: FileSource,
  rule: MapReader<"cidr" | "file" | "action" | "description">,
): Promise<AddressSet | string | undefined> {
  const fileAt = rule.written("file", "a string");
  if (fileAt && rule.key("cidr")) {
    reader.report("invalid-value", "`cidr` and `file` exclude each other", rule.key("file"));
    return undefined;
  }
  if (rule.key("file")) return readAddressFile(reader, files, fileAt, RULE);
  const cidrAt = rule.required("cidr");
  const cidr = reader.string(cidrAt, "`cidr`");
  if (cidr === undefined) return undefined;
  const explained = explainCidr(cidr);
  if (explained.kind === "cidr") return cidr;
  reader.report("invalid-cidr", explained.reason, cidrAt, explained.hint);
  return undefined;
}

/** What an empty one denied would be let in by the others that an action names. */
function rulesOf(reader: ConfigReader, at: Value, what: string): readonly Value[] {
  if (!reader.isNull(at)) return reader.list(at, what);
  reader.report("wrong-type", `${what} must be a list`, at);
  return [];
}
