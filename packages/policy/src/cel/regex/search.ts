import { type Automaton, DEAD, FULL, MATCHED, ROW_BITS, UNBUILT } from "./automaton.ts";
import type { Test } from "./fallback.ts";

/** Whether the automaton finds its pattern; texts that it cannot read through go to `fallback`. */
export function search(automaton: Automaton, fallback: Test, suffix = ""): Test {
  const { start } = automaton;
  const cut = suffix.length;
  if (start === MATCHED) return (text) => text.endsWith(suffix);
  if (start === DEAD) return () => false;
  return (text) => {
    if (cut !== 0 && !text.endsWith(suffix)) return false;
    const length = text.length - cut;
    let { table } = automaton;
    let state = start;
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
