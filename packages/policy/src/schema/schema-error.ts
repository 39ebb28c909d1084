/** One violation, as ajv's generated validators report it. */
export interface SchemaError {
  readonly keyword: string;
  /** JSON Pointer (RFC 6901) to the value. */
  readonly instancePath: string;
  readonly params: { readonly [name: string]: unknown };
  readonly message?: string;
  readonly parentSchema?: { readonly [name: string]: unknown };
}

/** A generated validator; `errors` belongs to the last call. */
export interface Validator {
  (data: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}
