import { type Automaton, DEAD, FULL, MATCHED, ROW_BITS, UNBUILT } from "./automaton.ts";
import type { Test } from "./fallback.ts";

export interface SearchOptions {
  /** Called for the first text: checking an expression needs to know only that its pattern is right. */
  readonly build: () => Automaton;
  /** For texts that the automaton cannot read through. */
  readonly fallback: Test;
  /** What the text has to end in, which the automaton does not read. Default: nothing. */
  readonly suffix?: string;
}

/** Whether a text has the automaton's pattern in it. One function without another inside: it is all a decision waits for. */
export function search({ build, fallback, suffix = "" }: SearchOptions): Test {
  let automaton: Automaton | undefined;
  const cut = suffix.length;
  return (text) => {
    if (cut !== 0 && !text.endsWith(suffix)) return false;
    automaton ??= build();
    const length = text.length - cut;
    let { table, start: state } = automaton;
    if (state <= MATCHED) return state === MATCHED;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return fallback(text);
      let to = table[(state << ROW_BITS) | code] as number;
      if (to <= MATCHED) {
        if (to === UNBUILT) {
          to = automaton.build(state, code);
          if (to === FULL) return fallback(text);
          table = automaton.table;
        }
        if (to === MATCHED) return true;
        if (to === DEAD) return false;
      }
      state = to;
    }
    return automaton.endsWell(state);
  };
}
