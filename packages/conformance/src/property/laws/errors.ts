import { twice } from "../dice.ts";
import { questionOf } from "../document.ts";
import type { Sabotage } from "../expressions.ts";
import { randomDraft } from "../policies.ts";
import { type Property, property } from "../search.ts";
import { letsNobodyNewIn } from "./change.ts";

export const errorsNeverOpen: Property = property(
  "an error anywhere never opens a closed connection",
  "With an expression that fails in place of any part of any expression or value, nobody is let in who was not let in " +
    "before: the rule gives what it gave, or the connection is refused. Provided that nothing draws random numbers, and " +
    "that the hello is no bad one (without the part that needed it nobody might ask for it any more). It says nothing of " +
    "a forward that fails, which `on_error: continue` lets go on.",
  async (dice, engine) => {
    const at = dice.int(0, 30);
    const { first, again } = twice(dice);
    const sound = randomDraft(first, { steady: true });
    const sabotage: Sabotage = { at, count: 0 };
    const failing = randomDraft(again(), { steady: true, sabotage });
    if (sabotage.replaced === undefined || sound.connection.tls?.hello !== undefined) return undefined;
    return letsNobodyNewIn({ before: questionOf(sound), after: questionOf(failing) }, engine);
  },
);
