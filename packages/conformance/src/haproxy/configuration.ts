import type { Register } from "./script.ts";
import type { ScalarType } from "./value.ts";

/** What HAProxy has to be, to mean what a policy means. Plain data: files and ports get their places when it is written. */
export interface HaproxyConfiguration {
  /** The one that clients connect to first, then those that are reached from it. */
  readonly frontends: readonly Frontend[];
  readonly backends: readonly Backend[];
}

export interface Frontend {
  /** Unique in its configuration. */
  readonly name: string;
  /** `tcp-request` rules, in order. */
  readonly rules: readonly string[];
  /** Where a connection goes that no rule has sent elsewhere; none: the rules refuse it. */
  readonly backend?: string;
  /** What it tells of the values that it has computed, in the order of the rules. */
  readonly tells?: readonly Telling[];
  /** There if HAProxy is the TLS server on this frontend. */
  readonly tls?: Termination;
}

export interface Backend {
  readonly name: string;
  /** Tried in order, the next one after a refused dial; a frontend is one of the same configuration. */
  readonly servers: readonly (
    | { readonly kind: "address"; readonly address: string }
    | { readonly kind: "frontend"; readonly name: string }
  )[];
}

export interface Termination {
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** PEM: chain and key. */
  readonly certificate: string;
  readonly alpnProtocols: readonly string[];
  readonly clients?: ClientVerification;
}

export interface ClientVerification {
  readonly strategy: Strategy;
  /** PEM; empty: nobody is trusted. */
  readonly authorities: string;
  /** PEM. */
  readonly revocationLists?: string;
}

export type TlsVersion = "1.2" | "1.3";
export type Strategy = "require-and-verify" | "require-any" | "request";

/** The register that says to which backend a connection goes. */
export const DESTINATION = "txn.to";

/** Something that a policy computes for itself, and no connection shows: told by HAProxy's log. */
export type Telling =
  /** A variable or an action's result, by its path in a vector's `expect`; of several the last that is there. */
  | { readonly kind: "value"; readonly path: readonly [family: "vars" | "actions", ...string[]]; readonly value: Told }
  /** An entry of the event's logs, if the register is set. */
  | { readonly kind: "log"; readonly written: Register; readonly metadata: Told };

/** A value, with registers in it. `untold`: HAProxy does not hold it. */
export type Told =
  | { readonly kind: "register"; readonly register: Register; readonly type: ScalarType }
  | { readonly kind: "constant"; readonly value: null | boolean | number | string }
  | { readonly kind: "list"; readonly items: readonly Told[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [string, Told])[] }
  | { readonly kind: "untold" };
