import { readFile } from "node:fs/promises";
import { loadConfig } from "../config/load.ts";
import type { ConnectionEvent } from "../events/event.ts";
import { createProxy, type TrafficProxy } from "../proxy.ts";
import { writeCertificates } from "./certificates.ts";
import { runDemo } from "./demo.ts";
import { eventLine, type RuleNames, ruleNames } from "./event-line.ts";
import { findExample, relocate } from "./example.ts";
import { hints } from "./hints.ts";
import { type Ports, portFailure, portsOfExample } from "./ports.ts";
import { startUpstreams } from "./upstreams.ts";

export interface QuickstartOptions {
  /** Where `certs/` is made. */
  readonly directory: string;
  readonly ports: Ports;
  /** Whether to send connections through every endpoint first. */
  readonly demo: boolean;
  print(line: string): void;
}

export type QuickstartResult =
  | { readonly ok: true; close(): Promise<void> }
  | { readonly ok: false; readonly message: string };

/** Starts upstreams and proxy, shows what they do, and goes on telling of connections until closed. */
export async function startQuickstart(options: QuickstartOptions): Promise<QuickstartResult> {
  const { directory, ports, print } = options;
  const path = findExample();
  if (path === undefined)
    return fail("examples/quickstart/sluice.yml is not there: the quickstart runs in the repository");
  const certificates = await writeCertificates(directory);
  const text = await readFile(path, "utf8");
  const { config, diagnostics } = await loadConfig(text, { filename: path, baseDirectory: directory });
  if (!config)
    return fail(diagnostics.map(({ message, range }) => `${path}:${range.start.line}: ${message}`).join("\n"));
  const started = await startUpstreams(ports, certificates.upstream);
  if (!started.ok) return fail(portFailure(started.name, started.port, started.code));
  const { upstreams } = started;
  const proxy = createProxy(relocate(config, ports, upstreams.ports));
  const listening = await proxy.listen();
  if (!listening.ok) {
    await upstreams.close();
    if (listening.failure.kind === "roots") return fail(listening.failure.message);
    const { code, port, publicPort } = listening.failure;
    return fail(portFailure(publicPort === portsOfExample().tcp ? "tcp" : "tls", port, code));
  }
  const bound = (name: string): number => listening.endpoints.find((endpoint) => endpoint.name === name)?.port ?? 0;
  const where = { tcpPort: bound("tcp"), tlsPort: bound("terminate"), certificates };
  const names = ruleNames(text);
  print(
    `sluice listens on 127.0.0.1, port ${where.tcpPort} for tcp and ${where.tlsPort} for tls, with the policies of\n${path}`,
  );
  if (options.demo) {
    print("\nOne connection after the other, as its client and as the proxy saw it:\n");
    const describe = (event: ConnectionEvent): string => eventLine(event, names);
    await runDemo({ ...where, print, describe, nextEvent: () => nextEvent(proxy) });
  }
  print("\nTry it from another terminal:\n");
  for (const { command, shows } of hints(where)) print(`  ${command}\n      ${shows}`);
  print("\nEvery connection from here on, and the rule that decided it (Ctrl-C ends this):\n");
  tellOf(proxy, names, print);
  return {
    ok: true,
    async close() {
      await proxy.close();
      await upstreams.close();
    },
  };
}

function nextEvent(proxy: TrafficProxy): Promise<ConnectionEvent> {
  return new Promise((resolve) => {
    const stop = proxy.onConnectionClosed((event) => {
      stop();
      resolve(event);
    });
  });
}

function tellOf(proxy: TrafficProxy, names: RuleNames, print: (line: string) => void): void {
  proxy.onConnectionClosed((event) => print(eventLine(event, names)));
}

function fail(message: string): QuickstartResult {
  return { ok: false, message };
}
