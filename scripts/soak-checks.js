import { REFUSED, TLS } from "./soak-clients.js";
import { REQUEST_LENGTH } from "./soak-payload.js";

/** Why a connection that the policy lets in may come to nothing: the machine has no time for it. */
const TOO_SLOW = new Set(["client-hello-late", "tls-handshake-timeout"]);
const LET_IN = new Set(["continue", "forward"]);

/**
 * Holds what clients, upstreams and the proxy's events say of the same connections against one another. The result is
 * what does not fit, and how many connections there were of each kind.
 */
export function checkLedger({ clients, upstreams, events }) {
  const problems = [...upstreams.problems];
  const counts = { complete: 0, refused: 0, left: 0, "cut by a restart": 0, "cut by a kill": 0, "too slow": 0 };
  const connected = countBy(clients.filter(({ key }) => key !== undefined).map(({ key }) => key));
  const told = countBy(events.map(({ key }) => key));
  checkEvents(clients, connected, events, problems);
  checkDials(clients, events, upstreams, problems);
  const byKey = new Map(events.map((event) => [event.key, event]));
  for (const client of clients) {
    const problem = (text) => problems.push(`client ${client.id} (${client.act} at \`${client.endpoint}\`): ${text}`);
    if (wasResetAtOnce(client)) {
      counts[client.endpoint === "closing" ? "refused" : "cut by a restart"] += 1;
      continue;
    }
    if (client.key === undefined) {
      problem(`could not connect: ${client.error}`);
      continue;
    }
    // A port that was used again has events that cannot be told apart.
    const event = connected.get(client.key) === 1 && told.get(client.key) === 1 ? byKey.get(client.key) : undefined;
    const request = upstreams.requests.get(client.id);
    counts[judge(client, request, event, problem)] += 1;
  }
  return { problems, counts };
}

/**
 * One event for each connection that was accepted; of those that died with a worker, at most one. Two kinds are only counted: a client that has reset before it was
 * looked at has left no address, and one that was reset before it had looked never learnt its port.
 */
function checkEvents(clients, connected, events, problems) {
  const told = countBy(events.map(({ key }) => key));
  const nameless = told.get("") ?? 0;
  told.delete("");
  const unaware = clients.filter(wasResetAtOnce).length;
  let [missing, unexpected] = [0, 0];
  for (const key of new Set([...connected.keys(), ...told.keys()])) {
    const surplus = (told.get(key) ?? 0) - (connected.get(key) ?? 0);
    missing += Math.max(0, -surplus);
    unexpected += Math.max(0, surplus);
    if (surplus > 0 && !events.some((event) => event.key === key && isReset(event))) {
      problems.push(`${key} connected ${connected.get(key) ?? 0} times and has ${told.get(key)} events`);
    }
  }
  // Together, since a port that one of the first kind had may be used again by one of the second.
  const died = missing + unaware - nameless - unexpected;
  if (died < 0 || died > clients.filter(({ mayBeCut }) => mayBeCut).length) {
    problems.push(
      `${missing + unaware} connections have no event of theirs, and ${nameless + unexpected} events no connection`,
    );
  }
}

/** By its policy, by its upstream, or since the worker that was to have it had died. */
function isReset({ outcome, code, error }) {
  return outcome === "close" || code === "no-worker" || error === "upstream-reset";
}

function wasResetAtOnce({ key, error }) {
  return key === undefined && error === "ECONNRESET";
}

function checkDials(clients, events, { dialled, forbidden }, problems) {
  if (forbidden > 0) problems.push(`${forbidden} connections came to an upstream that nobody may reach`);
  const letIn = countBy(events.filter(({ outcome }) => LET_IN.has(outcome)).map(({ key }) => key));
  const cut = countBy(clients.filter(({ mayBeCut }) => mayBeCut).map(({ key }) => key));
  for (const [key, count] of dialled) {
    if (count > (letIn.get(key) ?? 0) + (cut.get(key) ?? 0)) {
      problems.push(`${key} was let in ${letIn.get(key) ?? 0} times and dialled for ${count} times`);
    }
  }
}

/** What became of one client. */
function judge(client, request, event, problem) {
  if (client.wrongAt !== undefined) problem(`got a wrong byte ${client.wrongAt} of ${client.down}`);
  if (REFUSED.has(client.endpoint)) {
    if (client.received > 0) problem(`is refused by the policy and got ${client.received} bytes`);
    if (event && LET_IN.has(event.outcome))
      problem(`is refused by the policy, and the event says \`${event.outcome}\``);
    return "refused";
  }
  if (client.mayBeCut) return client.ended && client.isComplete ? "complete" : "cut by a kill";
  if (client.act !== "complete") {
    checkLeft(client, request, event, problem);
    return "left";
  }
  if (request?.cut) return "cut by a restart";
  if (client.ended && client.isComplete) {
    checkComplete(client, request, event, problem);
    return "complete";
  }
  // The end of a stream says that it is whole. A refusal, or an upstream that is down, ends it before its first byte.
  if (client.ended && client.received > 0) {
    problem(`was told after ${client.received} of ${client.down} bytes that there are no more`);
  }
  if (!event) return "cut by a restart";
  if (client.endpoint === "sometimes" && event.outcome === "deny") return "refused";
  if (event.upstreamError !== undefined || event.error === "upstream-reset") return "cut by a restart";
  if (TOO_SLOW.has(event.code)) return "too slow";
  problem(
    `got ${client.received} of ${client.down} bytes (${client.error ?? "a clean end"}), and its event tells no reason: ${JSON.stringify(event)}`,
  );
  return "left";
}

function checkComplete(client, request, event, problem) {
  if (!request?.checker.isComplete || !request.ended) {
    problem(`was answered in full, and its upstream got ${request?.checker.received} of ${client.up} bytes`);
  }
  if (!event) return;
  if (event.error !== undefined) problem(`is complete, and its event says \`${event.error}\``);
  if (client.endpoint === "through") return;
  const sent = REQUEST_LENGTH + client.up;
  if (event.bytesIn !== sent || event.bytesOut !== client.down) {
    problem(`moved ${sent} and ${client.down} bytes, and its event says ${event.bytesIn} and ${event.bytesOut}`);
  }
}

/**
 * Who has reset a connection has not ended it: the upstream must not take what it got for all there was. But where a reset
 * meets a write, it is told to the write, and what is read then is an end: so it may be for the upstream, whom the proxy
 * has reset, and for the proxy where it was about to write the end of TLS, of which Node tells nobody.
 */
function checkLeft(client, request, event, problem) {
  if (!client.wasReset || !event || !request || request.cut || !request.ended || request.checker.isComplete) return;
  if (event.error === "client-reset" || (TLS.has(client.endpoint) && event.bytesOut >= client.down)) return;
  problem(
    `was reset, and its upstream told after ${request.checker.received} of ${client.up} bytes that these are all: ${JSON.stringify(event)}`,
  );
}

/** What processes hold more than before; a worker that has taken the place of another is held to the first one. */
export function checkHeld(before, after, { memory, handles }) {
  const problems = [];
  for (const { pid, descriptors, heapUsed, external, resources } of after) {
    const then = before.find((each) => each.pid === pid) ?? before[1] ?? before[0];
    const more = heapUsed + external - then.heapUsed - then.external;
    if (more > memory) problems.push(`process ${pid} holds ${mebibytes(more)} more than before`);
    if (descriptors > then.descriptors + handles) {
      problems.push(`process ${pid} has ${descriptors} descriptors, and had ${then.descriptors}`);
    }
    const [had, has] = [countBy(then.resources), countBy(resources)];
    for (const [kind, count] of has) {
      if (count > (had.get(kind) ?? 0) + handles) {
        problems.push(`process ${pid} has ${count} handles \`${kind}\`, and had ${had.get(kind) ?? 0}`);
      }
    }
  }
  return problems;
}

/** That each way was gone at all: a soak in which nothing happens finds nothing. */
export function checkCoverage(clients) {
  const done = new Set(clients.filter(({ isComplete }) => isComplete).map(({ endpoint }) => endpoint));
  const acts = new Set(clients.map(({ endpoint, act }) => `${TLS.has(endpoint) ? "TLS" : "TCP"} ${act}`));
  const wanted = ["open", "through", "terminated", "forwarded", "sometimes"];
  const problems = wanted.filter((name) => !done.has(name)).map((name) => `no exchange at \`${name}\` was complete`);
  if (acts.size < 16) problems.push(`of the ways to leave only these were tried: ${[...acts].join(", ")}`);
  return problems;
}

export function countBy(keys) {
  const counts = new Map();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

export function mebibytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
