import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { check } from "./check.ts";
import { findFiles } from "./vectors/find-files.ts";

/** Paths for which leave is missing: the user who runs the tests may be one who needs none. */
const denied = vi.hoisted(() => new Set<string>());

vi.mock("node:fs/promises", async (importActual) => {
  const actual = await importActual<typeof import("node:fs/promises")>();
  const refuse = (path: string): void => {
    if (denied.has(path)) throw Object.assign(new Error("denied"), { code: "EACCES" });
  };
  return {
    ...actual,
    access: async (path: string, mode: number) => {
      refuse(path);
      return actual.access(path, mode);
    },
    readdir: async (path: string, options: { readonly withFileTypes: true }) => {
      refuse(path);
      return actual.readdir(path, options);
    },
  };
});

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sluice-leave-"));
});
afterEach(() => {
  denied.clear();
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

test("a directory that may not be read is named, and keeps no other from being read", async () => {
  for (const name of ["a", "locked", "z"]) mkdirSync(join(directory, name));
  for (const name of ["a", "z"]) writeFileSync(join(directory, name, "p.yml"), "");
  denied.add(join(directory, "locked"));
  const { files, failures } = await findFiles([directory]);
  expect(files.map(({ path }) => path)).toEqual([join(directory, "a", "p.yml"), join(directory, "z", "p.yml")]);
  expect(failures.map(({ path }) => path)).toEqual([join(directory, "locked")]);
});

test("what --fix may not write stays as it is, and is told as it is", async () => {
  const path = join(directory, "p.yml");
  const text = "on_tcp_connect: [{actions: [{type: restrict-ips, config: {allow: [10.0.0.1/8]}}]}]\n";
  writeFileSync(path, text);
  denied.add(path);
  const written = { stdout: "", stderr: "" };
  vi.spyOn(process.stdout, "write").mockImplementation((chunk, done) => {
    written.stdout += String(chunk);
    (done as unknown as (() => void) | undefined)?.();
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
    written.stderr += String(chunk);
    return true;
  });
  expect(await check([path], { fix: true, format: "json" })).toBe(2);
  expect(readFileSync(path, "utf8")).toBe(text);
  expect(written.stdout).toContain('"cidr-host-bits"');
  expect(written.stderr).toContain("p.yml: not changed: it may not be written");
  expect(written.stderr).not.toContain("mended");
});
