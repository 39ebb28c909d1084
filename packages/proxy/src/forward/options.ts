/** PEM as a text, or as `readFile` gives it. */
export type Pem = string | Uint8Array;

/**
 * What `forward` takes: the names and forms of ngrok's JavaScript SDK (`@ngrok/ngrok` 1.7, `Config`), as far as they have a
 * meaning for `tcp://` and `tls://` endpoints on one's own machine, and some that only such a machine needs.
 */
export interface ForwardOptions extends PassedOverOptions {
  /** Upstream: `8080`, `"8080"`, `"localhost:8080"`, `"tcp://…"` or `"tls://…"` (re-encrypted). Default: `host` and `port`. */
  readonly addr?: number | string;
  /** Of the upstream, where there is no `addr`. Default: `localhost`. */
  readonly host?: string;
  /** Of the upstream, where there is no `addr`. Default: 80. */
  readonly port?: number;
  /** Default: `tcp`. The SDK's is `http`, which is not served here. */
  readonly proto?: "tcp" | "tls";
  /** The name that clients ask for, for `tls`: `app.example.com`, `*.example.com`, with `:PORT` if that is not 443. */
  readonly domain?: string;
  /** The same as `domain`. */
  readonly hostname?: string;
  /** `HOST:PORT` for `tcp`. Default: a free port of 127.0.0.1, which nobody else can connect to. */
  readonly remote_addr?: string;
  /** Terminates TLS, for `tls`. Empty, both of them: with the configured `certificates`. Default: TLS is passed through. */
  readonly crt?: Pem;
  readonly key?: Pem;
  /** Who signs the certificates that clients must have; terminates TLS as an empty `crt` does. */
  readonly mutual_tls_cas?: Pem | readonly Pem[];
  /**
   * `edge`: in front of the policy, which then sees what the handshake told; `agent`: behind it; `upstream`: not here.
   * Default: `edge` where `crt`, `key` or `mutual_tls_cas` is given, else `upstream`.
   */
  readonly terminate_at?: "edge" | "agent" | "upstream";
  /** Version of the PROXY header that the upstream gets; `""` for none, the default. */
  readonly proxy_proto?: "" | "1" | "2" | 1 | 2;
  /** Whether the certificate of a `tls://` upstream is verified. Default true. */
  readonly verify_upstream_tls?: boolean;
  /** The policy as a text, YAML or JSON, or as what that stands for. Default: every connection goes on to the upstream. */
  readonly traffic_policy?: string | object;
  /** The same as `traffic_policy`, as older programs have it. */
  readonly policy?: string | object;
  /** Who may connect; in front of the policy. Default: everybody. */
  readonly ip_restriction_allow_cidrs?: string | readonly string[];
  /** Who may not, however allowed; in front of the policy. */
  readonly ip_restriction_deny_cidrs?: string | readonly string[];
  /** In every event, and what `listener.metadata()` gives. */
  readonly metadata?: string;
  /** What `listener.forwardsTo()` gives. Default: the upstream. */
  readonly forwards_to?: string;
  readonly pooling_enabled?: boolean;
  /** `public`; what is `internal` needs a configuration of several endpoints. */
  readonly binding?: string;
  /** Of the endpoint, in events; beside its URL what its id follows from. The SDK passes it over. */
  readonly name?: string;

  /** As `listen` of `sluice.yml`: `{ address: "127.0.0.1", ports: { 443: 8443 } }`, port 0 for any free one. Not of the SDK. */
  readonly listen?: object;
  /** As `certificates` of `sluice.yml`: `{ self_signed: true }`, or a list of `{ certificate, private_key }`. Not of the SDK. */
  readonly certificates?: object;
  /** As in `sluice.yml`, for the policy to name. Not of the SDK. */
  readonly certificate_authorities?: object;
  /** As in `sluice.yml`, for the policy to name. Not of the SDK. */
  readonly ip_policies?: object;
  /** As in `sluice.yml`, for the policy to name. Not of the SDK. */
  readonly secrets?: object;
  /** As in `sluice.yml`: `{ geo, as, categories, tor_nodes, blocklist }`, paths. Not of the SDK. */
  readonly ip_intelligence?: object;
  /** As in `sluice.yml`. Not of the SDK. */
  readonly limits?: object;
}

/** What a program that was written for the SDK may say and what has no meaning here. */
export type PassedOverOptions = {
  readonly [name in (typeof IGNORED)[number] | (typeof CREDENTIALS)[number]]?: unknown;
};

/** Passed over without a word, and never written anywhere: there is nobody to show them to. */
export const CREDENTIALS = ["authtoken", "authtoken_from_env"] as const;

/** Passed over, and named in one warning. */
export const IGNORED = [
  "binPath",
  "configPath",
  "force_new_session",
  "host_header",
  "inspect",
  "onLogEvent",
  "onStatusChange",
  "region",
  "root_cas",
  "server_addr",
  "session_ca_cert",
  "session_metadata",
  "subdomain",
  "web_addr",
] as const;

/** Of HTTP endpoints. Refused: a program that relies on one of them must not serve without it. */
export const HTTP_ONLY = [
  "allow_user_agent",
  "app_protocol",
  "auth",
  "basic_auth",
  "circuit_breaker",
  "compression",
  "deny_user_agent",
  "oauth_allow_domains",
  "oauth_allow_emails",
  "oauth_client_id",
  "oauth_client_secret",
  "oauth_provider",
  "oauth_scopes",
  "oidc_allow_domains",
  "oidc_allow_emails",
  "oidc_client_id",
  "oidc_client_secret",
  "oidc_issuer_url",
  "oidc_scopes",
  "request_header_add",
  "request_header_remove",
  "response_header_add",
  "response_header_remove",
  "schemes",
  "verify_webhook_provider",
  "verify_webhook_secret",
  "websocket_tcp_converter",
] as const;

/** Keys of `sluice.yml` that are options as they are. */
export const TOP_LEVEL = [
  "listen",
  "certificates",
  "certificate_authorities",
  "ip_policies",
  "secrets",
  "ip_intelligence",
  "limits",
] as const;

export type OptionName = Exclude<keyof ForwardOptions, keyof PassedOverOptions>;

/** `strict`: given as `undefined` it must not count as left out, since another would be let in, or somebody else be reached. */
const KINDS: Readonly<Record<OptionName, "strict" | "plain">> = {
  addr: "strict",
  host: "plain",
  port: "plain",
  proto: "plain",
  domain: "plain",
  hostname: "plain",
  remote_addr: "plain",
  crt: "plain",
  key: "plain",
  mutual_tls_cas: "strict",
  terminate_at: "strict",
  proxy_proto: "plain",
  verify_upstream_tls: "strict",
  traffic_policy: "strict",
  policy: "strict",
  ip_restriction_allow_cidrs: "strict",
  ip_restriction_deny_cidrs: "strict",
  metadata: "plain",
  forwards_to: "plain",
  pooling_enabled: "plain",
  binding: "plain",
  name: "plain",
  listen: "strict",
  certificates: "strict",
  certificate_authorities: "strict",
  ip_policies: "strict",
  secrets: "strict",
  ip_intelligence: "strict",
  limits: "strict",
};

export const KNOWN: readonly string[] = Object.keys(KINDS);

export function isStrict(name: string): boolean {
  return Object.hasOwn(KINDS, name) && KINDS[name as OptionName] === "strict";
}
