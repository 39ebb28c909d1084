import type { ConnectionEvent } from "../events/event.ts";
import type { CloseOptions, ListeningEndpoint, TrafficProxy } from "../traffic-proxy.ts";

/** What `forward` gives: one endpoint that is listened on. */
export interface Listener {
  /** The same for the same `name` and URL; in every event. */
  id(): string;
  /** The URL that clients connect to: `tls://app.example.com`, `tcp://127.0.0.1:41234`. */
  url(): string;
  proto(): "tcp" | "tls";
  /** `""` if none was given. */
  metadata(): string;
  /** `forwards_to`, else the upstream. */
  forwardsTo(): string;
  /** What is bound, which a mapping in `listen` may make another port than the URL's; the wildcard address for all. */
  addresses(): readonly { readonly address: string; readonly port: number }[];
  /** Calls `listener` for every closed connection; the result stops that. */
  onConnectionClosed(listener: (event: ConnectionEvent) => void): () => void;
  /**
   * Accepts no more, gives running connections `drain` milliseconds to end (default 0), then ends them; resolves once all is closed. A
   * second call with less time hurries the first. Nothing else closes it, and until then it keeps the process running.
   */
  close(options?: CloseOptions): Promise<void>;
}

export interface ListenerFacts {
  readonly proxy: TrafficProxy;
  readonly endpoints: readonly ListeningEndpoint[];
  readonly id: string;
  readonly url: string;
  readonly proto: "tcp" | "tls";
  readonly metadata: string;
  readonly forwardsTo: string;
}

export function createListener({ proxy, endpoints, ...facts }: ListenerFacts): Listener {
  const addresses = endpoints.map(({ address, port }) => ({ address, port }));
  return {
    id: () => facts.id,
    url: () => facts.url,
    proto: () => facts.proto,
    metadata: () => facts.metadata,
    forwardsTo: () => facts.forwardsTo,
    addresses: () => addresses,
    onConnectionClosed: (listener) => proxy.onConnectionClosed(listener),
    close: (options) => proxy.close(options),
  };
}
