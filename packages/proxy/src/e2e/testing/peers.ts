import { spawnSync } from "node:child_process";
import type { TestContext } from "vitest";

export type Peer = "openssl" | "curl";

const VERSION_FLAGS: Readonly<Record<Peer, string>> = { openssl: "version", curl: "--version" };
const found = new Map<Peer, boolean>();

/**
 * Skips the test where the program is missing, and says why. `SLUICE_REQUIRE_PEERS=1` fails it instead, for machines
 * that are meant to have all of them.
 */
export function requirePeer(context: TestContext, peer: Peer): void {
  if (hasPeer(peer)) return;
  const reason = `\`${peer}\` is not installed`;
  if (process.env.SLUICE_REQUIRE_PEERS === "1") throw new Error(`${reason}, and SLUICE_REQUIRE_PEERS is set`);
  context.skip(reason);
}

/** For what has to be made ready before the tests. */
export function hasPeer(peer: Peer): boolean {
  const known = found.get(peer);
  if (known !== undefined) return known;
  const there = spawnSync(peer, [VERSION_FLAGS[peer]], { stdio: "ignore" }).status === 0;
  found.set(peer, there);
  return there;
}
