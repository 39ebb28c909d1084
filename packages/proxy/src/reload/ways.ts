import { readlink } from "node:fs/promises";
import { dirname, isAbsolute, join, parse, sep } from "node:path";

/** As many symbolic links as Linux follows on one path. */
const MAX_LINKS = 40;

/**
 * Walks the way from the root to a file as the system does, through every symbolic link, up to what is not there.
 * `visit` is called with each name on it and the directory that holds the name, neither of them behind a link, before
 * it is looked up: whoever starts to watch the directory then misses nothing. A change of the file is a change of one of
 * these names, however it is made.
 *
 * @param path absolute
 */
export async function walkWay(path: string, visit: (directory: string, name: string) => void): Promise<void> {
  const { root } = parse(path);
  const names = namesOf(path);
  let directory = root;
  let links = 0;
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    if (name === "..") {
      directory = dirname(directory);
      continue;
    }
    visit(directory, name);
    const entry = join(directory, name);
    const target = await linkTarget(entry);
    if (target === "nothing") return;
    if (target === "no link") directory = entry;
    else {
      links += 1;
      if (links > MAX_LINKS) return;
      if (isAbsolute(target.to)) directory = root;
      names.unshift(...namesOf(target.to));
    }
  }
}

async function linkTarget(entry: string): Promise<{ readonly to: string } | "no link" | "nothing"> {
  try {
    return { to: await readlink(entry) };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EINVAL" ? "no link" : "nothing";
  }
}

function namesOf(path: string): string[] {
  return path
    .slice(parse(path).root.length)
    .split(sep)
    .filter((name) => name !== "" && name !== ".");
}
