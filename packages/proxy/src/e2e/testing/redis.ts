import { peerPath } from "./peers.ts";
import { type RealServer, startRealServer } from "./real-server.ts";
import { type RunResult, run } from "./run.ts";

/** A Redis that keeps everything in memory. */
export function startRedis(): Promise<RealServer> {
  return startRealServer({
    ready: /Ready to accept connections/,
    async prepare({ port, path }) {
      const flags = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
      return [peerPath("redis-server"), ...flags, "--dir", path("")];
    },
  });
}

export interface RedisCliOptions {
  readonly port: number;
  /** The last argument of the command, if it is too long to be one. */
  readonly input?: string | Uint8Array;
  /** With TLS to this name, verified against the authority in the file. */
  readonly tls?: { readonly serverName: string; readonly authority: string };
}

/** One command with the real `redis-cli`. */
export function redisCli({ port, input, tls }: RedisCliOptions, ...command: readonly string[]): Promise<RunResult> {
  const encrypted = tls ? ["--tls", "--sni", tls.serverName, "--cacert", tls.authority] : [];
  const args = [
    "-h",
    "127.0.0.1",
    "-p",
    String(port),
    ...encrypted,
    ...(input === undefined ? [] : ["-x"]),
    ...command,
  ];
  return run(peerPath("redis-cli"), args, input === undefined ? {} : { input });
}
