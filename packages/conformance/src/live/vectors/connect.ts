import { parseAddress } from "@sluice/policy";
import { LiveClient } from "../client/client.ts";
import type { LiveServer } from "../target.ts";
import type { Observation } from "./judge.ts";
import type { PreparedVector } from "./prepare.ts";

/** As long as a proxy waits for a hello (language.md, section 7), in milliseconds. */
const HELLO_LIMIT = 3_000;

/** Makes a vector's connection, up to its close and its event. */
export async function connectVector(vector: PreparedVector, server: LiveServer): Promise<Observation> {
  const { source, destination, opening, now, upstreams, url } = vector;
  const client = await LiveClient.connect(server.port(url), server.address);
  if (now) {
    // The proxy has noted the time of the accept by then.
    await server.clock?.pass(0);
    server.clock?.set(now);
  }
  client.tell(source, destination);
  if (opening.kind === "tls") client.startTls(opening.options);
  else client.send(opening.bytes);
  // A proxy with a clock of its own waits for as long as that says.
  if (opening.kind === "late") await server.clock?.pass(HELLO_LIMIT);
  await client.greeted;
  client.end();
  const seen = await client.closed;
  const told = { ip: `${parseAddress(source.address) ?? source.address}`, port: source.port };
  const event = await server.event?.(told);
  return { seen, reached: upstreams.reached, url, ...(event ? { event: event.object } : {}) };
}
