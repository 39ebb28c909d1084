import type { LiveCase, LiveServer, LiveServing, LiveTarget } from "../live/target.ts";
import { HaproxyBatches } from "./batches.ts";
import type { ServedConfiguration } from "./process.ts";
import { translate } from "./translate.ts";
import { UNTRANSLATABLE } from "./untranslatable.ts";

export interface HaproxyTargetOptions {
  /** Path of the program. */
  readonly program: string;
  /** PEM of an authority that no client has a certificate of: what HAProxy is given where a policy trusts nobody. */
  readonly nobody: string;
}

/** A target that tells more than any connection shows. */
export interface TellingTarget extends LiveTarget {
  serve(live: LiveCase): Promise<TellingServing>;
}

export type TellingServing =
  | Exclude<LiveServing, { readonly kind: "serving" }>
  | { readonly kind: "serving"; readonly server: LiveServer & Pick<ServedConfiguration, "told"> };

/**
 * HAProxy, configured to what each case's policy means; cases that come together share a process. What it cannot mean is
 * `unsupported`.
 */
export function haproxyTarget(options: HaproxyTargetOptions): TellingTarget {
  const batches = new HaproxyBatches(options);
  let count = 0;
  const serve = async ({ configuration }: LiveCase): Promise<TellingServing> => {
    count += 1;
    const translated = translate(configuration, { prefix: `v${count}` });
    if (translated.kind === "untranslatable") return { kind: "unsupported", reason: UNTRANSLATABLE[translated.name] };
    const started = await batches.serve(translated.configuration);
    if (started.kind === "refused") return started;
    const { served } = started;
    return { kind: "serving", server: { ...served, port: () => served.port } };
  };
  return { name: "haproxy", abilities: { clock: false, draws: false, events: false }, serve };
}
