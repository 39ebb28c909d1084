import type { JsonValue } from "@sluice/policy";
import type { Outcome } from "@sluice/policy/vectors";
import type { LiveConfiguration, LiveEndpoint, LiveUpstream } from "../configuration.ts";

/** One scenario vector, as its file has it: `test-vectors/scenarios/scenario-schema.json` describes every member. */
export interface Scenario {
  /** `topic/case`. */
  readonly id: string;
  readonly description: string;
  readonly spec: string;
  readonly tags?: readonly string[];
  readonly configuration: ScenarioConfiguration;
  /** Whether the peers that connect are listed, so that they have to send a PROXY header. Default true. */
  readonly listed?: boolean;
  /** PEM: what upstreams are verified against that name no authorities. */
  readonly roots?: string;
  /** What the wall clock says when the proxy starts. */
  readonly start?: string;
  /** Made one after the other. */
  readonly connections?: readonly ScenarioConnection[];
  /** Of the start; default: it starts. */
  readonly expect?: ScenarioStart;
}

export interface ScenarioStart {
  readonly start: "refused";
  readonly codes?: readonly string[];
}

/** `sluice.yml`, with placeholders in its strings: `{port:NAME}`, `{ca:NAME}`, `{certificate:NAME}`, `{key:NAME}`. */
export type ScenarioConfiguration = Omit<LiveConfiguration, "endpoints"> & {
  readonly endpoints: readonly ScenarioEndpoint[];
};

export type ScenarioEndpoint = Omit<LiveEndpoint, "upstream"> & {
  /** A name stands for the recording upstream of that name. */
  readonly upstream?: string | LiveUpstream;
};

export interface ScenarioConnection {
  /** URL of the endpoint whose port is connected to. */
  readonly to: string;
  readonly client_ip?: string;
  readonly client_port?: number;
  readonly server_ip?: string;
  readonly server_port?: number;
  /** Default `version-2`. */
  readonly proxy_header?: HeaderForm | { readonly hex: string };
  /** Left out: not TLS. */
  readonly tls?: ScenarioTls;
  /** What the client does once it is greeted, or at once where it never is. */
  readonly steps?: readonly ScenarioStep[];
  /** So many connections of the kind. Default 1. */
  readonly repeat?: number;
  readonly expect: ScenarioExpectation;
}

export type HeaderForm = "version-1" | "version-2" | "local" | "none";

export interface ScenarioTls {
  readonly sni?: string;
  /** Default: a hello that no handshake is made of. */
  readonly handshake?: boolean;
  readonly hello?: "malformed" | "too-large" | "unfinished" | "oversized-record";
  /** Bytes of each write of the hello. Default: all at once. */
  readonly pieces?: number;
  readonly version?: "1.1" | "1.2" | "1.3";
  readonly alpn_protocols?: readonly string[];
  /** What the client shows if it is asked, from the authority `clients`. Default: nothing. */
  readonly certificate?: ClientState;
  /** Offers the session of the connection before. Default false. */
  readonly resume?: boolean;
}

export type ClientState =
  | "trusted"
  | "untrusted"
  | "expired"
  | "not-yet-valid"
  | "revoked"
  | "wrong-purpose"
  | "large"
  | "oversized";

export type ScenarioStep =
  | { readonly send: string }
  /** Seconds of silence. */
  | { readonly wait: number };

/** What must come of a connection; what is left out is not checked. */
export interface ScenarioExpectation {
  /** Name, or URL, of the endpoint that it came to; `null`: to none. */
  readonly endpoint?: string | null;
  /** The upstream that greeted; of several connections how often which did; `null`: none, and none was dialled. */
  readonly reached?: string | null | { readonly [name: string]: number };
  /** What the upstream got from the client. */
  readonly received?: string;
  /** The PROXY header that the upstream got; `null`: none. */
  readonly header?: ScenarioHeader | null;
  readonly outcome?: Outcome;
  readonly rule?: number | null;
  readonly action?: number | null;
  readonly url?: string;
  readonly error?: { readonly code?: string; readonly ngrok?: string } | null;
  readonly logs?: readonly { readonly metadata: { readonly [key: string]: JsonValue } }[];
  /** How the proxy's side of the connection ended. */
  readonly end?: "fin" | "reset";
  /** The TLS alert that the client got; `null`: none. */
  readonly alert?: string | null;
  /** What a handshake has agreed on. */
  readonly tls?: {
    readonly version?: string;
    readonly alpn?: string;
    /** Common name of the server's certificate. */
    readonly server_name?: string;
    readonly resumed?: boolean;
  };
  /** A part of the closing event. */
  readonly event?: { readonly [member: string]: JsonValue };
  /** Paths in the closing event of texts that are there and not empty, such as `object.conn.ja4_fingerprint`. */
  readonly event_has?: readonly string[];
}

export interface ScenarioHeader {
  readonly version: 1 | 2;
  readonly source: { readonly address: string; readonly port: number };
  readonly destination: { readonly address: string; readonly port: number };
}

/** A file of scenarios. */
export interface ScenarioFile {
  readonly topic: string;
  readonly vectors: readonly Scenario[];
}
