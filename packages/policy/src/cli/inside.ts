import { realpathSync, statSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";

/** Whether a file is, links followed, below the working directory or the one of any of `paths`. */
export function insideOf(paths: readonly string[]): (path: string) => boolean {
  const roots = [process.cwd(), ...paths.filter((path) => path !== "-").map(directoryOf)].flatMap(realPath);
  return (path) => realPath(path).some((target) => roots.some((root) => isBelow(root, target)));
}

function directoryOf(path: string): string {
  try {
    return statSync(path).isDirectory() ? path : dirname(resolve(path));
  } catch {
    return dirname(resolve(path));
  }
}

function realPath(path: string): string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}

function isBelow(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}
