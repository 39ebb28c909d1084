/** A path as one written in `file` names it: relative to the directory of that. Without `.` and `..` where they can go. */
export function resolveFrom(file: string, path: string): string {
  const directory = /^.*\//.exec(slashes(file))?.[0] ?? "";
  const written = slashes(path);
  return normalizePath(isAbsolute(written) ? written : directory + written);
}

/** The same path in one spelling, with `/` between its parts. */
export function normalizePath(path: string): string {
  const text = slashes(path);
  const root = /^(?:[A-Za-z]:)?\//.exec(text)?.[0] ?? "";
  const parts: string[] = [];
  for (const part of text.slice(root.length).split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || root === "") parts.push(part);
  }
  return root + parts.join("/");
}

function slashes(path: string): string {
  return path.replaceAll("\\", "/");
}

function isAbsolute(path: string): boolean {
  return /^(?:[A-Za-z]:)?\//.test(path);
}
