import { isLetIn, judge } from "./soak-judge.js";

/** Who resets may be gone before the proxy has looked at its connection, whose event then names nobody. */
const LEAVES_NAMELESS = new Set(["reset-at-once", "half-hello-reset", "payload-reset"]);
/** Milliseconds within which the death of a worker is noticed. */
const NOTICED = 1_000;

/**
 * Holds what clients, upstreams and the proxy's events say of the same connections against one another. Every client has an
 * address of its own, and by that one event; it may lack it only where a worker was killed that had its connection at that
 * moment, as the worker's own book says, or where its port was closed before the connection was accepted. The result is what does
 * not fit, and how many connections there were of each kind.
 */
export function checkLedger({ clients, upstreams, events, ports, versions, kills, books }) {
  const problems = [...upstreams.problems];
  const counts = { complete: 0, refused: 0, left: 0, "cut by a restart": 0, "too slow": 0 };
  const lost = lostWith(kills, books, problems);
  const byKey = eventsByClient(clients, events, problems);
  for (const { key, variant, began } of events) {
    if (variant !== undefined && !versions.allows(variant, began)) problems.push(`${key} has met variant ${variant}`);
  }
  checkDials({ upstreams, byKey, lost }, problems);
  const nameless = { needed: 0, possible: 0 };
  for (const client of clients) {
    const problem = (text) => problems.push(`client ${client.id} (${client.act} at \`${client.endpoint}\`): ${text}`);
    const event = byKey.get(client.source);
    const fate = event ? fateTold(event, kills) : fateUntold(client, { lost, ports });
    if (client.isConnected && ports.state(client.port, client.beganAt, client.settledAt) === "closed") {
      problem(`was connected to port ${client.port}, which had been closed`);
    }
    if (fate === "nameless" || fate === "dropped in the queue") {
      if (fate === "nameless") nameless.needed += 1;
      if (LEAVES_NAMELESS.has(client.act)) nameless.possible += 1;
    }
    if (fate === "missing") problem(`has no event (${client.error ?? "no error"}, ${client.received} bytes)`);
    const request = upstreams.requests.get(client.id);
    const kind = judge({ client, request, event, fate, problem });
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const told = events.filter(({ key }) => key === "").length;
  if (told > nameless.possible || told + lost.nameless < nameless.needed) {
    problems.push(
      `${nameless.needed} to ${nameless.possible} clients were gone before they were looked at, and ${told} events name nobody`,
    );
  }
  return { problems, counts, lost: lost.total };
}

/** What was in the books of those that were killed; in that of any other worker nothing may be left. */
function lostWith(kills, books, problems) {
  const lost = { clients: new Set(), nameless: 0, total: 0 };
  for (const [pid, open] of books) {
    if (!kills.some((kill) => kill.pid === pid)) {
      if (open.length > 0)
        problems.push(
          `worker ${pid} was given ${open.length} connections more than it has told of: ${open.slice(0, 5)}`,
        );
      continue;
    }
    lost.total += open.length;
    for (const address of open) {
      if (address === "") lost.nameless += 1;
      else lost.clients.add(address);
    }
  }
  return lost;
}

function eventsByClient(clients, events, problems) {
  const known = new Set(clients.map(({ source }) => source));
  const byKey = new Map();
  for (const event of events) {
    const { key } = event;
    if (key === "") continue;
    if (!known.has(key)) problems.push(`an event names ${key}, which is no client`);
    if (byKey.has(key)) problems.push(`${key} has two events: ${JSON.stringify([byKey.get(key), event])}`);
    byKey.set(key, event);
  }
  return byKey;
}

/** One that was handed to a worker just as that was killed is refused. */
function fateTold({ code, ended }, kills) {
  if (code !== "no-worker") return "told";
  return kills.some(({ at }) => ended >= at && ended <= at + NOTICED) ? "not taken over" : "told";
}

function fateUntold(client, { lost, ports }) {
  if (lost.clients.has(client.source)) return "cut by a kill";
  if (ports.state(client.port, client.beganAt, client.settledAt) !== "open") {
    return client.isConnected || client.error === "ECONNRESET" ? "dropped in the queue" : "port closed";
  }
  return LEAVES_NAMELESS.has(client.act) && client.isConnected ? "nameless" : "missing";
}

function checkDials({ upstreams: { dialled, forbidden }, byKey, lost }, problems) {
  if (forbidden > 0) problems.push(`${forbidden} connections came to an upstream that nobody may reach`);
  for (const [key, count] of dialled) {
    const event = byKey.get(key);
    if (count > 1) problems.push(`${key} was dialled for ${count} times`);
    else if (!lost.clients.has(key) && !(event && isLetIn(event))) {
      problems.push(`${key} was dialled for and not let in: ${JSON.stringify(event)}`);
    }
  }
}
