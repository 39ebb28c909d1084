/**
 * Loaded into the proxy that is soaked, in front of its own code. On SIGUSR2 it writes to `SOAK_PROBE_DIRECTORY` what the
 * process holds once everything that can be collected is. In a worker it keeps the book of `soak-books.js` as well.
 */
import { openSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { bookOf } from "./soak-books.js";

const directory = process.env.SOAK_PROBE_DIRECTORY;

process.on("SIGUSR2", () => {
  // Twice: what the first finds to be finalized is gone with the second.
  setImmediate(() => {
    globalThis.gc();
    setImmediate(() => {
      globalThis.gc();
      const { heapUsed, external, rss } = process.memoryUsage();
      const resources = process.getActiveResourcesInfo();
      const file = join(directory, `${process.pid}`);
      writeFileSync(`${file}.part`, JSON.stringify({ heapUsed, external, rss, resources }));
      renameSync(`${file}.part`, file);
    });
  });
});

if (process.send) keepBook(openSync(bookOf(directory, process.pid), "a"));

/** A line at once for each connection that comes, and for each event once the system has it: whoever is killed writes no more. */
function keepBook(book) {
  process.on("message", ({ kind }, socket) => {
    if (kind === "connection" && socket) writeSync(book, `+${socket.remoteAddress ?? ""}\n`);
  });
  const send = process.send.bind(process);
  process.send = (message, handle, options, callback) => {
    if (message.kind !== "events") return send(message, handle, options, callback);
    return send(message, handle, options, (error) => {
      const gone = [...message.lines.matchAll(/"client_ip":"([^"]*)"/g)].map(([, address]) => `-${address}\n`);
      if (!error) writeSync(book, gone.join(""));
      callback?.(error);
    });
  };
}
