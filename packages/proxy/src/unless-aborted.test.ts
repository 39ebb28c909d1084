import { expect, test } from "vitest";
import { deferred } from "./deferred.ts";
import { unlessAborted } from "./unless-aborted.ts";

test("gives what work comes to, or nothing once it is aborted", async () => {
  const stop = new AbortController();
  expect(await unlessAborted(Promise.resolve("done"), stop.signal)).toBe("done");
  await expect(unlessAborted(Promise.reject(new Error("a bug")), stop.signal)).rejects.toThrow("a bug");
  const never = deferred<string>();
  const given = unlessAborted(never.promise, stop.signal);
  stop.abort();
  expect(await given).toBeUndefined();
  expect(await unlessAborted(never.promise, stop.signal)).toBeUndefined();
});
