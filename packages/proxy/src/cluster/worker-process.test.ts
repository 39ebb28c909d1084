import { expect, test, vi } from "vitest";
import { type Ending, forkWorker } from "./worker-process.ts";

test("one that cannot be started is gone, with the reason, and takes nobody with it", async () => {
  const executable = vi.spyOn(process, "execPath", "get");
  executable.mockReturnValue("/nonexistent/node");
  try {
    const ending = await new Promise<Ending>((gone) => {
      const worker = forkWorker({ message: () => {}, gone });
      expect(worker.pid).toBe(0);
      worker.send({ kind: "commit", ask: 1 });
      worker.kill();
    });
    expect(ending).toEqual({ code: "ENOENT" });
  } finally {
    executable.mockRestore();
  }
});
