import type { CompileNodeOptions, Policy } from "@sluice/policy";
import { type Embedded, embeddedPolicy, policyIn, type Sink } from "@sluice/policy/source";
import { placesOf } from "./diagnostics.ts";
import { type FileSource, isPem, readNamedFile } from "./files.ts";
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

/** A policy, and what those that are equal have in common. */
interface ReadPolicy {
  readonly policy: Embedded;
  readonly structure: string;
}

/** Compiles the policies of a configuration; equal ones once, so that endpoints with equal policies share one. */
export class PolicyCompiler {
  readonly #reader: ConfigReader;
  readonly #files: FileSource;
  readonly #known: KnownResources;
  readonly #compile: CompilePolicy;
  /** By the structure, then by the target. */
  readonly #compiled = new Map<string, Map<string, Policy | undefined>>();
  /** Of texts that were read already: those in strings, and by path those in files. */
  readonly #texts = new Map<string, ReadPolicy>();
  readonly #inFiles = new Map<string, ReadPolicy>();

  constructor(reader: ConfigReader, files: FileSource, known: KnownResources, compile: CompilePolicy) {
    this.#reader = reader;
    this.#files = files;
    this.#known = known;
    this.#compile = compile;
  }

  /** `traffic_policy`: a mapping, or a string that holds the document. */
  inline(value: Value, target: PolicyTarget, what = "`traffic_policy`"): Policy | undefined {
    if (this.#reader.isMap(value)) return this.#once(read(embeddedPolicy(value, this.#reader.sink)), target);
    const text = this.#reader.string(value, what, "a mapping or a string");
    if (text === undefined) return undefined;
    const known = this.#texts.get(text) ?? read(embeddedPolicy(value, this.#reader.sink));
    this.#texts.set(text, known);
    return this.#once(known, target);
  }

  /** `traffic_policy_file`. */
  async file(value: Value, target: PolicyTarget, what = "`traffic_policy_file`"): Promise<Policy | undefined> {
    const file = await readNamedFile(this.#reader, this.#files, value, what);
    if (!file) return undefined;
    // What is wrong with it would be told with the key in it.
    if (isPem(file.text)) {
      this.#reader.report("invalid-value", `\`${file.path}\` is PEM and no policy`, value);
      return undefined;
    }
    const known = this.#inFiles.get(file.path) ?? this.#readFile(file);
    this.#inFiles.set(file.path, known);
    return this.#once(known, target);
  }

  #readFile({ path, text }: { readonly path: string; readonly text: string }): ReadPolicy {
    const { base } = this.#reader.files.add(path, text);
    return read(policyIn(text, this.#reader.sink, ({ start, end }) => ({ start: start + base, end: end + base })));
  }

  #once({ policy, structure }: ReadPolicy, target: PolicyTarget): Policy | undefined {
    const policies = this.#compiled.get(structure) ?? new Map<string, Policy | undefined>();
    this.#compiled.set(structure, policies);
    const { shadow = false, ...compiledFor } = target;
    const key = `${target.protocol} ${target.upstream} ${target.internal} ${shadow}`;
    if (policies.has(key)) return policies.get(key);
    const { resources, unread } = this.#known;
    const sink: Sink = {
      report: (...report) => {
        const [code, , , message] = report;
        // A shadow policy takes the ClientHello if it is there, and makes nobody wait for it.
        if (shadow && code === "server-first-delay") return;
        if (!isOfUnread({ code, message }, unread)) this.#reader.sink.report(...report);
      },
    };
    const compiled = this.#compile(policy, { ...compiledFor, resources, sink, places: placesOf(this.#reader.files) });
    policies.set(key, compiled);
    return compiled;
  }
}

function read(policy: Embedded): ReadPolicy {
  const { node, incomplete } = policy;
  return { policy, structure: `${incomplete} ${node ? structureOf(node) : ""}` };
}
