import type { CompileOptions, CompileResult, Policy, Resources } from "@sluice/policy";
import { type FileSource, readNamedFile } from "./files.ts";
import type { ConfigReader, FileDiagnostic, Value } from "./reader.ts";

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
  readonly #compiled = new Map<string, Policy | undefined>();

  constructor(reader: ConfigReader, files: FileSource, resources: Resources, compile: CompilePolicy) {
    this.#reader = reader;
    this.#files = files;
    this.#resources = resources;
    this.#compile = compile;
  }

  /** `traffic_policy`: a mapping, or a string that holds the document. */
  inline(value: Value, target: PolicyTarget): Policy | undefined {
    const text = this.#reader.isMap(value)
      ? this.#reader.isolate(value)
      : this.#reader.string(value, "`traffic_policy`");
    return text === undefined ? undefined : this.#once(text, text.trim(), this.#reader.path, target);
  }

  /** `traffic_policy_file`. */
  async file(value: Value, target: PolicyTarget): Promise<Policy | undefined> {
    const file = await readNamedFile(this.#reader, this.#files, value, "`traffic_policy_file`");
    return file && this.#once(file.text, file.text, file.path, target);
  }

  #once(text: string, identity: string, path: string, target: PolicyTarget): Policy | undefined {
    const key = `${target.protocol} ${target.upstream} ${target.internal} ${identity}`;
    if (this.#compiled.has(key)) return this.#compiled.get(key);
    const options = { ...target, filename: path, resources: this.#resources };
    const { policy, diagnostics } = this.#compile(text, options);
    this.diagnostics.push(...diagnostics.map((diagnostic) => ({ ...diagnostic, path })));
    this.#compiled.set(key, policy);
    return policy;
  }
}
