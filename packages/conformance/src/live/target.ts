import type { ConnectionEvent } from "@sluice/proxy";
import type { LiveConfiguration } from "./configuration.ts";

/** Something that serves configurations at ports of loopback, and tells what became of each connection. */
export interface LiveTarget {
  /** Named in reports. */
  readonly name: string;
  /** What it can be given beside a configuration; a case that needs what it lacks is not put to it. */
  readonly abilities: LiveAbilities;
  /** Starts to serve. Rejects only where the target itself is at fault. */
  serve(live: LiveCase): Promise<LiveServing>;
  /** Ends whatever it has running beside what it serves. */
  close?(): Promise<void>;
}

export interface LiveAbilities {
  /** Its clock is the runner's: it can be set, and moves when it is told to. */
  readonly clock: boolean;
  /** The draws of `rand.*` are the runner's. */
  readonly draws: boolean;
  /** It tells of every closed connection by an event (language.md, section 8). */
  readonly events: boolean;
}

/** What is to be served: one vector, or one scenario. */
export interface LiveCase {
  readonly configuration: LiveConfiguration;
  /** Whether the client's connections start with a PROXY header, and are believed. Default true. */
  readonly listed?: boolean;
  /** PEM: what upstreams are verified against that name no authorities of their own. Default: nothing is trusted. */
  readonly roots?: string;
  /** What the wall clock says at first; for targets with that ability. */
  readonly start?: Date;
  /** The draws of `rand.*`, in [0, 1); for targets with that ability. */
  readonly random?: () => number;
}

export type LiveServing =
  | { readonly kind: "serving"; readonly server: LiveServer }
  /**
   * The configuration is not taken. `codes`: of its errors, where the target tells them; without any it counts as
   * refused only if the target takes one that is right.
   */
  | { readonly kind: "refused"; readonly message: string; readonly codes?: readonly string[] }
  /** The target has no way to serve this; counted, never a pass. */
  | { readonly kind: "unsupported"; readonly reason: string };

/** A configuration that is served. */
export interface LiveServer {
  /** Of loopback. Default 127.0.0.1. */
  readonly address?: string;
  /** The port bound for a public endpoint, by its URL as the configuration has it. */
  port(url: string): number;
  /**
   * The event of the connection that a PROXY header has told to come from this client; resolves once it is closed. For
   * targets with that ability.
   */
  event?(client: ToldClient): Promise<ConnectionEvent>;
  /** For targets with that ability. */
  readonly clock?: LiveServerClock;
  close(): Promise<void>;
}

export interface ToldClient {
  /** In canonical form. */
  readonly ip: string;
  readonly port: number;
}

/** A clock that stands still until it is told otherwise. */
export interface LiveServerClock {
  /** Sets the wall clock; no deadline comes nearer by that. */
  set(now: Date): void;
  /** Lets so many milliseconds pass, once all that was sent is dealt with. */
  pass(milliseconds: number): Promise<void>;
}
