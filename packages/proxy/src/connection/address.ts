import { type Address, parseAddress, parseSocketAddress } from "@sluice/policy";

/**
 * Where one side of a connection is. It is parsed at most once, and only if somebody looks at it; policies of all endpoints, shadow
 * policies and what is known of addresses share that.
 */
export class SocketAddress {
  /** As everything here writes it; `""` where the socket had none any more. */
  readonly ip: string;
  readonly port: number;
  #address: Address | undefined;

  /** `address`: what `ip` says, where that is known already. */
  constructor(ip: string, port: number, address?: Address) {
    this.ip = ip;
    this.port = port;
    this.#address = address;
  }

  /** Of what the system says. */
  static of(text: string | undefined, port: number | undefined): SocketAddress {
    // The system writes IPv4 as we do; IPv6 may have a zone, or an IPv4 address in it.
    if (!text?.includes(":")) return new SocketAddress(text ?? "", port ?? 0);
    const address = parseSocketAddress(text);
    return new SocketAddress(address?.toString() ?? "", port ?? 0, address);
  }

  /** `undefined` where there is none. */
  get address(): Address | undefined {
    this.#address ??= parseAddress(this.ip);
    return this.#address;
  }
}

/** `host:port`, an IPv6 address in brackets. */
export function hostPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
