import { entryOf, type MapNode } from "@sluice/policy/source";
import { readAgentConfig } from "../sources/agent/agent-config.ts";
import { isObject } from "../sources/kubernetes/index.ts";
import { PassedOver } from "../sources/passed-over.ts";
import type { GivenText } from "../sources/read-texts.ts";
import { Diagnostics } from "./diagnostics.ts";
import { LIMITS } from "./documents.ts";
import { type EndpointListRead, type EndpointReading, readEndpointList } from "./endpoint-list.ts";
import type { KeptReading } from "./kept-config.ts";
import { KnownItems } from "./known-items.ts";
import { readListText } from "./list-text.ts";
import type { ConfigDocument } from "./reader.ts";
import { SourceFiles } from "./source-files.ts";

/** A configuration whose endpoints are read one by one, beside its tree. */
export interface ListDocument extends ConfigDocument {
  /** What is wrong, or passed over, before anything is read of it. */
  readonly sink: Diagnostics;
  /** To be closed once the endpoints were read. */
  readonly passed: PassedOver;
  /** Throws a `NotPlainList` where the list has to be read with all around it. */
  readonly readAll: (reading: EndpointReading) => Promise<EndpointListRead>;
}

/** `before`: what was read before. `undefined`: it has no plain list of endpoints, or is no configuration of endpoints alone. */
export async function readListDocument(
  { path, text }: GivenText,
  before: KeptReading | undefined,
): Promise<ListDocument | undefined> {
  if (text.length > LIMITS.length) return undefined;
  const list = readListText(text, before && new KnownItems(before.endpoints));
  if (!list || !isPlain(list.root)) return undefined;
  const files = new SourceFiles();
  files.add(path, text);
  const sink = new Diagnostics(files);
  const passed = new PassedOver(sink);
  const root = await readAgentConfig(list.root, { sink, passed, readPolicy: async () => ({ ok: false }) });
  const isAgents = entryOf(list.root, "agent") !== undefined;
  const readAll = (reading: EndpointReading): Promise<EndpointListRead> =>
    readEndpointList({ text, list, before, passed, isAgents }, reading);
  return { root, files, sink, passed, readAll };
}

/** Whether nothing is in it that becomes an endpoint, too, or makes something else of it. */
function isPlain(root: MapNode): boolean {
  return !isObject(root) && !root.entries.some(({ key }) => /^(?:tunnels$|on_|inbound$|outbound$)/.test(key.value));
}
