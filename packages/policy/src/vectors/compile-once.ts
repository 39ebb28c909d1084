import type { CompileOptions } from "../policy.ts";

export type Compile<T> = (text: string, options: CompileOptions) => T;

/** Vectors of one policy mostly follow each other; more would only take memory. */
const REMEMBERED = 16;

/** A compiler that knows what it compiled lately: the vectors of a file are mostly about one policy. */
export function compileOnce<T>(compile: Compile<T>): Compile<T> {
  const known = new Map<string, T>();
  return (text, options) => {
    const { resources: { x509, ...resources } = {}, ...others } = options;
    const key = JSON.stringify([text, others, x509 !== undefined, resources]);
    const compiled = known.get(key) ?? compile(text, options);
    known.delete(key);
    known.set(key, compiled);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
    return compiled;
  };
}
