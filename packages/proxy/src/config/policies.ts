import type { CompileOptions, CompileResult, Policy, Resources } from "@sluice/policy";
import { type FileSource, readNamedFile } from "./files.ts";
import type { ConfigReader, Excerpt, FileDiagnostic, Value } from "./reader.ts";

/** What a policy is compiled for. */
export interface PolicyTarget {
  readonly protocol: "tcp" | "tls";
  readonly upstream: boolean;
  readonly internal: boolean;
}

/** `compilePolicy` of `@sluice/policy`, or what stands in for it in tests. */
export type CompilePolicy = (text: string, options?: CompileOptions) => CompileResult;

/** Compiles the policies of a configuration; equal ones once, so that endpoints with equal policies share one. */
export class PolicyCompiler {
  readonly diagnostics: FileDiagnostic[] = [];
  readonly #reader: ConfigReader;
  readonly #files: FileSource;
  readonly #resources: Resources;
  readonly #compile: CompilePolicy;
  /** By the text, then by the target: texts are long, and only looked up as they are. */
  readonly #compiled = new Map<string, Map<string, Policy | undefined>>();

  constructor(reader: ConfigReader, files: FileSource, resources: Resources, compile: CompilePolicy) {
    this.#reader = reader;
    this.#files = files;
    this.#resources = resources;
    this.#compile = compile;
  }

  /** `traffic_policy`: a mapping, or a string that holds the document. */
  inline(value: Value, target: PolicyTarget, what = "`traffic_policy`"): Policy | undefined {
    const { path } = this.#reader;
    if (!this.#reader.isMap(value)) {
      const text = this.#reader.string(value, what);
      return text === undefined ? undefined : this.#once({ text, path }, target);
    }
    const { text, place } = this.#reader.excerpt(value);
    return this.#once({ text, path, place }, target);
  }

  /** `traffic_policy_file`. */
  async file(value: Value, target: PolicyTarget, what = "`traffic_policy_file`"): Promise<Policy | undefined> {
    const file = await readNamedFile(this.#reader, this.#files, value, what);
    return file && this.#once(file, target);
  }

  #once({ text, path, place }: PolicySource, target: PolicyTarget): Policy | undefined {
    const policies = this.#compiled.get(text) ?? new Map<string, Policy | undefined>();
    this.#compiled.set(text, policies);
    const key = `${target.protocol} ${target.upstream} ${target.internal}`;
    if (policies.has(key)) return policies.get(key);
    const options = { ...target, filename: path, resources: this.#resources };
    const { policy, diagnostics } = this.#compile(text, options);
    this.diagnostics.push(...diagnostics.map((found) => ({ ...(place?.(found) ?? found), path })));
    policies.set(key, policy);
    return policy;
  }
}

interface PolicySource {
  readonly text: string;
  /** Of the file that it stands in. */
  readonly path: string;
  /** Where in that file the diagnostics of `text` belong. Default: where they are. */
  readonly place?: Excerpt["place"];
}
