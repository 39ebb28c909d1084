import { BYTES, type Reading } from "./read-configuration.ts";

/** Enough for who copies one file after the other; who goes on for longer is told, and heard once it is over. */
export const MOST_READINGS = 3;

/** What is said of files that are never the same twice. */
export const UNSETTLED = "it changes while it is read";

export interface SettledOptions {
  readonly read: () => Promise<Reading>;
  /** What is in these files now, as `Reading.contents` has it. `seen`: what it had of them. */
  readonly look: (seen: ReadonlyMap<string, string>) => Promise<ReadonlyMap<string, string>>;
}

/**
 * Reads until everything is as it was read: half of an old directory and half of a new one is a configuration that nobody has
 * written. What does not settle is unreadable, and is seen as changed by whoever looks again.
 */
export async function readSettled({ read, look }: SettledOptions): Promise<Reading> {
  let reading = await read();
  for (let readings = 1; ; readings += 1) {
    // Databases are looked at as often as the files are, and take long to read.
    const texts = new Map([...reading.contents].filter(([, content]) => !content.startsWith(BYTES)));
    // One alone is of one time.
    if (texts.size < 2) return reading;
    const now = await look(texts);
    const changed = [...texts].flatMap(([path, content]) => (now.get(path) === content ? [] : [path]));
    const [first] = changed;
    if (first === undefined) return reading;
    if (readings === MOST_READINGS) {
      const contents = new Map([...reading.contents, ...changed.map((path) => [path, UNSETTLED] as const)]);
      return { at: reading.at, diagnostics: [], unreadable: UNSETTLED, unreadablePath: first, contents };
    }
    reading = await read();
  }
}
