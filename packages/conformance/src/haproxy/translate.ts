import { isInternal, type LiveConfiguration, portOf } from "../live/configuration.ts";
import { readRules } from "../model/document.ts";
import type { HaproxyConfiguration } from "./configuration.ts";
import { addressOf } from "./forward-internal.ts";
import type { Configured } from "./scene.ts";
import { Untranslatable, type UntranslatableName } from "./untranslatable.ts";
import { Walk } from "./walk.ts";

export type TranslateResult =
  | { readonly kind: "configuration"; readonly configuration: HaproxyConfiguration }
  /** `what`: the part of the policy that has no translation. */
  | { readonly kind: "untranslatable"; readonly name: UntranslatableName; readonly what: string };

export interface TranslateOptions {
  /** What all names of frontends and backends start with, so that one HAProxy can serve several. Default: nothing. */
  readonly prefix?: string;
}

/**
 * What HAProxy has to be configured to, to do what an endpoint's policy means. The configuration has one endpoint that is
 * listened on; its policy compiles. Reads nothing of any connection.
 */
export function translate(configuration: LiveConfiguration, { prefix = "" }: TranslateOptions = {}): TranslateResult {
  try {
    return { kind: "configuration", configuration: translated(configuration, prefix) };
  } catch (error) {
    if (error instanceof Untranslatable) return { kind: "untranslatable", name: error.kind, what: error.message };
    throw error;
  }
}

function translated(configuration: LiveConfiguration, prefix: string): HaproxyConfiguration {
  const { endpoints, region = "", ip_policies, secrets } = configuration;
  const listened = endpoints.filter(({ url }) => !isInternal(url));
  const internal = endpoints.filter(({ url }) => isInternal(url));
  const [endpoint] = listened;
  if (endpoint === undefined || listened.length > 1 || endpoint.agent_tls_termination) {
    throw new Untranslatable("endpoint", "more than one endpoint, or one that terminates behind its policy");
  }
  if (internal.some(({ traffic_policy }) => traffic_policy !== undefined)) {
    throw new Untranslatable("endpoint", "an internal endpoint with a policy");
  }
  const configured: Configured = {
    endpoint: endpointOf(endpoint.url),
    region,
    ...(ip_policies ? { ip_policies } : {}),
    ...(secrets ? { secrets } : {}),
  };
  const walk = new Walk({
    configuration,
    configured,
    internal,
    prefix,
    rules: readRules(endpoint.traffic_policy ?? ""),
    upstream: endpoint.upstream === undefined ? undefined : addressOf(endpoint),
  });
  walk.frontend({ stage: "plain", from: { rule: 0, action: 0 } });
  return { frontends: walk.frontends, backends: walk.backends };
}

function endpointOf(url: string): Configured["endpoint"] {
  const protocol = url.startsWith("tls:") ? "tls" : "tcp";
  const port = portOf(url);
  const host = url.replace(/^\w+:\/\//, "").replace(/:\d+$/, "");
  const written = protocol === "tls" && port === 443 ? `tls://${host}` : `${protocol}://${host}:${port}`;
  return { protocol, host: host.replace(/^\[(.*)\]$/, "$1"), port, url: written };
}
