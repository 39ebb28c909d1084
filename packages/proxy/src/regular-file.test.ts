import { spawnSync } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NOT_REGULAR, readRegularFile } from "./regular-file.ts";

test("reads regular files alone, and waits for nobody", async (context) => {
  const directory = await mkdtemp(join(tmpdir(), "sluice-files-"));
  context.onTestFinished(() => rm(directory, { recursive: true }));
  const at = (name: string): string => join(directory, name);
  await writeFile(at("file"), "é");
  await symlink("file", at("link"));
  expect(await readRegularFile(at("link"))).toBe("é");
  await expect(readRegularFile(directory)).rejects.toMatchObject({ code: "EISDIR" });
  await expect(readRegularFile("/dev/null")).rejects.toMatchObject({ code: NOT_REGULAR });
  await expect(readRegularFile(at("missing"))).rejects.toMatchObject({ code: "ENOENT" });
  if (spawnSync("mkfifo", [at("pipe")]).status !== 0) context.skip("`mkfifo` is not installed");
  await expect(readRegularFile(at("pipe"))).rejects.toMatchObject({ code: NOT_REGULAR });
});
