import type { LiveCase, LiveServer, LiveServing, LiveTarget } from "../live/target.ts";
import { type RunningHaproxy, startHaproxy } from "./process.ts";
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
  | { readonly kind: "serving"; readonly server: LiveServer & Pick<RunningHaproxy, "told"> };

/** HAProxy, a new one for every case, configured to what the case's policy means. What it cannot mean is `unsupported`. */
export function haproxyTarget(options: HaproxyTargetOptions): TellingTarget {
  return {
    name: "haproxy",
    abilities: { clock: false, draws: false, events: false },
    serve: (live) => serve(live, options),
  };
}

async function serve({ configuration }: LiveCase, options: HaproxyTargetOptions): Promise<TellingServing> {
  const translated = translate(configuration);
  if (translated.kind === "untranslatable") return { kind: "unsupported", reason: UNTRANSLATABLE[translated.name] };
  const started = await startHaproxy({ ...options, configuration: translated.configuration });
  if (started.kind === "refused") return started;
  const { haproxy } = started;
  return { kind: "serving", server: { ...haproxy, port: () => haproxy.port } };
}
