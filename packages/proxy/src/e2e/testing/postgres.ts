import { peerPath } from "./peers.ts";
import { type RealServer, SERVER_USER, startRealServer } from "./real-server.ts";
import { type RunResult, run } from "./run.ts";

export interface PostgresOptions {
  /** PEM of what it takes TLS with from who asks for it. Default: none. */
  readonly tls?: { readonly certificate: string; readonly privateKey: string };
  /** Its administrator, who needs this password. Default: everybody is trusted. */
  readonly password?: { readonly user: string; readonly password: string };
}

export function startPostgres({ tls, password }: PostgresOptions): Promise<RealServer> {
  return startRealServer({
    ready: /database system is ready to accept connections/,
    // Ends connections; SIGTERM would wait for them.
    stopSignal: "SIGINT",
    async prepare({ port, path, write }) {
      const data = path("data");
      const who = password
        ? [
            "--auth=scram-sha-256",
            `--username=${password.user}`,
            `--pwfile=${await write("password", password.password)}`,
          ]
        : ["--auth=trust", "--username=tester"];
      const how = [...who, "--no-sync", "--no-instructions", "--locale=C"];
      const made = await run(peerPath("initdb"), [...how, "--encoding=UTF8", "-D", data], SERVER_USER);
      if (made.code !== 0) throw new Error(`initdb: ${made.stderr}`);
      const settings = {
        listen_addresses: "127.0.0.1",
        port: String(port),
        unix_socket_directories: "",
        fsync: "off",
        ...(tls && {
          ssl: "on",
          ssl_cert_file: await write("tls.crt", tls.certificate),
          ssl_key_file: await write("tls.key", tls.privateKey),
        }),
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
