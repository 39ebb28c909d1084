import type { AdmissionStep, Overload } from "../admission/index.ts";
import type { PoolChange } from "../endpoints/table.ts";
import type { ConfigSources, DatabaseContent, FileContent } from "../reload/read-configuration.ts";
import type { TrustRoots } from "../tls/roots.ts";
import type { EventBatch } from "./outgoing-events.ts";

/** All that a configuration is made from: who has the same makes the same of it. */
export interface Source extends ConfigSources {
  /** When it was read, in milliseconds since 1970: what revocation lists are held against. */
  readonly at: number;
  /** By absolute path. */
  readonly files: readonly (readonly [string, FileContent])[];
  /** By absolute path; a worker reads them itself, and asks for one that is no longer what it was. */
  readonly databases?: readonly (readonly [string, DatabaseContent])[];
  /** As `databases`, of lists of addresses. */
  readonly lists?: readonly (readonly [string, DatabaseContent])[];
  /** What upstreams are verified against; none where they need none. */
  readonly roots?: TrustRoots;
}

/** What the primary tells a worker. A message that has an `ask` is answered by one `done`. */
export type ToWorker =
  /** Make this configuration ready. */
  | { readonly kind: "prepare"; readonly ask: number; readonly source: Source }
  /** Go over to what is ready. */
  | { readonly kind: "commit"; readonly ask: number }
  /** Forget what is ready, or still being made so. */
  | { readonly kind: "abandon"; readonly ask: number }
  /** Comes with the socket. `route`: the key of the port that has accepted it. `waited`: milliseconds since then, 0 where left out. */
  | { readonly kind: "connection"; readonly id: number; readonly route: string; readonly waited?: number }
  | { readonly kind: "answer"; readonly question: number; readonly overload?: Overload }
  /** A part of a database or of a list, from where it was asked for; empty: that was all. Without a `base64` the primary has none either. */
  | { readonly kind: "database"; readonly digest: string; readonly base64?: string }
  /** Serve nobody else, and end after `drain` milliseconds at the latest. */
  | { readonly kind: "close"; readonly drain: number };

/** What a worker tells the primary. */
export type ToPrimary =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly ask: number; readonly problem?: string }
  /** The connection is the worker's now; `missing`: it came without its socket, as where there is no descriptor for it. */
  | { readonly kind: "taken"; readonly id: number; readonly missing?: true }
  | ({ readonly kind: "events" } & EventBatch)
  /** What it has learned of a pool. */
  | { readonly kind: "pool"; readonly change: PoolChange }
  | { readonly kind: "ask"; readonly question: number; readonly entry: number; readonly step: AdmissionStep }
  | { readonly kind: "leave-endpoint"; readonly entry: number; readonly id: string }
  | { readonly kind: "leave"; readonly entry: number }
  /** Asks for the bytes with this digest, from an offset on. */
  | { readonly kind: "database"; readonly digest: string; readonly from: number }
  /** It says no more. */
  | { readonly kind: "closed" };
