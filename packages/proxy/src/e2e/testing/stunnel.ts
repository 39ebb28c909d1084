import { closedPort } from "../../testing/peers.ts";
import { peerPath } from "./peers.ts";
import { type Program, startProgram } from "./program.ts";
import type { Scratch } from "./scratch.ts";

export interface Stunnel {
  /** Where it is connected to without TLS. */
  readonly port: number;
  readonly program: Program;
}

/** A port that was free may be taken by the time that stunnel asks for it. */
const ATTEMPTS = 3;

/** Starts stunnel with a configuration that is given once its port is known. */
export async function startStunnel(scratch: Scratch, configuration: (port: number) => string): Promise<Stunnel> {
  for (let attempt = 1; ; attempt++) {
    const port = await closedPort();
    const program = startProgram([
      peerPath("stunnel"),
      await scratch.write(`stunnel-${port}.conf`, configuration(port)),
    ]);
    try {
      await program.said(/Configuration successful/);
      return { port, program };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}
