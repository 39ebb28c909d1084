import type { ProxyConfig } from "./config/config.ts";
import { bindKey, type EndpointConflict } from "./endpoints/table.ts";
import type { Ports } from "./listeners.ts";
import type { AskedTermination } from "./tls/terminations.ts";
import type { ListeningEndpoint } from "./traffic-proxy.ts";

/** The endpoints of a configuration whose ports are open. */
export function listeningEndpoints(config: ProxyConfig, ports: Pick<Ports, "get">): ListeningEndpoint[] {
  return config.endpoints.flatMap(({ name, url }) => {
    const listener = url.internal ? undefined : ports.get(bindKey(url, config.listen));
    if (!listener) return [];
    const { address, port } = listener;
    return [{ ...(name === undefined ? {} : { name }), url: url.url, address, port }];
  });
}

/** Every TLS configuration that a connection may be terminated with. */
export function terminationsOf({ endpoints }: ProxyConfig): AskedTermination[] {
  return endpoints.flatMap(({ policy, agentTermination, alpnProtocols = [] }) =>
    [...(policy?.terminations ?? []), ...(agentTermination ? [agentTermination] : [])].map((tls) => ({
      tls,
      alpnProtocols,
    })),
  );
}

/** Whether an upstream is verified against roots that are not in the configuration. */
export function needsRoots(config: ProxyConfig): boolean {
  return config.endpoints.some(({ upstream }) => {
    const verifies = upstream?.address.scheme === "tls" && !upstream.tls?.insecureSkipVerify;
    return verifies && upstream.tls?.certificateAuthorities === undefined;
  });
}

/** What makes a configuration impossible to serve, in one line. */
export function conflictMessage(conflicts: readonly EndpointConflict[]): string {
  return conflicts.map(({ message }) => message).join("; ");
}
