/** What a result depends on beside the code. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, release, totalmem, type } from "node:os";
import { PROGRAMS } from "./beside/programs.js";

export function environment() {
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    openssl: process.versions.openssl,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${release()}`,
    packages: packages(),
    servers: servers(),
  };
}

/** What the bench compares with, as it is installed. */
function packages() {
  const { devDependencies } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8"));
  const names = Object.keys(devDependencies).filter((name) => !name.startsWith("@sluice/") && !name.startsWith("d3-"));
  return Object.fromEntries(names.map((name) => [name, versionOf(name)]));
}

/** Not every package exports its `package.json`. */
function versionOf(name) {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of folders) {
    try {
      return JSON.parse(readFileSync(`${folder}/${name}/package.json`, "utf8")).version;
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  return "not installed";
}

/** Those that are installed, by the names that tables have for them. */
function servers() {
  const found = { HAProxy: PROGRAMS.haproxy.find(), nginx: PROGRAMS.nginx.find() };
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, { version }]) => (version === undefined ? [] : [[name, version]])),
  );
}
