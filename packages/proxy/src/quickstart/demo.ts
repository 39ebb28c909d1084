import type { ConnectionEvent } from "../events/event.ts";
import type { QuickstartCertificates } from "./certificates.ts";
import { type ExchangeOptions, type ExchangeResult, exchange, type TlsOptions } from "./exchange.ts";

export interface DemoOptions {
  readonly tcpPort: number;
  readonly tlsPort: number;
  readonly certificates: QuickstartCertificates;
  /** Resolves with the event of the next connection that closes. */
  nextEvent(): Promise<ConnectionEvent>;
  /** The event in a line for people. */
  describe(event: ConnectionEvent): string;
  print(line: string): void;
}

interface Scene {
  /** What is done, in a few words. */
  readonly title: string;
  readonly exchange: ExchangeOptions;
}

/** Sends connections through every endpoint, one after the other, and prints what each side saw. */
export async function runDemo(options: DemoOptions): Promise<void> {
  for (const { title, exchange: request } of scenes(options)) {
    const event = options.nextEvent();
    const result = await exchange(request);
    options.print(`  ${title}`);
    options.print(`      client: ${clientSaw(result)}`);
    // A client that could not connect leaves no event.
    if (result.kind !== "impossible") options.print(`      proxy:  ${options.describe(await event)}`);
  }
}

function scenes({ tcpPort, tlsPort, certificates }: DemoOptions): readonly Scene[] {
  const overTcp = (title: string, from?: string): Scene => ({ title, exchange: { port: tcpPort, from } });
  const overTls = (
    title: string,
    serverName: string,
    client?: Pick<TlsOptions, "certificate" | "privateKey">,
  ): Scene => ({
    title,
    exchange: { port: tlsPort, tls: { serverName, authority: certificates.serverAuthority, ...client } },
  });
  return [
    overTcp("tcp, from 127.0.0.1"),
    overTcp("tcp, from 127.0.0.66, which restrict-ips does not let in", "127.0.0.66"),
    overTcp("tcp, from 127.0.1.1, a guest", "127.0.1.1"),
    overTls("passthrough.localhost: the upstream does TLS", "passthrough.localhost"),
    overTls("terminate.localhost: the proxy does TLS", "terminate.localhost"),
    overTls("mtls.localhost, without a certificate", "mtls.localhost"),
    overTls("mtls.localhost, as bob", "mtls.localhost", certificates.bob),
    overTls("mtls.localhost, as alice", "mtls.localhost", certificates.alice),
    overTls("blue.apps.localhost", "blue.apps.localhost"),
    overTls("green.apps.localhost", "green.apps.localhost"),
    overTls("red.apps.localhost, an app that does not exist", "red.apps.localhost"),
    overTls("nobody.localhost, a name that no endpoint has", "nobody.localhost"),
  ];
}

function clientSaw(result: ExchangeResult): string {
  switch (result.kind) {
    case "answer": {
      const certificate = result.certificate === undefined ? "" : ` and the certificate ${result.certificate}`;
      return `got "${result.text}"${certificate}`;
    }
    case "refused":
      return `refused (${result.reason})`;
    case "impossible":
      return "not sent: this system has no such loopback address";
  }
}
