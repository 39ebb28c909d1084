/** For each field of an object, what computes it. */
export type Computed<T> = { readonly [Field in keyof T]: () => T[Field] };

/**
 * An object whose fields are computed when they are first read, each once at most. They are its own and enumerable: it is
 * copied, compared and written as JSON like an object that holds them.
 */
export function lazily<T extends object>(fields: Computed<T>): T {
  const object = {};
  for (const [name, compute] of Object.entries<() => unknown>(fields)) {
    Object.defineProperty(object, name, { enumerable: true, get: once(compute) });
  }
  return object as T;
}

function once<T>(compute: () => T): () => T {
  let source: (() => T) | undefined = compute;
  let value: T;
  return () => {
    if (source) {
      value = source();
      source = undefined;
    }
    return value;
  };
}
