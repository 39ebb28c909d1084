import type { TestContext } from "vitest";
import { peerPath, requirePeer } from "./peers.ts";
import { SERVER_USER } from "./real-server.ts";
import { run } from "./run.ts";
import { type ServiceSettings, settingOf } from "./unit-file.ts";

/** Root is who can become another user and give capabilities away. */
export function requireService(context: TestContext): void {
  requirePeer(context, "setpriv");
  if (process.getuid?.() !== 0) context.skip("only root can start what systemd would");
}

/** What stands before a command so that it has the user and the capabilities that systemd would give it. */
export function asService(service: ServiceSettings): string[] {
  const ambient = `-all,+${capabilityOf(service, "AmbientCapabilities")}`;
  const bounding = `-all,+${capabilityOf(service, "CapabilityBoundingSet")}`;
  const { uid, gid } = SERVER_USER;
  return [
    peerPath("setpriv"),
    ...[`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--no-new-privs"],
    ...[`--inh-caps=${ambient}`, `--ambient-caps=${ambient}`, `--bounding-set=${bounding}`, "--"],
  ];
}

/** `CAP_NET_BIND_SERVICE` as `setpriv` writes it. */
function capabilityOf(service: ServiceSettings, name: string): string {
  return settingOf(service, name).replace(/^CAP_/, "").toLowerCase();
}

/** Containers often forbid it. */
export async function canTrace(service: ServiceSettings): Promise<boolean> {
  const [command = "", ...args] = [...asService(service), peerPath("strace"), "-qq", "true"];
  return (await run(command, args)).code === 0;
}
