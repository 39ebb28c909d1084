/** Where HAProxy and nginx are, what they are called in a table, and how each is started. */
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { haproxyFiles } from "./haproxy.js";
import { nginxFiles } from "./nginx.js";

/** `find()` gives `{ path, version, settings }`, or `{ missing }`: why it cannot be measured. */
export const PROGRAMS = {
  haproxy: {
    find: () => findProgram("haproxy", ["-v"], readHaproxyVersion),
    files: haproxyFiles,
    args: (directory) => ["-db", "-f", join(directory, "haproxy.cfg")],
  },
  nginx: {
    find: () => findProgram("nginx", ["-V"], (text) => readNginxVersion(text, existsSync)),
    files: nginxFiles,
    args: (directory) => ["-p", directory, "-c", join(directory, "nginx.conf")],
  },
};

/** `HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://…` */
export function readHaproxyVersion(text) {
  return { version: /version (\S+)/.exec(text)?.[1] ?? "?", settings: {} };
}

/** `nginx version: nginx/1.22.1` and, further down, `configure arguments: … --modules-path=… --with-stream=dynamic`. */
export function readNginxVersion(text, exists) {
  const version = /nginx\/(\S+)/.exec(text)?.[1] ?? "?";
  if (/--with-stream(?!\S)/.test(text)) return { version, settings: {} };
  const loadModule = join(/--modules-path=(\S+)/.exec(text)?.[1] ?? "", "ngx_stream_module.so");
  if (exists(loadModule)) return { version, settings: { loadModule } };
  return { missing: `nginx ${version} has no stream module (Debian: libnginx-mod-stream)` };
}

function findProgram(name, args, read) {
  if (process.platform !== "linux") return { missing: `${name} is only measured on Linux` };
  const directories = [...(process.env.PATH ?? "").split(delimiter).filter(Boolean), "/usr/local/sbin", "/usr/sbin"];
  const path = directories.map((directory) => join(directory, name)).find(isExecutable);
  if (path === undefined) return { missing: `${name} is not installed` };
  // nginx tells its version on its standard error.
  const told = execFileSync("/bin/sh", ["-c", '"$0" "$@" 2>&1', path, ...args], { encoding: "utf8" });
  return { path, ...read(told) };
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
