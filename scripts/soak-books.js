import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const NAME = /^(\d+)\.book$/;

/** Where a worker notes its connections: a line `+address` when it is given one, `-address` when it has handed on its event. */
export function bookOf(directory, pid) {
  return join(directory, `${pid}.book`);
}

/** Of each worker that there ever was, by its process id: the clients that it was given and has handed on no event of. */
export function readBooks(directory) {
  const books = new Map();
  for (const name of readdirSync(directory)) {
    const pid = NAME.exec(name)?.[1];
    if (pid !== undefined) books.set(Number(pid), openIn(readFileSync(join(directory, name), "utf8")));
  }
  return books;
}

/** One entry a connection; a client that was gone before it was looked at has no address. */
function openIn(book) {
  const open = new Map();
  for (const line of book.split("\n")) {
    if (line === "") continue;
    const address = line.slice(1);
    open.set(address, (open.get(address) ?? 0) + (line.startsWith("+") ? 1 : -1));
  }
  return [...open].flatMap(([address, count]) => Array(Math.abs(count)).fill(address));
}
