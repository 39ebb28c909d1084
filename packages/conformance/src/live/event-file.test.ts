import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConnectionEvent } from "@sluice/proxy";
import { expect, test } from "vitest";
import { EventFile } from "./event-file.ts";

function line(ip: string, port: number, id: string): string {
  return `${JSON.stringify({ event_id: id, object: { conn: { client_ip: ip, client_port: port } } })}\n`;
}

test("an event is given to who waits for its client, however it was written", async () => {
  const directory = await mkdtemp(join(tmpdir(), "events-"));
  const path = join(directory, "events.jsonl");
  const file = new EventFile(path);
  const idOf = async (event: Promise<ConnectionEvent>) => (await event).event_id;
  // Nobody has made the file yet.
  const first = idOf(file.of({ ip: "192.0.2.10", port: 1 }));
  const other = idOf(file.of({ ip: "192.0.2.10", port: 2 }));
  await appendFile(path, `${line("127.0.0.1", 1, "a probe")}no event\n${line("192.0.2.10", 2, "other")}`);
  expect(await other).toBe("other");
  const whole = line("192.0.2.10", 1, "first");
  await appendFile(path, whole.slice(0, 20));
  await appendFile(path, whole.slice(20) + line("192.0.2.10", 1, "second"));
  expect(await first).toBe("first");
  expect(await idOf(file.of({ ip: "192.0.2.10", port: 1 }))).toBe("second");
  await rm(directory, { recursive: true });
});
