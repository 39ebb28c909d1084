import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Where HAProxy is: Debian's is not on the path of everybody. `undefined`: nowhere. */
export function findHaproxy(path: string = process.env.PATH ?? ""): string | undefined {
  const directories = [
    ...path.split(delimiter).filter((directory) => directory !== ""),
    "/usr/local/sbin",
    "/usr/sbin",
  ];
  return directories.map((directory) => join(directory, "haproxy")).find(isExecutable);
}

/** How long it may take to say its version, in milliseconds. */
const ANSWER = 10_000;

/** What it says of its version; `undefined`: there is no HAProxy that runs. */
export function haproxyVersion(program: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, ["-v"], { timeout: ANSWER, killSignal: "SIGKILL" }, (error, output) => {
      // Until 2.3 the name had a hyphen.
      resolve(error ? undefined : /^HA-?Proxy version (\S+)/i.exec(output)?.[1]);
    });
  });
}

/** The first whose rules can do all that a translation asks for. */
export const OLDEST_HAPROXY = "2.6";

export function isSupportedHaproxy(version: string): boolean {
  const numbers = (text: string): readonly number[] => text.split(".", 2).map((part) => Number.parseInt(part, 10));
  const [major = 0, minor = 0] = numbers(version);
  const [oldestMajor = 0, oldestMinor = 0] = numbers(OLDEST_HAPROXY);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
