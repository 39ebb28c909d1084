import type { LiveConfiguration } from "../live/configuration.ts";
import type { Script } from "./script.ts";
import type { UntranslatableName } from "./untranslatable.ts";
import type { Value } from "./value.ts";

/** What the configuration, and not a connection, says: all that a translation may know. */
export interface Configured extends Pick<LiveConfiguration, "ip_policies" | "secrets"> {
  readonly endpoint: {
    readonly protocol: "tcp" | "tls";
    readonly host: string;
    readonly port: number;
    /** Without the scheme's default port. */
    readonly url: string;
  };
  readonly region: string;
}

/** A name's value; a value that HAProxy cannot hold is told only to who reads it. */
export type Binding = Value | { readonly kind: "none"; readonly reason: UntranslatableName };

/** Where in a policy a frontend is, and what it knows by then. */
export interface Scene {
  readonly script: Script;
  readonly configured: Configured;
  /** `plain`: the bytes are the client's as sent. `terminated`: HAProxy is the TLS server. */
  readonly stage: "plain" | "terminated";
  /** Whether the hello has yet to be awaited where it is needed: on a `tls` endpoint it came first. */
  readonly waits: boolean;
  /** `vars.NAME`, without the `vars`. */
  readonly vars: Map<string, Binding>;
  /** Results of the actions that have led to this frontend; of no connection. */
  readonly inherited: ReadonlyMap<string, Binding>;
  /** Action results by path, without the `actions.ngrok`. */
  readonly results: Map<string, Binding>;
}
