import { type RunResult, run } from "./run.ts";

export interface SClientOptions {
  readonly port: number;
  /** `undefined`: no SNI at all. */
  readonly serverName: string | undefined;
  /** File of PEM certificates to trust. */
  readonly authority: string;
  readonly flags?: readonly string[] | undefined;
}

/** A handshake with the real `openssl s_client` and, if it succeeds, one HTTP request, read to its end. */
export function sClient({ port, serverName, authority, flags = [] }: SClientOptions): Promise<RunResult> {
  const name = serverName === undefined ? ["-noservername"] : ["-servername", serverName];
  const verify = ["-CAfile", authority, "-verify_return_error"];
  const args = ["s_client", "-connect", `127.0.0.1:${port}`, ...name, ...verify, "-ign_eof", ...flags];
  return run("openssl", args, { input: `GET / HTTP/1.0\r\nHost: ${serverName ?? ""}\r\n\r\n` });
}
