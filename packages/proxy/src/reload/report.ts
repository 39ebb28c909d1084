import type { Reading } from "./read-configuration.ts";

/** What a reload has come to. */
export type ReloadReport =
  /** `changed`: absolute paths; none after a signal that found everything as it was. */
  | { readonly kind: "reloaded"; readonly reading: Reading; readonly changed: readonly string[] }
  /** After a refusal: the files are again those of the configuration in force. */
  | { readonly kind: "restored" }
  /**
   * Nothing has changed. `problem`: what is wrong beside the diagnostics. `since`: when what stays in force was read. `again`:
   * it is tried again by itself.
   */
  | {
      readonly kind: "refused";
      readonly reading?: Reading;
      readonly problem?: string;
      readonly since: Date;
      readonly again?: true;
    };

export type ApplyResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly message: string; readonly chance?: Chance };

/**
 * Whether the same may succeed later: `some-day` where it failed for nothing that is in the files, `soon` where that is so, but each
 * try may cost connections, as where a worker has died of it; such ones are few. Default: never.
 */
export type Chance = "never" | "soon" | "some-day";
