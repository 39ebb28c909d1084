import { type RunResult, run } from "./run.ts";

export interface CurlOptions {
  readonly port: number;
  /** With TLS to this name; without, plain HTTP. */
  readonly serverName?: string | undefined;
  /** File of PEM certificates to trust. */
  readonly authority?: string | undefined;
  readonly flags?: readonly string[] | undefined;
}

/**
 * What curl calls a server that closes or resets without a word: an empty reply, a failure to receive, and for a reset
 * that is there before curl has looked at its new connection, a failure to connect.
 */
export const CURL_CLOSED: readonly (number | null)[] = [52, 56, 7];

/** One request with the real curl. */
export function curl({ port, serverName, authority, flags = [] }: CurlOptions): Promise<RunResult> {
  const url = serverName === undefined ? `http://127.0.0.1:${port}/` : `https://${serverName}/`;
  const to = serverName === undefined ? [] : ["--connect-to", `::127.0.0.1:${port}`];
  const trust = authority === undefined ? [] : ["--cacert", authority];
  return run("curl", ["--silent", "--show-error", "--noproxy", "*", ...to, ...trust, ...flags, url]);
}
