import type { TestContext } from "vitest";

/**
 * Skips the test where a program is missing, and says why. `SLUICE_REQUIRE_PEERS=1` fails it instead, for machines that
 * are meant to have all of them. Returns the program's path.
 */
export function requirePeer(context: TestContext, name: string, path: string | undefined): string {
  if (path !== undefined) return path;
  const reason = `not installed: \`${name}\``;
  if (process.env.SLUICE_REQUIRE_PEERS === "1") throw new Error(`${reason}, and SLUICE_REQUIRE_PEERS is set`);
  return context.skip(reason);
}
