import type { Observing } from "../cli/observing.ts";

/** For tests of what is applied beside it: no log, no metrics. */
export const UNOBSERVED: Pick<Observing, "prepare"> = {
  prepare: async () => ({ ok: true, prepared: { commit: () => {}, abandon: async () => {} } }),
};
