import { join } from "node:path";
import {
  type Backend,
  DESTINATION,
  type Frontend,
  type HaproxyConfiguration,
  type Termination,
} from "./configuration.ts";
import { errorLogFormat, logFormat, serverName } from "./telling.ts";

/** HAProxy's configuration file, and the files that it names. */
export interface Files {
  /** Where the configuration itself is among them. */
  readonly main: string;
  /** By path. */
  readonly files: ReadonlyMap<string, string>;
}

/** A configuration, and where its first frontend listens: a port of 127.0.0.1. */
export interface PlacedConfiguration {
  readonly configuration: HaproxyConfiguration;
  readonly port: number;
}

export interface WriteOptions {
  /** Where the files and the sockets between frontends go. */
  readonly directory: string;
  /** Of 127.0.0.1, for datagrams with what HAProxy logs. */
  readonly logPort: number;
  /** PEM of an authority that nobody has a certificate of: HAProxy asks for none without one. */
  readonly nobody: string;
}

/** As long as the language lets a hello take. */
const INSPECT_DELAY = "3s";

const head = (logPort: number): string => `global
  log 127.0.0.1:${logPort} len 65000 format raw local0
  nbthread 1
  maxconn 1024
  noreuseport
  tune.ssl.cachesize 0
defaults
  mode tcp
  log global
  timeout connect 5s
  timeout client 30s
  timeout server 30s`;

/** The text of a configuration that does what each of these does; no two of them have names in common. */
export function writeConfiguration(placed: readonly PlacedConfiguration[], options: WriteOptions): Files {
  const files = new Map<string, string>();
  const file = (name: string, text: string): string => {
    const path = join(options.directory, name);
    files.set(path, text);
    return path;
  };
  const sections = placed.flatMap(({ configuration: { frontends, backends }, port }) => [
    ...frontends.map((frontend, index) => {
      const bind = index === 0 ? `127.0.0.1:${port}` : socketOf(frontend.name, options);
      const tls = frontend.tls === undefined ? "" : ` ${tlsOf(frontend.name, frontend.tls, options, file)}`;
      return frontendText(frontend, `${bind} accept-proxy${tls}`);
    }),
    ...backends.map((backend) => backendText(backend, options)),
  ]);
  const text = [head(options.logPort), ...sections, ""].join("\n");
  return { main: file("haproxy.cfg", text), files };
}

function frontendText(frontend: Frontend, bind: string): string {
  const { name, rules, backend } = frontend;
  const lines = [
    `bind ${bind}`,
    `log-format "${logFormat(frontend)}"`,
    `error-log-format "${errorLogFormat(frontend)}"`,
    `tcp-request inspect-delay ${INSPECT_DELAY}`,
    ...rules,
    `use_backend %[var(${DESTINATION})] if { var(${DESTINATION}) -m found }`,
    ...(backend === undefined ? [] : [`default_backend ${backend}`]),
  ];
  return [`frontend ${name}`, ...lines.map((line) => `  ${line}`)].join("\n");
}

function backendText({ name, servers }: Backend, options: WriteOptions): string {
  const lines = servers.map((server, index) =>
    server.kind === "address"
      ? `server ${serverName(index)} ${server.address}`
      : `server ${serverName(index)} ${socketOf(server.name, options)} send-proxy-v2`,
  );
  // A refused dial goes to the next at once; without a next one it ends the connection.
  const retries = [
    `retries ${servers.length - 1}`,
    ...(servers.length > 1 ? ["balance first", "option redispatch 1"] : []),
  ];
  return [`backend ${name}`, ...[...retries, ...lines].map((line) => `  ${line}`)].join("\n");
}

function socketOf(frontend: string, { directory }: WriteOptions): string {
  return `unix@${join(directory, `${frontend}.sock`)}`;
}

function tlsOf(
  name: string,
  { certificate, minVersion, maxVersion, alpnProtocols, clients }: Termination,
  { nobody }: WriteOptions,
  file: (name: string, text: string) => string,
): string {
  const words = [
    `ssl crt ${file(`${name}.pem`, certificate)} ssl-min-ver TLSv${minVersion} ssl-max-ver TLSv${maxVersion}`,
    ...(alpnProtocols.length === 0 ? [] : [`alpn ${alpnProtocols.join(",")}`]),
  ];
  if (clients === undefined) return words.join(" ");
  const { strategy, authorities, revocationLists } = clients;
  // Who may resume would not be asked for the certificate again.
  words.push(`no-tls-tickets ca-file ${file(`${name}.ca.pem`, authorities || nobody)}`);
  words.push(strategy === "request" ? "verify optional" : "verify required");
  if (strategy !== "require-and-verify") words.push("ca-ignore-err all crt-ignore-err all");
  if (revocationLists !== undefined) words.push(`crl-file ${file(`${name}.crl.pem`, revocationLists)}`);
  return words.join(" ");
}
