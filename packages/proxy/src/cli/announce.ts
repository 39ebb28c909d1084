import type { About } from "../log/names.ts";
import type { ListenResult } from "../proxy.ts";
import { say } from "./say.ts";

/** Says what is listened on, and after a change what is new and what is no longer. */
export class Announcer {
  #said: ReadonlyMap<string, About> = new Map();

  announce({ endpoints, roots }: ListenResult & { readonly ok: true }): void {
    const now = new Map<string, About>();
    for (const { name, url, address, port } of endpoints) {
      const where = address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
      const fields = { address, port, url, ...(name === undefined ? {} : { endpoint: name }) };
      const line = `listening on ${where} for ${url}${name === undefined ? "" : ` (${name})`}`;
      now.set(line, { event: "listening", fields });
    }
    if (roots !== undefined) {
      now.set(`upstreams are verified against the roots of ${roots}`, { event: "roots", fields: { roots } });
    }
    const before = this.#said;
    this.#said = now;
    for (const [line, about] of now) if (!before.has(line)) say(line, about);
    for (const [line, about] of before) {
      if (!now.has(line)) say(`no longer: ${line}`, { ...about, event: "not-listening" });
    }
  }
}
