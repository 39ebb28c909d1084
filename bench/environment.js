/** What a result depends on beside the code. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, release, totalmem, type } from "node:os";

/** Servers that tables may compare with: how each is asked for its version, and where the answer has it. */
const SERVERS = [
  { name: "HAProxy", command: "haproxy", version: /version (\S+)/ },
  { name: "nginx", command: "nginx", version: /nginx\/(\S+)/ },
];

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

/** Those that are installed. */
function servers() {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/local/sbin:/usr/sbin:/sbin` };
  return Object.fromEntries(
    SERVERS.flatMap(({ name, command, version }) => {
      const { stdout, stderr } = spawnSync(command, ["-v"], { encoding: "utf8", env });
      const found = version.exec(`${stdout}${stderr}`);
      return found === null ? [] : [[name, found[1]]];
    }),
  );
}
