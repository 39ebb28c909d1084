import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { answerSeed, Checker, encodeRequest, REQUEST_LENGTH, send } from "./soak-payload.js";

/** Where clients go, and how often. */
const ENDPOINTS = {
  open: 28,
  through: 14,
  terminated: 26,
  forwarded: 8,
  sometimes: 8,
  added: 4,
  denied: 6,
  closing: 4,
  named: 4,
  unknown: 2,
};
export const TLS = new Set(["through", "terminated", "forwarded", "named", "unknown"]);
/** Where the proxy does TLS. */
export const TERMINATED = new Set(["terminated", "forwarded"]);
/** What no policy lets in, ever. */
export const REFUSED = new Set(["denied", "closing", "named", "unknown"]);

/** What clients do, and how often; most of it is leaving in the middle. */
const ACTS = {
  complete: 60,
  "reset-at-once": 4,
  "end-at-once": 4,
  "payload-reset": 6,
  "payload-close": 6,
  "half-close-gone": 4,
};
const TLS_ACTS = { ...ACTS, "half-hello-reset": 4, "half-hello-end": 4, silent: 1, garbage: 3, "handshake-reset": 4 };

const LARGEST = 4 * 2 ** 20;
const LONGEST_REST = 8_000;
/** A write that meets a reset which Node has told as an end. Not to be made to TLS, which drops the error. */
export const NOTHING = Buffer.alloc(0);

/** What the next client does; all of it follows from the seed. */
export function planClient(random, id, name) {
  const endpoint = name ?? random.pick(ENDPOINTS);
  const act = random.pick(TLS.has(endpoint) ? TLS_ACTS : ACTS);
  // An answer of no bytes could not be told from a refusal.
  const [up, down] = [random.size(LARGEST), 1 + random.size(LARGEST)];
  return {
    id,
    endpoint,
    act,
    seed: random.below(2 ** 32),
    up,
    down,
    waits: random.next() < 0.3,
    // So that many are open at once, and none of them is busy all the time.
    rest: random.next() < 0.8 ? random.below(LONGEST_REST) : 0,
    restAt: REQUEST_LENGTH + random.below(up + 1),
    stopAt: random.below(up + down + 1),
    isSlow: random.next() < 0.1,
    source: loopback(id),
    helloPart: random.next(),
  };
}

/** An address of its own for each client: who is named in an event is never in doubt. All of 127.0.0.0/8 is this machine. */
function loopback(id) {
  return `127.${(id >> 16) & 0xff}.${(id >> 8) & 0xff}.${id & 0xff}`;
}

/** Does it; `closed` is what came of it. `opened` is called when others may begin. */
export function runClient(plan, { ports, hello }, opened) {
  const port = ports.get(plan.endpoint === "unknown" ? "terminated" : plan.endpoint);
  const result = { ...plan, port, isConnected: false, received: 0, isComplete: false, ended: false, error: undefined };
  const socket = connect({
    host: "127.0.0.1",
    port,
    localAddress: plan.source,
    allowHalfOpen: true,
    noDelay: true,
  });
  const closed = new Promise((resolve) => {
    const fail = (error) => {
      result.error ??= error.code ?? error.message;
    };
    socket.on("error", fail);
    result.beganAt = performance.now();
    socket.once("close", () => {
      result.settledAt ??= performance.now();
      opened();
      resolve(result);
    });
    socket.once("connect", () => {
      result.isConnected = true;
      result.settledAt = performance.now();
      act(plan, { socket, hello, result, fail, opened });
    });
  });
  return { closed, destroy: () => socket.destroy(), result };
}

function act(plan, run) {
  const { socket } = run;
  switch (plan.act) {
    case "reset-at-once":
      socket.resetAndDestroy();
      return;
    case "end-at-once":
      endAndListen(run);
      return;
    case "half-hello-reset":
      socket.write(partOf(run.hello(plan), plan), () => socket.resetAndDestroy());
      return;
    case "half-hello-end":
      socket.write(partOf(run.hello(plan), plan));
      endAndListen(run);
      return;
    case "silent":
      run.opened();
      endAndListen(run, false);
      return;
    case "garbage":
      socket.write(Buffer.alloc(200, plan.seed & 0xff));
      endAndListen(run);
      return;
    case "handshake-reset":
      socket.write(run.hello(plan));
      socket.once("data", () => socket.resetAndDestroy());
      socket.once("end", () => socket.destroy());
      return;
    default:
      talk(plan, run);
  }
}

/** At least a byte, and never all. */
function partOf(hello, { helloPart }) {
  return hello.subarray(0, 1 + Math.floor(helloPart * (hello.length - 1)));
}

/** Says no more, takes what comes, and goes when the proxy does. */
function endAndListen({ socket, opened }, ends = true) {
  socket.once("data", () => {});
  socket.resume();
  if (ends) socket.end();
  else socket.once("end", () => socket.end());
  opened();
}

/** Sends the request with its payload, holds the answer to what it must be, and leaves where the plan says so. */
function talk(plan, { socket, result, fail, opened }) {
  const stream = TLS.has(plan.endpoint)
    ? connectTls({ socket, servername: serverName(plan), rejectUnauthorized: false })
    : socket;
  if (stream !== socket) {
    stream.allowHalfOpen = true;
    stream.on("error", (error) => {
      fail(error);
      socket.destroy();
    });
    stream.once("secureConnect", opened);
    stream.once("close", () => socket.destroy());
  } else opened();
  const checker = new Checker(answerSeed(plan.seed), plan.down);
  let said = false;
  let moved = 0;
  const leave = () => {
    if (plan.act === "payload-reset") result.wasReset = reset(socket, stream);
    else if (plan.act === "payload-close") socket.destroy();
  };
  const move = (bytes) => {
    moved += bytes;
    if (moved >= plan.stopAt) leave();
  };
  stream.write(encodeRequest(plan));
  // Nothing comes before all is said: in the middle is while it rests.
  if (plan.waits) setTimeout(leave, plan.rest / 2);
  send(stream, { seed: plan.seed, length: plan.up, restAt: plan.restAt, rest: plan.rest }, () => {
    // With an answer that is still on its way, that is a reset as well.
    if (plan.act === "half-close-gone") stream.end(() => socket.destroy());
    else stream.end();
    said = true;
    move(plan.up);
    if (result.ended) stream.destroySoon();
  });
  stream.on("data", (chunk) => {
    checker.push(chunk);
    result.received = checker.received;
    result.wrongAt = checker.wrongAt;
    move(chunk.length);
    if (!plan.isSlow) return;
    stream.pause();
    setTimeout(() => stream.resume(), 5);
  });
  stream.once("end", () => {
    result.isComplete = checker.isComplete;
    result.ended = true;
    // The answer is whole, and perhaps there is nothing left to say; or there is nobody left to talk to.
    if (checker.isComplete) {
      if (said) stream.destroySoon();
    } else if (stream.writableEnded) socket.destroy();
    // What a reset that comes with bytes is not.
    else {
      socket.write(NOTHING, (error) => {
        result.endIsCertain = !error;
        socket.destroy();
      });
    }
  });
}

/**
 * Whether it was reset, and not only closed. A socket whose half is closed, or that of TLS over it, cannot be reset any more: libuv refuses, and Node
 * then never closes it.
 */
export function reset(socket, stream = socket) {
  const isPossible = !socket.writableEnded && !stream.writableEnded;
  if (isPossible) socket.resetAndDestroy();
  else socket.destroy();
  return isPossible;
}

export function serverName({ endpoint, id }) {
  return endpoint === "named" ? `bad${id}.named.example.com` : `${endpoint}.example.com`;
}
