import { peerPath } from "./peers.ts";
import { run } from "./run.ts";
import type { ServiceSettings } from "./unit-file.ts";

/** What `SystemCallFilter` of a unit lets pass, its sets taken apart by systemd itself. */
export async function allowedCalls(service: ServiceSettings): Promise<ReadonlySet<string>> {
  const allowed = new Set<string>();
  for (const filter of service.get("SystemCallFilter") ?? []) {
    const forbids = filter.startsWith("~");
    for (const name of filter.replace("~", "").split(" ")) {
      for (const call of await callsOf(name)) forbids ? allowed.delete(call) : allowed.add(call);
    }
  }
  // systemd lets these pass with every list (`SystemCallFilter=` in systemd.exec).
  for (const call of await callsOf("@default")) allowed.add(call);
  return allowed;
}

async function callsOf(name: string): Promise<string[]> {
  if (!name.startsWith("@")) return [name];
  const { stdout } = await run(peerPath("systemd-analyze"), ["syscall-filter", "--no-pager", name]);
  const inside = [...stdout.matchAll(/^ {4}([@\w-]+)$/gm)].map(([, inner]) => inner ?? "");
  return (await Promise.all(inside.map(callsOf))).flat();
}
