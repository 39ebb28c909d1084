import { Log } from "../log/log.ts";
import type { About } from "../log/names.ts";

/** That of this process; standard output is for events alone. */
export const log: Log = new Log((lines) => process.stderr.write(lines));

/** For people, and in the fields of a JSON log for machines. */
export function say(message: string, about?: About): void {
  log.say(message, about);
}
