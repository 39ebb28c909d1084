import type { Socket } from "node:net";
import type { Overload } from "../admission/index.ts";
import type { Pool } from "../endpoints/pool.ts";
import type { ListenerRoute } from "../endpoints/table.ts";
import type { ConnectionEvent } from "../events/event.ts";
import { plainAddress } from "./address.ts";
import { ClientSide, type Refusal } from "./client-side.ts";
import { type Decision, refusedBecause } from "./decision.ts";
import { runPolicies } from "./policies.ts";
import { pump } from "./pump.ts";
import { ConnectionRecord, type SocketAddress } from "./record.ts";
import type { Services } from "./services.ts";
import { ConnectionWorld } from "./world.ts";

/**
 * Serves one accepted connection to its end; the result makes the event of it. Never rejects.
 * `local`: the server's address where all connections of the listener have the same. `waited`: milliseconds since the accept.
 */
export async function serveConnection(
  socket: Socket,
  local: SocketAddress | undefined,
  route: ListenerRoute,
  services: Services,
  waited = 0,
): Promise<() => ConnectionEvent> {
  const { clock } = services;
  const record = new ConnectionRecord(
    { ip: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 },
    local ?? { ip: plainAddress(socket.localAddress), port: socket.localPort ?? 0 },
    new Date(clock.now().getTime() - waited),
    clock.elapsed() - waited,
  );
  const client = new ClientSide(socket, clock, services.limits, record);
  services.running?.add(record);
  try {
    await serve(client, route, services, record);
  } catch (error) {
    // A bug here or in a policy must not let anything pass, nor take the process with it.
    record.threw(error instanceof Error ? error.message : String(error));
    socket.destroy();
  }
  await client.closed;
  services.running?.remove(record);
  const end = clock.now();
  return () => record.event(end);
}

async function serve(
  client: ClientSide,
  route: ListenerRoute,
  services: Services,
  record: ConnectionRecord,
): Promise<void> {
  const refuse = (decision: Decision, how: Refusal): void => {
    record.decision = decision;
    client.refuse(how);
  };
  if (record.client.ip === "") {
    refuse(refusedBecause("client-closed", "the client was gone before it could be served"), "reset");
    return;
  }
  const entry = services.admission.entry();
  const world = new ConnectionWorld(services, client, record, entry);
  client.onClosed = () => world.clientClosed();
  const isRefused = (overload: Overload | undefined): boolean => {
    // A reset gives back at once what the connection takes.
    if (overload) refuse(refusedBecause(overload.code, overload.message, record.endpoint), "reset");
    return overload !== undefined;
  };
  // Most answers are there at once, and then nobody need wait for them.
  const entering = entry.enter();
  if (entering && isRefused(await entering)) return;
  if (services.proxyHeaderFrom?.match(record.client.ip) !== undefined) {
    const told = await client.proxyHeader();
    if (told.kind === "refused") {
      refuse(refusedBecause(told.code, told.message), "fin");
      return;
    }
    if (told.kind === "told") record.told(told.source, told.destination);
  }
  const asClient = entry.asClient(record.client.ip);
  if (asClient && isRefused(await asClient)) return;
  let pool: Pool | undefined;
  if (route.scheme === "tcp") pool = route.pool;
  else {
    const peek = await client.peek();
    if (peek.kind !== "hello") {
      record.decision = refusedBecause(`client-hello-${peek.kind}`, peek.reason);
      client.refuseFittingly();
      return;
    }
    pool = route.names.match(peek.hello.serverName?.compared ?? "");
  }
  const choice = pool && (await world.choose(pool));
  if (!pool || !choice || choice.kind === "nobody") {
    refuse(refusedBecause("unrecognized-name", "no endpoint has this server name"), "unrecognized-name");
    return;
  }
  const { endpoint } = choice;
  record.endpoint = endpoint;
  if (choice.kind === "full") {
    isRefused(choice.overload);
    return;
  }
  const end = await runPolicies(world, pool, endpoint);
  record.decision = end.decision;
  world.policiesEnded();
  if (end.kind !== "connected") {
    if (end.decision.outcome === "close" || (end.kind === "refused" && end.overload)) client.refuse("reset");
    else client.refuseFittingly();
    return;
  }
  const first = client.takePeeked();
  const { clock, limits, running } = services;
  const relayed = await pump(client, end.upstream, {
    first,
    clock,
    idle: limits.idle,
    linger: limits.linger,
    counting: running && ((ways) => running.relaying(record, ways)),
  });
  record.bytesIn = relayed.bytesIn;
  record.bytesOut = relayed.bytesOut;
  record.error = relayed.error;
  record.counters.clientIdleMs = relayed.clientIdle;
  record.counters.upstreamIdleMs = relayed.upstreamIdle;
}
