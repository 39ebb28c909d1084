import type { ProxyConfig } from "./config/config.ts";
import { BindKeys, type EndpointConflict } from "./endpoints/table.ts";
import type { Ports } from "./listeners.ts";
import type { AskedTermination } from "./tls/terminations.ts";
import type { ListeningEndpoint } from "./traffic-proxy.ts";

/** The endpoints of a configuration whose ports are open. */
export function listeningEndpoints({ endpoints, listen }: ProxyConfig, ports: Pick<Ports, "get">): ListeningEndpoint[] {
  const keys = new BindKeys(listen);
  const listening: ListeningEndpoint[] = [];
  for (const { name, url } of endpoints) {
    const listener = url.internal ? undefined : ports.get(keys.of(url));
    if (!listener) continue;
    const { address, port } = listener;
    listening.push(name === undefined ? { url: url.url, address, port } : { name, url: url.url, address, port });
  }
  return listening;
}

/** Every TLS configuration that a connection may be terminated with. */
export function terminationsOf({ endpoints }: ProxyConfig): AskedTermination[] {
  const asked: AskedTermination[] = [];
  for (const { policy, agentTermination, alpnProtocols = NONE } of endpoints) {
    for (const tls of policy?.terminations ?? NONE) asked.push({ tls, alpnProtocols });
    if (agentTermination) asked.push({ tls: agentTermination, alpnProtocols });
  }
  return asked;
}

const NONE: readonly never[] = [];

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
