import { once } from "node:events";
import { createServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { NOTHING, reset } from "./soak-clients.js";
import { answerSeed, Checker, decodeRequest, REQUEST_LENGTH, send } from "./soak-payload.js";

const HALF_OPEN = { allowHalfOpen: true };
const LONGEST_HEADER = 107;

/**
 * The servers behind the proxy: `plain`; `secure`, with TLS of its own; and `forbidden`, which nobody may reach. Each
 * expects a PROXY header of version 1, and so knows who has been let through to it.
 */
export class Upstreams {
  /** What came of each request, by its id. */
  requests = new Map();
  /** How often each client, by its address, was dialled for. */
  dialled = new Map();
  forbidden = 0;
  /** What was wrong with what came. */
  problems = [];
  #servers = new Map();
  #sockets = new Map();
  /** Those that TLS is spoken over, by the port they come from. */
  #secure = new Map();
  #tls;

  constructor({ certificate, privateKey }) {
    // Half open as it is, it would not notice a client that leaves before the end of the handshake.
    this.#tls = createTlsServer({ cert: certificate, key: privateKey, handshakeTimeout: 5_000, ...HALF_OPEN });
    this.#tls.on("secureConnection", (stream) => {
      const socket = this.#secure.get(stream.remotePort);
      if (socket) this.#serve(stream, socket);
      else stream.destroy();
    });
    this.#tls.on("tlsClientError", (_error, stream) => this.#secure.get(stream.remotePort)?.destroy());
  }

  async listen() {
    for (const kind of ["plain", "secure", "forbidden"]) await this.#open(kind, 0);
  }

  port(kind) {
    return this.#servers.get(kind).port;
  }

  get open() {
    return this.#sockets.size;
  }

  /** Resets all connections, refuses new ones for a while, and is there again. */
  async restart(downFor) {
    const kinds = ["plain", "secure"];
    const ports = kinds.map((kind) => this.port(kind));
    for (const kind of kinds) this.#servers.get(kind).server.close();
    for (const [socket, state] of this.#sockets) {
      const how = reset(socket, state.stream) ? "reset" : "closed";
      if (state.request) state.request.cut = how;
    }
    await new Promise((resolve) => setTimeout(resolve, downFor));
    for (const [index, kind] of kinds.entries()) await this.#open(kind, ports[index]);
  }

  async close() {
    for (const socket of this.#sockets.keys()) socket.destroy();
    for (const { server } of this.#servers.values()) server.close();
  }

  async #open(kind, port) {
    const server = createServer({ ...HALF_OPEN, noDelay: true }, (socket) => this.#accept(kind, socket));
    server.listen(port, "127.0.0.1", 4_096);
    await once(server, "listening");
    this.#servers.set(kind, { server, port: server.address().port });
  }

  #accept(kind, socket) {
    const state = { stream: socket, request: undefined };
    this.#sockets.set(socket, state);
    socket.on("error", () => {});
    socket.once("close", () => this.#sockets.delete(socket));
    let bytes = Buffer.alloc(0);
    const onData = (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf("\r\n");
      if (end === -1 && bytes.length < LONGEST_HEADER) return;
      socket.off("data", onData).pause();
      const [, client] = /^PROXY TCP4 (\S+) \S+ \d+ \d+$/.exec(bytes.toString("latin1", 0, end)) ?? [];
      if (client === undefined) {
        this.problems.push(`an upstream was sent no PROXY header but ${bytes.toString("hex", 0, 60)}`);
        socket.destroy();
        return;
      }
      this.dialled.set(client, (this.dialled.get(client) ?? 0) + 1);
      if (kind === "forbidden") {
        this.forbidden += 1;
        socket.destroy();
        return;
      }
      const rest = bytes.subarray(end + 2);
      if (rest.length > 0) socket.unshift(rest);
      if (kind === "plain") this.#serve(socket, socket);
      else {
        const { remotePort } = socket;
        this.#secure.set(remotePort, socket);
        socket.once("close", () => this.#secure.delete(remotePort));
        this.#tls.emit("connection", socket);
      }
    };
    socket.on("data", onData);
  }

  /** Answers a request with as many bytes as it asks for, and ends. */
  #serve(stream, socket) {
    stream.on("error", () => socket.destroy());
    const state = this.#sockets.get(socket);
    if (state) state.stream = stream;
    let head = Buffer.alloc(0);
    let request;
    const answer = () => {
      send(stream, { seed: answerSeed(request.seed), length: request.down }, () => stream.end());
    };
    stream.on("data", (chunk) => {
      let rest = chunk;
      if (!request) {
        head = Buffer.concat([head, chunk]);
        if (head.length < REQUEST_LENGTH) return;
        request = this.#begin(decodeRequest(head));
        if (state) state.request = request;
        rest = head.subarray(REQUEST_LENGTH);
        if (!request.waits) answer();
      }
      request.checker.push(rest);
      if (request.checker.wrongAt !== undefined && !request.isTold) {
        request.isTold = true;
        this.problems.push(`the upstream got a wrong byte ${request.checker.wrongAt} of request ${request.id}`);
      }
    });
    stream.on("end", () => {
      if (!request) {
        stream.end();
        return;
      }
      // No write can be made behind the answer.
      request.isCertain = !stream.writableEnded;
      const told = () => {
        request.ended = true;
        if (request.waits) answer();
      };
      if (request.isCertain) socket.write(NOTHING, (error) => !error && told());
      else told();
    });
    // It was paused while it was read by hand.
    stream.resume();
  }

  #begin(request) {
    const state = {
      ...request,
      checker: new Checker(request.seed, request.up),
      ended: false,
      isCertain: false,
      cut: undefined,
    };
    if (this.requests.has(request.id)) this.problems.push(`request ${request.id} came twice`);
    this.requests.set(request.id, state);
    return state;
  }
}
