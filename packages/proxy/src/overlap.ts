import { isIPv4 } from "node:net";

/** What the system binds where no address is named: IPv6, and IPv4 with it. */
export const EVERYWHERE = "::";

/** Whether two addresses cannot both be bound with one port. */
export function overlap(a: string, b: string): boolean {
  const covers = (wide: string, address: string): boolean =>
    wide === EVERYWHERE || (wide === "0.0.0.0" && isIPv4(address));
  return a === b || covers(a, b) || covers(b, a);
}
