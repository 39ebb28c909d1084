import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LiveClient } from "../live/client/client.ts";
import { requirePeer } from "../testing/peers.ts";
import { startHaproxy } from "./process.ts";
import { findHaproxy, haproxyVersion, isSupportedHaproxy } from "./program.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "program-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

test("the first of the path that can be run is found", async () => {
  const [first, second] = [join(directory, "a"), join(directory, "b")];
  for (const [place, mode] of [
    [first, 0o600],
    [second, 0o700],
  ] as const) {
    await mkdir(place);
    await writeFile(join(place, "haproxy"), "", { mode });
  }
  expect(findHaproxy([first, second].join(delimiter))).toBe(join(second, "haproxy"));
});

test("a configuration that it does not take is refused with its words, and leaves nothing behind", async (context) => {
  const program = requirePeer(context, "haproxy", findHaproxy());
  vi.stubEnv("TMPDIR", directory);
  const configuration = { frontends: [{ name: "f0", rules: ["nonsense"] }], backends: [] };
  const result = await startHaproxy({ program, configurations: [configuration], nobody: "" });
  expect(result).toEqual({ kind: "refused", message: expect.stringContaining("unknown keyword 'nonsense'") });
  expect(await readdir(directory)).toEqual([]);
});

test("a program that neither starts nor ends is killed, and leaves nothing behind", async () => {
  const program = join(directory, "silent");
  await writeFile(program, "#!/bin/sh\ntrap '' TERM\nwhile :; do sleep 1; done\n", { mode: 0o700 });
  vi.stubEnv("TMPDIR", directory);
  const started = startHaproxy({ program, configurations: [], nobody: "", startTimeout: 200 });
  await expect(started).rejects.toThrow("HAProxy is not ready within 200 ms");
  expect(await readdir(directory)).toEqual(["silent"]);
});

test.each([
  ["HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/", "2.6.12-1+deb12u4", true],
  ["HAProxy version 3.0-dev2 2024/02/03", "3.0-dev2", true],
  ["HAProxy version 2.10.1", "2.10.1", true],
  ["HAProxy version 2.5.14", "2.5.14", false],
  ["HA-Proxy version 1.8.27-493ce0b 2020/11/06", "1.8.27-493ce0b", false],
])("%s: whether it is new enough", async (said, version, expected) => {
  const program = join(directory, "haproxy");
  await writeFile(program, `#!/bin/sh\necho '${said}'\n`, { mode: 0o700 });
  expect(await haproxyVersion(program)).toBe(version);
  expect(isSupportedHaproxy(version)).toBe(expected);
});

test("a program that cannot be run is refused", async () => {
  const configuration = { frontends: [], backends: [] };
  const result = await startHaproxy({ program: join(directory, "none"), configurations: [configuration], nobody: "" });
  expect(result).toEqual({ kind: "refused", message: expect.stringContaining("ENOENT") });
});

test("nothing is left running by a process that ends without closing it", async (context) => {
  const program = requirePeer(context, "haproxy", findHaproxy());
  const before = process.listenerCount("exit");
  const frontends = [{ name: "f0", rules: ["tcp-request content reject"] }];
  const result = await startHaproxy({ program, configurations: [{ frontends, backends: [] }], nobody: "" });
  if (result.kind === "refused") throw new Error(result.message);
  const [served] = result.haproxy.served;
  // What is called as the process ends, and before it has.
  const end = process.listeners("exit").at(-1);
  expect(process.listenerCount("exit")).toBe(before + 1);
  end?.call(process, 0);
  // It ends of that alone.
  await vi.waitFor(() => expect(process.listenerCount("exit")).toBe(before), { timeout: 20_000 });
  await result.haproxy.close();
  await expect(LiveClient.connect(served?.port ?? 0)).rejects.toThrow("ECONNREFUSED");
});
