import { parseSocketAddress } from "@sluice/policy";

/** A socket's address as everything here writes it; `""` where the socket has none any more. */
export function plainAddress(address: string | undefined): string {
  // The system writes IPv4 as we do; IPv6 may have a zone, or an IPv4 address in it.
  if (!address?.includes(":")) return address ?? "";
  return parseSocketAddress(address)?.toString() ?? "";
}

/** `host:port`, an IPv6 address in brackets. */
export function hostPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
