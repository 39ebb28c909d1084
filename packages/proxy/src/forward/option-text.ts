import { CREDENTIALS, type ForwardOptions, isStrict, KNOWN } from "./options.ts";
import { type Flaw, namesOf, notPlain, plainValue, propertyOf } from "./plain-value.ts";

/** What diagnostics about options name as their file. */
export const OPTIONS = "options of forward";

export interface OptionText {
  readonly text: string;
  /** What the text cannot say; a null stands for it there. */
  readonly flaws: readonly Flaw[];
}

/**
 * The options as a text that diagnostics can point into: JSON, which is YAML. Without credentials, which nothing here may see.
 * What is `undefined` is left out, but for what makes things stricter, which becomes a null.
 */
export function textOf(options: ForwardOptions): OptionText {
  const flaws: Flaw[] = [];
  // Without a prototype, or `__proto__` would not become a name.
  const written: Record<string, unknown> = Object.create(null);
  const flaw = notPlain(options);
  if (flaw) flaws.push({ path: [], ...flaw });
  for (const name of flaw ? [] : namesOf(options)) {
    if (CREDENTIALS.some((each) => each === name)) continue;
    // What is passed over or refused for its name is only named.
    const value = KNOWN.includes(name) ? propertyOf(options, name) : null;
    if (value === undefined && !isStrict(name)) continue;
    const told = (inner: Flaw): void => void flaws.push({ ...inner, path: [name, ...inner.path] });
    written[name] = plainValue(value ?? null, told);
  }
  return { text: JSON.stringify(written, undefined, 2), flaws };
}
