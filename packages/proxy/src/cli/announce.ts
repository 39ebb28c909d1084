import type { ListenResult } from "../proxy.ts";
import { say } from "./say.ts";

/** Says what is listened on, and after a change what is new and what is no longer. */
export class Announcer {
  #said: ReadonlySet<string> = new Set();

  announce({ endpoints, roots }: ListenResult & { readonly ok: true }): void {
    const now = new Set<string>();
    for (const { name, url, address, port } of endpoints) {
      const where = address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
      now.add(`listening on ${where} for ${url}${name === undefined ? "" : ` (${name})`}`);
    }
    if (roots !== undefined) now.add(`upstreams are verified against the roots of ${roots}`);
    const before = this.#said;
    this.#said = now;
    for (const line of now) if (!before.has(line)) say(line);
    for (const line of before) if (!now.has(line)) say(`no longer: ${line}`);
  }
}
