import { setImmediate } from "node:timers/promises";
import { fieldOf, type Node, type Span } from "@sluice/policy/source";
import { readEndpoints } from "../sources/agent/endpoints.ts";
import type { PassedOver } from "../sources/passed-over.ts";
import type { EndpointConfig } from "./config.ts";
import { type ReadEndpoint, readEndpoint } from "./endpoint.ts";
import type { FileSource } from "./files.ts";
import type { KeptEndpoint, KeptReading } from "./kept-config.ts";
import type { ListText } from "./list-text.ts";
import { ownText } from "./own-text.ts";
import { type CompilePolicy, PolicyCompiler } from "./policies.ts";
import type { ConfigReader } from "./reader.ts";
import type { KnownResources } from "./resources.ts";
import { sameValue } from "./same-value.ts";
import { shiftedReport, shiftedSpan } from "./shift.ts";
import { PIECE, type TextItem } from "./split-endpoints.ts";

/** What leads out of the reading of a list that is not as plain as it looked. Then all is to be read as a whole. */
export class NotPlainList extends Error {}

/** What endpoints are read with. */
export interface EndpointReading {
  readonly reader: ConfigReader;
  readonly files: FileSource;
  readonly known: KnownResources;
  readonly compile: CompilePolicy;
}

export interface EndpointListOptions {
  readonly text: string;
  readonly list: ListText<KeptEndpoint>;
  /** The reading whose endpoints `list` knows. */
  readonly before: KeptReading | undefined;
  /** Hears of what has no meaning here. */
  readonly passed: PassedOver;
  readonly isAgents: boolean;
}

/** What was read, and what the next reading need not read again of it. */
export interface EndpointListRead {
  readonly endpoints: readonly ReadEndpoint[];
  readonly kept: KeptReading;
}

/**
 * Reads the endpoints of a list one after the other, each from its text to what it is in the configuration: no more than a piece of
 * the tree is there at a time. What was read before from the same text, files and resources is taken from there.
 */
export async function readEndpointList(
  options: EndpointListOptions,
  reading: EndpointReading,
): Promise<EndpointListRead> {
  const { before, isAgents } = options;
  const { compile } = reading;
  const isSame = before?.isAgents === isAgents && before.compile === compile && sameValue(before.known, reading.known);
  // Policies that are kept hold the sets of before: none is to be there twice.
  const known = isSame ? before.known : reading.known;
  const list = new ListReader(options, { ...reading, known }, isSame ? before : undefined);
  const endpoints = await list.read();
  return { endpoints, kept: { isAgents, compile, known, met: list.policies.met, endpoints: list.kept } };
}

class ListReader {
  readonly policies: PolicyCompiler;
  readonly kept: KeptEndpoint[] = [];
  readonly #options: EndpointListOptions;
  readonly #reader: ConfigReader;
  readonly #files: FileSource;
  readonly #knows: boolean;
  /** Files of endpoints that are there still, as they are now. One that has not changed is the very text of before: compared at once. */
  readonly #texts = new Map<string, string>();
  /** Files that were read since the last endpoint. */
  #named: KeptEndpoint["files"][number][] = [];

  constructor(options: EndpointListOptions, reading: EndpointReading, before: KeptReading | undefined) {
    const { reader, files, known, compile } = reading;
    this.#options = options;
    this.#reader = reader;
    this.#knows = before !== undefined;
    const readFile = async (path: string): Promise<string> => {
      const text = await files.readFile(path);
      const before = this.#texts.get(path);
      const own = before === text ? before : text;
      this.#named.push([path, own]);
      return own;
    };
    this.#files = { ...files, readFile };
    this.policies = new PolicyCompiler(reader, this.#files, known, compile, before?.met);
  }

  async read(): Promise<readonly ReadEndpoint[]> {
    const { items } = this.#options.list;
    const endpoints: ReadEndpoint[] = [];
    if (this.#knows) await this.#readFilesOf(items);
    for (let index = 0; index < items.length; ) {
      const item = items[index] as TextItem<KeptEndpoint>;
      const again = this.#again(item);
      if (again) {
        endpoints.push(again);
        index += 1;
        continue;
      }
      const end = this.#endOfPiece(index);
      for (const endpoint of await this.#readPiece(items.slice(index, end))) endpoints.push(endpoint);
      index = end;
      // Whoever has connections to serve is not to wait for all endpoints.
      await setImmediate();
    }
    return endpoints;
  }

  /** The tree of an endpoint that was read. */
  node({ text }: KeptEndpoint, start: number): Node | undefined {
    return this.#options.list.syntax({ text, offset: start })?.[0];
  }

  async #readFilesOf(items: readonly TextItem<KeptEndpoint>[]): Promise<void> {
    const wanted = new Map<string, string>();
    for (const { known } of items) for (const [path, text] of known?.files ?? NONE) wanted.set(path, text);
    for (const [path, before] of wanted) {
      // What cannot be read is told by the endpoint that names it.
      const text = await this.#files.readFile(path).catch(() => undefined);
      if (text !== undefined) this.#texts.set(path, text === before ? before : text);
    }
  }

  /** The endpoint as it was read before, if it would be read the same. */
  #again({ start, known }: TextItem<KeptEndpoint>): ReadEndpoint | undefined {
    if (!this.#knows || !known) return undefined;
    for (const [path, text] of known.files) if (this.#texts.get(path) !== text) return undefined;
    for (const use of known.uses) if (!this.policies.canMeetAgain(use)) return undefined;
    for (const use of known.uses) this.policies.meetAgain(use);
    for (const report of known.reports) this.#reader.sink.report(...shiftedReport(report, start));
    this.kept.push(known);
    return new ListedEndpoint(known, start, this);
  }

  /** Where a piece ends that starts with this item: a library that is called for each one would take longer. */
  #endOfPiece(index: number): number {
    const { items } = this.#options.list;
    const from = items[index]?.start ?? 0;
    let end = index;
    for (let item = items[end]; item; item = items[end]) {
      if (end > index && ((this.#knows && item.known) || item.start - from >= PIECE)) break;
      end += 1;
    }
    return end;
  }

  async #readPiece(items: readonly TextItem[]): Promise<readonly ReadEndpoint[]> {
    const { text: whole, list } = this.#options;
    const offset = items[0]?.start ?? 0;
    const text = ownText(whole.slice(offset, items.at(-1)?.end));
    const nodes = list.syntax({ text, offset });
    if (nodes?.length !== items.length) throw new NotPlainList();
    const endpoints: ReadEndpoint[] = [];
    for (const [index, node] of nodes.entries()) {
      const { start, end } = items[index] as TextItem;
      const read = await this.#readItem(node, { start, end }, text.slice(start - offset, end - offset));
      if (read) endpoints.push(read);
    }
    return endpoints;
  }

  async #readItem(node: Node, span: Span, text: string): Promise<ReadEndpoint | undefined> {
    const { passed, isAgents } = this.#options;
    const { start, end } = span;
    const [own] = readEndpoints({ kind: "list", start, end, items: [node] }, passed, isAgents).items;
    if (!own) return undefined;
    this.#reader.sink.takeReports();
    this.policies.takeUses();
    this.#named = [];
    const read = await readEndpoint(this.#reader, this.#files, this.policies, own);
    const reports = this.#reader.sink.takeReports();
    const [uses, files] = [this.policies.takeUses(), this.#named];
    if (!read) return undefined;
    const { config, urlAt, nameAt } = read;
    const last = this.kept.at(-1);
    const endpoint = {
      text,
      config,
      urlAt: shiftedSpan(urlAt, -start),
      nameAt: nameAt && shiftedSpan(nameAt, -start),
      reports: reports.map((report) => shiftedReport(report, -start)),
      // Most are as those of the endpoint before, which is one list for both then.
      files: last && sameValue(last.files, files) ? last.files : files,
      uses: last && sameUses(last.uses, uses) ? last.uses : uses,
    };
    // What is wrong in a file stands elsewhere, and what was passed over is told together with that of the others.
    const isInside = reports.every(([, from, to]) => from >= start && to <= end);
    if (isInside && own === node) this.kept.push(endpoint);
    return new ListedEndpoint(endpoint, start, this);
  }
}

/** An endpoint of the list, at its place. */
class ListedEndpoint implements ReadEndpoint {
  readonly config: EndpointConfig;
  readonly #kept: KeptEndpoint;
  readonly #start: number;
  readonly #list: ListReader;

  constructor(kept: KeptEndpoint, start: number, list: ListReader) {
    this.config = kept.config;
    this.#kept = kept;
    this.#start = start;
    this.#list = list;
  }

  get urlAt(): Span {
    return shiftedSpan(this.#kept.urlAt, this.#start);
  }

  get nameAt(): Span | undefined {
    return this.#kept.nameAt && shiftedSpan(this.#kept.nameAt, this.#start);
  }

  policyTree(): Node | undefined {
    return this.#tree("traffic_policy");
  }

  shadowTree(): Node | undefined {
    return this.#tree("shadow_policy");
  }

  #tree(key: "traffic_policy" | "shadow_policy"): Node | undefined {
    const node = this.#list.node(this.#kept, this.#start);
    if (node?.kind !== "map") return undefined;
    return this.#list.policies.treeOf(fieldOf(node, key), fieldOf(node, `${key}_file`));
  }
}

const NONE: KeptEndpoint["files"] = [];

function sameUses(one: KeptEndpoint["uses"], other: KeptEndpoint["uses"]): boolean {
  return (
    one.length === other.length &&
    one.every(({ kind, key, entry, first }, index) => {
      const use = other[index];
      return use?.kind === kind && use.key === key && use.entry === entry && use.first === first;
    })
  );
}
