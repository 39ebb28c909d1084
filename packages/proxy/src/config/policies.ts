import type { CompileNodeOptions, Policy } from "@sluice/policy";
import { type Embedded, embeddedPolicy, isString, type Node, policyIn, type Sink } from "@sluice/policy/source";
import { placesOf } from "./diagnostics.ts";
import { absolutePath, type FileSource, isPem, type NamedFile, readNamedFile } from "./files.ts";
import type { ConfigReader, Value } from "./reader.ts";
import { isOfUnread, type KnownResources } from "./resources.ts";
import { structureOf } from "./structure.ts";

/** What a policy is compiled for. */
export interface PolicyTarget {
  readonly protocol: "tcp" | "tls";
  readonly upstream: boolean;
  readonly internal: boolean;
  /** Run beside another, which nobody waits for. Default: it is enforced. */
  readonly shadow?: boolean;
}

/** `compileNode` of `@sluice/policy`, or what stands in for it in tests. */
export type CompilePolicy = (policy: Embedded, options: CompileNodeOptions) => Policy | undefined;

/** What a text or a policy has come to. */
interface Entry<T = unknown> {
  readonly value: T;
  /** Whether nothing was reported of it. Of others it has to be reported again with every reading. */
  readonly quiet: boolean;
}

/** What was met in one reading: by what it is, then by what tells it from others of that kind. */
export type MetPolicies = ReadonlyMap<string, ReadonlyMap<string, Entry>>;

/** Something that an endpoint has met. */
export interface PolicyUse {
  readonly kind: string;
  readonly key: string;
  readonly entry: Entry;
  /** Whether it was the first to meet it, and so the one where it was reported. */
  readonly first: boolean;
}

interface FileText {
  readonly text: string;
  readonly structure: string;
}

/**
 * Compiles the policies of a configuration; equal ones once, so that endpoints with equal policies share one. One that was compiled
 * in an earlier reading, for the same resources, is taken from there: its own places (`forwards`, traces) are those of that reading.
 */
export class PolicyCompiler {
  readonly #reader: ConfigReader;
  readonly #files: FileSource;
  readonly #known: KnownResources;
  readonly #compile: CompilePolicy;
  readonly #before: MetPolicies;
  readonly #met = new Map<string, Map<string, Entry>>();
  /** Since they were taken last. */
  #uses: PolicyUse[] = [];
  /** Of files, by path: where they start, and what is in them. */
  readonly #bases = new Map<string, number>();
  readonly #inFiles = new Map<string, Embedded>();

  constructor(
    reader: ConfigReader,
    files: FileSource,
    known: KnownResources,
    compile: CompilePolicy,
    before: MetPolicies = new Map(),
  ) {
    this.#reader = reader;
    this.#files = files;
    this.#known = known;
    this.#compile = compile;
    this.#before = before;
  }

  /** What was met in this reading, for the next one. */
  get met(): MetPolicies {
    return this.#met;
  }

  /** What was met since this was called last. */
  takeUses(): readonly PolicyUse[] {
    const uses = this.#uses;
    this.#uses = [];
    return uses;
  }

  /** Whether what an endpoint has met in an earlier reading can be met here as it was there: reported once, and by the same endpoint. */
  canMeetAgain({ kind, key, entry, first }: PolicyUse): boolean {
    return entry.quiet || first !== (this.#met.get(kind)?.has(key) ?? false);
  }

  /** As if the endpoint had been read again; what it had reported is reported by the caller. */
  meetAgain({ kind, key, entry }: PolicyUse): void {
    const met = this.#metOf(kind);
    if (!met.has(key)) met.set(key, entry);
  }

  /** `traffic_policy`: a mapping, or a string that holds the document. */
  inline(value: Value, target: PolicyTarget, what = "`traffic_policy`"): Policy | undefined {
    if (this.#reader.isMap(value)) {
      const policy = embeddedPolicy(value, this.#reader.sink);
      return this.#once(structureIn(policy), target, () => policy);
    }
    const text = this.#reader.string(value, what, "a mapping or a string");
    if (text === undefined) return undefined;
    let read: Embedded | undefined;
    const structure = this.#meet("text", text, (sink) => {
      read = embeddedPolicy(value, sink);
      return structureIn(read);
    });
    return this.#once(structure, target, () => read ?? embeddedPolicy(value, SILENT));
  }

  /** `traffic_policy_file`. */
  async file(value: Value, target: PolicyTarget, what = "`traffic_policy_file`"): Promise<Policy | undefined> {
    const file = await readNamedFile(this.#reader, this.#files, value, what);
    if (!file) return undefined;
    const { path, text } = file;
    // What is wrong with it would be told with the key in it.
    if (isPem(text)) {
      this.#reader.report("invalid-value", `\`${path}\` is PEM and no policy`, value);
      return undefined;
    }
    const isSame = (before: FileText): boolean => before.text === text;
    const make = (sink: Sink): FileText => ({ text, structure: structureIn(this.#inFile(file, sink)) });
    const { structure } = this.#meet("file", path, make, isSame);
    return this.#once(structure, target, () => this.#inFile(file, SILENT));
  }

  /** The tree of a policy that was met, in a value or in the file that one names, in the places of this reading. */
  treeOf(inline: Value | undefined, fileAt: Value | undefined): Node | undefined {
    if (inline) return embeddedPolicy(inline, SILENT).node;
    if (!isString(fileAt)) return undefined;
    const path = absolutePath(this.#reader, this.#files, fileAt.value, fileAt);
    const file = this.#met.get("file")?.get(path)?.value as FileText | undefined;
    return file && this.#inFile({ path, text: file.text }, SILENT).node;
  }

  #inFile({ path, text }: NamedFile, sink: Sink): Embedded {
    const known = this.#inFiles.get(path);
    if (known) return known;
    const base = this.#bases.get(path) ?? this.#reader.files.add(path, text).base;
    this.#bases.set(path, base);
    const read = policyIn(text, sink, ({ start, end }) => ({ start: start + base, end: end + base }));
    this.#inFiles.set(path, read);
    return read;
  }

  #once(structure: string, target: PolicyTarget, policyOf: () => Embedded): Policy | undefined {
    const { shadow = false, ...compiledFor } = target;
    const kind = `${target.protocol} ${target.upstream} ${target.internal} ${shadow}`;
    const { resources, unread } = this.#known;
    const make = (outer: Sink): Policy | undefined => {
      const sink: Sink = {
        report: (...report) => {
          const [code, , , message] = report;
          // A shadow policy takes the ClientHello if it is there, and makes nobody wait for it.
          if (shadow && code === "server-first-delay") return;
          if (!isOfUnread({ code, message }, unread)) outer.report(...report);
        },
      };
      return this.#compile(policyOf(), { ...compiledFor, resources, sink, places: placesOf(this.#reader.files) });
    };
    return this.#meet(kind, structure, make);
  }

  /** What is met for the first time is made, unless an earlier reading has made it. One of which there is something to report is made anew for that. */
  #meet<T>(kind: string, key: string, make: (sink: Sink) => T, isSame: (before: T) => boolean = () => true): T {
    const met = this.#metOf(kind);
    const known = met.get(key) as Entry<T> | undefined;
    const entry = known ?? this.#first(this.#before.get(kind)?.get(key) as Entry<T> | undefined, make, isSame);
    if (!known) met.set(key, entry);
    this.#uses.push({ kind, key, entry, first: !known });
    return entry.value;
  }

  #first<T>(before: Entry<T> | undefined, make: (sink: Sink) => T, isSame: (before: T) => boolean): Entry<T> {
    const kept = before && isSame(before.value) ? before : undefined;
    if (kept?.quiet) return kept;
    let quiet = true;
    const value = make({
      report: (...report) => {
        quiet = false;
        this.#reader.sink.report(...report);
      },
    });
    // Endpoints that are not read again have the one of before.
    return kept ?? { value, quiet };
  }

  #metOf(kind: string): Map<string, Entry> {
    const known = this.#met.get(kind) ?? new Map<string, Entry>();
    this.#met.set(kind, known);
    return known;
  }
}

const SILENT: Sink = { report: () => {} };

/** What equal policies have in common. */
function structureIn({ node, incomplete }: Embedded): string {
  return `${incomplete} ${node ? structureOf(node) : ""}`;
}
