/**
 * Loaded into the proxy that is soaked, in front of its own code: on SIGUSR2 it writes to `SOAK_PROBE_DIRECTORY` what the
 * process holds once everything that can be collected is.
 */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

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
