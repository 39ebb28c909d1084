import type { LookupFunction } from "node:net";

type Answer = Parameters<LookupFunction>[2];

/**
 * One question under way for each name, whoever asks for it. The system's resolver has a few threads for the whole process:
 * a name that nobody answers for would take them all, and every other name would have to wait.
 */
export function shareLookups(lookup: LookupFunction): LookupFunction {
  const asked = new Map<string, Answer[]>();
  return (name, options, answer) => {
    const key = JSON.stringify([name, options]);
    const waiting = asked.get(key);
    if (waiting) {
      waiting.push(answer);
      return;
    }
    const all = [answer];
    asked.set(key, all);
    lookup(name, options, (...told) => {
      asked.delete(key);
      for (const each of all) each(...told);
    });
  };
}
