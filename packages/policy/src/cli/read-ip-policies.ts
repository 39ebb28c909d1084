import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { suggest } from "../diagnostics/suggest.ts";
import { CidrListReader } from "../net/index.ts";
import type { IpPolicySets } from "../resources.ts";
import { type Data, type DataProblem, positionAt } from "../vectors/data.ts";
import { insideOf } from "./inside.ts";
import { reasonOf } from "./vectors/find-files.ts";

/** What files of `ip_policies` have come to. */
export interface FilePolicies {
  readonly policies: Readonly<Record<string, IpPolicySets>>;
  readonly problems: readonly DataProblem[];
  /** The resources without them, as their schema has them. */
  readonly others: unknown;
}

const KEYS = ["file", "action"];
const ACTIONS = ["allow", "deny"];
const PART = 2 ** 18;
/** As much as the proxy reads of such a file. */
const LARGEST = 2 ** 30;

/**
 * Reads each `{ file, action }` of `ip_policies`; the action is `allow` if nothing else is said. Paths start at the file at `path`.
 * Files below its directory or the working directory alone: a message may quote them, and end up in the log of a CI job.
 */
export async function readIpPolicyFiles(data: Data, path: string): Promise<FilePolicies> {
  const { value } = data;
  const given = isMap(value) && isMap(value.ip_policies) ? value.ip_policies : {};
  const found = Object.entries(given).filter((entry): entry is [string, Mapping] => isMap(entry[1]));
  if (found.length === 0) return { policies: {}, problems: [], others: value };
  const base = path === "-" ? process.cwd() : dirname(resolve(path));
  const isInside = insideOf([path]);
  const policies: [string, IpPolicySets][] = [];
  const problems: DataProblem[] = [];
  for (const [id, policy] of found) {
    const pointer = `/ip_policies/${id.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const report = (message: string, key?: string, hint?: string): void =>
      void problems.push({ path: pointer, message, ...(hint ? { hint } : {}), ...positionAt(data, pointer, key) });
    const { file, action = "allow" } = policy;
    for (const key of Object.keys(policy).filter((each) => !KEYS.includes(each))) {
      const near = suggest(key, KEYS);
      report(`\`${key}\` is not a key here`, key, near && `did you mean \`${near}\`?`);
    }
    if (!ACTIONS.includes(String(action))) {
      report(`\`${String(action)}\` is not possible here`, "action", "possible: `allow`, `deny`");
    }
    if (typeof file !== "string") {
      report(file === undefined ? "`file` is missing" : "expected a string", "file");
      continue;
    }
    const read = await readList(resolve(base, file), isInside);
    if ("problem" in read) report(`\`${file}\` ${read.problem}`, "file", read.hint);
    else policies.push([id, action === "deny" ? { deny: [read.set] } : { allow: [read.set] }]);
  }
  const others = Object.entries(given).filter(([, policy]) => !isMap(policy));
  return {
    policies: Object.fromEntries(policies),
    problems,
    others: { ...(value as Mapping), ip_policies: Object.fromEntries(others) },
  };
}

type ReadList =
  | { readonly set: NonNullable<IpPolicySets["allow"]>[number] }
  | { readonly problem: string; readonly hint?: string };

async function readList(path: string, isInside: (path: string) => boolean): Promise<ReadList> {
  const reader = new CidrListReader();
  try {
    // Nothing outside is opened: to some devices, that alone is a request. What is not there is neither.
    await stat(path);
    if (!isInside(path)) return { problem: "is outside of the directory of the resources and of the working one" };
    // To open a pipe may take for ever, too.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) return { problem: "is not a regular file" };
      if (stats.size > LARGEST) return { problem: "is larger than 1 GiB" };
      const part = new Uint8Array(PART);
      for (let total = 0; ; ) {
        const { bytesRead } = await file.read(part, 0, PART, null);
        if (bytesRead === 0) break;
        total += bytesRead;
        // Somebody writes to it: it may never end.
        if (total > stats.size) return { problem: "changed while it was read" };
        reader.push(part.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    return { problem: `cannot be read: ${reasonOf(error)}` };
  }
  const list = reader.end();
  switch (list.kind) {
    case "list":
      return { set: list.set };
    case "pem":
      return { problem: "is PEM and no list of addresses" };
    case "empty":
      return { problem: "lists nobody" };
    case "invalid": {
      const [first] = list.problems;
      const more = list.problems.length + list.more - 1;
      const others = more > 0 ? `; ${more} more lines are no addresses` : "";
      const problem = `is no list of addresses: line ${first?.line}, column ${first?.column}: ${first?.reason}${others}`;
      return { problem, ...(first?.hint === undefined ? {} : { hint: first.hint }) };
    }
  }
}

interface Mapping {
  readonly [key: string]: unknown;
}

function isMap(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
