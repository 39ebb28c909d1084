import { REFUSED, TERMINATED } from "./soak-clients.js";
import { REQUEST_LENGTH } from "./soak-payload.js";

/** Why a connection that the policy lets in may come to nothing: the machine has no time for it. */
const TOO_SLOW = new Set(["client-hello-late", "tls-handshake-timeout"]);
const LET_IN = new Set(["continue", "forward"]);

export function isLetIn({ outcome }) {
  return LET_IN.has(outcome);
}

/** What became of one client. `fate`: of its connection in the proxy; all but `told` are without an event to go by. */
export function judge({ client, request, event, fate, problem }) {
  if (client.wrongAt !== undefined) problem(`got a wrong byte ${client.wrongAt} of ${client.down}`);
  if (REFUSED.has(client.endpoint)) {
    if (client.received > 0) problem(`is refused by the policy and got ${client.received} bytes`);
    if (event && isLetIn(event)) problem(`is refused by the policy, and the event says \`${event.outcome}\``);
  }
  if (fate !== "told") return judgeUntold({ client, request, fate, problem });
  if (!client.isConnected) {
    if (client.error !== "ECONNRESET") problem(`could not connect: ${client.error}`);
    else if (!isReset(event)) problem(`was reset at once, and its event tells no reason: ${JSON.stringify(event)}`);
    return REFUSED.has(client.endpoint) ? "refused" : "cut by a restart";
  }
  if (REFUSED.has(client.endpoint)) return "refused";
  if (client.act !== "complete") {
    checkLeft(client, request, event, problem);
    return "left";
  }
  if (request?.cut) {
    if (request.cut === "reset" && client.endIsCertain && client.received > 0) {
      problem(`was told an end after ${client.received} of ${client.down} bytes, where its upstream had been reset`);
    }
    return "cut by a restart";
  }
  if (client.ended && client.isComplete) {
    checkComplete(client, request, event, problem);
    return "complete";
  }
  // The end of a stream says that it is whole. A refusal, or an upstream that is down, ends it before its first byte.
  if (client.ended && client.received > 0) {
    problem(`was told after ${client.received} of ${client.down} bytes that there are no more`);
  }
  if (client.endpoint === "sometimes" && event.outcome === "deny") return "refused";
  if (event.upstreamError !== undefined || event.error === "upstream-reset") return "cut by a restart";
  if (TOO_SLOW.has(event.code)) return "too slow";
  problem(
    `got ${client.received} of ${client.down} bytes (${client.error ?? "a clean end"}), and its event tells no reason: ${JSON.stringify(event)}`,
  );
  return "left";
}

/** Only a worker that had it can have answered, or have dialled. */
function judgeUntold({ client, request, fate, problem }) {
  if (fate !== "cut by a kill" && (client.received > 0 || request)) {
    problem(`was ${fate}, and got ${client.received} bytes, its upstream ${request?.checker.received ?? "none"}`);
  }
  return fate;
}

/** By its policy, or by its upstream. */
function isReset({ outcome, error }) {
  return outcome === "close" || error === "upstream-reset";
}

function checkComplete(client, request, event, problem) {
  // A client with TLS of its own may go upon what it has not read, which is a reset behind its end.
  const isToldEnd = request?.ended || (client.endpoint === "through" && !client.waits);
  if (!request?.checker.isComplete || !isToldEnd) {
    problem(`was answered in full, and its upstream got ${request?.checker.received} of ${client.up} bytes`);
  }
  if (event.error !== undefined) problem(`is complete, and its event says \`${event.error}\``);
  if (client.endpoint === "through") return;
  const sent = REQUEST_LENGTH + client.up;
  if (event.bytesIn !== sent || event.bytesOut !== client.down) {
    problem(`moved ${sent} and ${client.down} bytes, and its event says ${event.bytesIn} and ${event.bytesOut}`);
  }
}

/**
 * Who has reset a connection has not ended it: the upstream must not take what it got for all there was, where it could tell.
 */
function checkLeft(client, request, event, problem) {
  if (!client.wasReset || !request || request.cut || !request.ended || request.checker.isComplete) return;
  // Behind the end of TLS, which Node does not tell from a reset that comes with bytes, a reset is none of the proxy's concern.
  if (!request.isCertain || TERMINATED.has(client.endpoint)) return;
  problem(
    `was reset, and its upstream told after ${request.checker.received} of ${client.up} bytes that these are all: ${JSON.stringify(event)}`,
  );
}
