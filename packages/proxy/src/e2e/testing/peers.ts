import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { TestContext } from "vitest";

/** A program that tests talk to, by its name. */
export type Peer =
  | "openssl"
  | "curl"
  | "initdb"
  | "postgres"
  | "psql"
  | "redis-server"
  | "redis-cli"
  | "nginx"
  | "haproxy"
  | "python3"
  | "sshd"
  | "ssh-keygen"
  | "sftp"
  | "chromium"
  | "systemd-analyze"
  | "setpriv"
  | "strace"
  | "buildah"
  | "stunnel"
  | "script";

const found = new Map<Peer, string | undefined>();

/**
 * Skips the test where one of the programs is missing, and says why. `SLUICE_REQUIRE_PEERS=1` fails it instead, for
 * machines that are meant to have all of them.
 */
export function requirePeer(context: TestContext, ...peers: readonly Peer[]): void {
  const missing = peers.filter((peer) => !hasPeer(peer));
  if (missing.length === 0) return;
  const reason = `not installed: ${missing.map((peer) => `\`${peer}\``).join(", ")}`;
  if (process.env.SLUICE_REQUIRE_PEERS === "1") throw new Error(`${reason}, and SLUICE_REQUIRE_PEERS is set`);
  context.skip(reason);
}

/** For what has to be made ready before the tests. */
export function hasPeer(...peers: readonly Peer[]): boolean {
  return peers.every((peer) => programOf(peer) !== undefined);
}

/** Where the program is. Asked for only where it is known to be there. */
export function peerPath(peer: Peer): string {
  const path = programOf(peer);
  if (path === undefined) throw new Error(`\`${peer}\` is not installed`);
  return path;
}

function programOf(peer: Peer): string | undefined {
  if (!found.has(peer))
    found.set(
      peer,
      directories()
        .map((directory) => join(directory, peer))
        .find(isExecutable),
    );
  return found.get(peer);
}

/** Servers are not always on the path of who runs the tests, and Debian keeps those of PostgreSQL by version. */
function directories(): readonly string[] {
  const path = (process.env.PATH ?? "").split(delimiter).filter((directory) => directory !== "");
  return [...path, "/usr/local/sbin", "/usr/sbin", "/sbin", ...postgresDirectories()];
}

function postgresDirectories(): readonly string[] {
  const root = "/usr/lib/postgresql";
  try {
    const versions = readdirSync(root).toSorted((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(root, version, "bin"));
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
