import { parseAddress } from "@sluice/policy";
import type { ConnectionEvent } from "@sluice/proxy";
import { LiveClient, type Seen } from "../client/client.ts";
import { portOf } from "../configuration.ts";
import { LOOPBACK } from "../loopback.ts";
import type { LiveServer, ToldClient } from "../target.ts";
import type { ScenarioCertificates } from "./materials.ts";
import { openTls } from "./opening.ts";
import type { ScenarioConnection } from "./scenario.ts";

/** What came of one connection of a scenario. */
export interface ScenarioObservation {
  readonly seen: Seen;
  /** None where the target has no events. */
  readonly event?: ConnectionEvent;
}

export interface ConnectOptions {
  readonly server: LiveServer;
  readonly certificates: ScenarioCertificates;
  readonly listed: boolean;
  /** The session that the connection before was offered. */
  readonly session?: Buffer | undefined;
  /** What a silence is waited for with, where the target's clock is not the runner's. Resolves after so many milliseconds. */
  readonly silence: (milliseconds: number) => Promise<unknown>;
}

/** `LOCAL` of version 2: the signature, the command, no family, no length. */
const LOCAL = Buffer.from("0d0a0d0a000d0a515549540a20000000", "hex");
const TOLD = { ip: "192.0.2.10", port: 40_000 };
const SERVER_IP = "192.0.2.1";

/** Makes a connection, up to its close and its event; beside them the session that it was offered. */
export async function connectScenario(
  connection: ScenarioConnection,
  options: ConnectOptions,
): Promise<{ readonly observation: ScenarioObservation; readonly session: Buffer | undefined }> {
  const { server, listed, session, certificates } = options;
  const client = await LiveClient.connect(server.port(connection.to), server.address);
  const told = tell(client, connection, listed);
  if (connection.tls) await openTls(client, connection.tls, certificates, session);
  const isServed = connection.expect.reached !== undefined && connection.expect.reached !== null;
  if (isServed) await client.greeted;
  const pass = (seconds: number) =>
    server.clock ? server.clock.pass(seconds * 1000) : options.silence(seconds * 1000);
  for (const step of connection.steps ?? []) {
    if ("send" in step) client.send(step.send);
    else await pass(step.wait);
  }
  await client.greeted;
  client.end();
  const seen = await client.closed;
  const event = await server.event?.(told);
  return { observation: { seen, ...(event ? { event } : {}) }, session: client.session };
}

/** Sends the PROXY header; the result is the client that the proxy then knows. */
function tell(client: LiveClient, connection: ScenarioConnection, listed: boolean): ToldClient {
  const { proxy_header: header = "version-2" } = connection;
  const own = { ip: LOOPBACK, port: client.localPort };
  if (!listed || header === "none") return own;
  if (header === "local") client.send(LOCAL);
  else if (typeof header === "object") client.send(Buffer.from(header.hex, "hex"));
  else {
    const { client_ip = TOLD.ip, client_port: port = TOLD.port, server_ip = SERVER_IP } = connection;
    const destination = { address: server_ip, port: connection.server_port ?? portOf(connection.to) };
    client.tell({ address: client_ip, port }, destination, header === "version-1" ? 1 : 2);
    return { ip: `${parseAddress(client_ip) ?? client_ip}`, port };
  }
  return own;
}
