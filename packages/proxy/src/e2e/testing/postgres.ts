import { peerPath } from "./peers.ts";
import { type RealServer, SERVER_USER, startRealServer } from "./real-server.ts";
import { type RunResult, run } from "./run.ts";

export interface PostgresOptions {
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: string;
}

/** A PostgreSQL that trusts everybody and takes TLS from who asks for it. */
export function startPostgres({ certificate, privateKey }: PostgresOptions): Promise<RealServer> {
  return startRealServer({
    ready: /database system is ready to accept connections/,
    // Ends connections; SIGTERM would wait for them.
    stopSignal: "SIGINT",
    async prepare({ port, path, write }) {
      const data = path("data");
      const how = ["--auth=trust", "--username=tester", "--no-sync", "--no-instructions", "--locale=C"];
      const made = await run(peerPath("initdb"), [...how, "--encoding=UTF8", "-D", data], SERVER_USER);
      if (made.code !== 0) throw new Error(`initdb: ${made.stderr}`);
      const settings = {
        listen_addresses: "127.0.0.1",
        port: String(port),
        unix_socket_directories: "",
        ssl: "on",
        ssl_cert_file: await write("tls.crt", certificate),
        ssl_key_file: await write("tls.key", privateKey),
        fsync: "off",
      };
      const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
      return [peerPath("postgres"), "-D", data, ...flags];
    },
  });
}

/** One statement with the real `psql`; the result is its rows, unaligned. */
export function psql(settings: Readonly<Record<string, string | number>>, statement: string): Promise<RunResult> {
  const all = { host: "127.0.0.1", user: "tester", dbname: "postgres", connect_timeout: 10, ...settings };
  const connection = Object.entries(all).map(([key, value]) => `${key}=${value}`);
  return run(peerPath("psql"), ["-X", "-A", "-t", "-c", statement, connection.join(" ")]);
}
