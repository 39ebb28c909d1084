import { readFileSync } from "node:fs";

export interface Surroundings {
  /** Whether standard output and standard error are terminals. */
  readonly terminals: boolean;
  readonly environment: NodeJS.ProcessEnv;
  /** Whether the terminal listens to this process, and not to another that was started after it. */
  readonly foreground: boolean;
}

/** Whether there is somebody to look at a live view. */
export function wantsLiveView({ terminals, environment, foreground }: Surroundings): boolean {
  const { TERM, CI } = environment;
  const isCi = CI !== undefined && CI !== "" && CI !== "0" && CI !== "false";
  return terminals && TERM !== "dumb" && !isCi && foreground;
}

export function surroundings(): Surroundings {
  return {
    terminals: process.stdout.isTTY === true && process.stderr.isTTY === true,
    environment: process.env,
    foreground: isForeground(),
  };
}

/** A process in the background that asks its terminal for keys is stopped. Where the system does not tell, it is taken for none. */
function isForeground(): boolean {
  try {
    // The name before may hold anything but a `)` behind which there is none.
    const stat = readFileSync("/proc/self/stat", "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[2] === fields[5];
  } catch {
    return true;
  }
}
