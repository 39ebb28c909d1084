/** What a proxy decides, asked by connections. */
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { PROBES } from "./rule-set.js";

/** What an upstream that echoes answers, and one of `transfer`, which reads in it that nothing will follow. */
const QUESTION = Buffer.alloc(16);
/** Milliseconds until a proxy has to have let a connection through, or ended it. */
const PATIENCE = 5_000;

/** Throws unless `candidate` (`{ name, port }`) decides as every proxy that does this job has to. */
export async function proveAlike(job, { name, port }) {
  for (const { what, expected, ask } of questionsOf(job, port)) {
    if ((await ask()) !== expected) {
      throw new Error(`${name} ${expected ? "refuses" : "lets through"} ${what}: what it does is not comparable`);
    }
  }
}

function questionsOf(job, port) {
  switch (job.kind) {
    case "policy":
      return PROBES.map(({ from, allowed }) => ({
        what: `a client at ${from}`,
        expected: allowed,
        ask: () => passesTcp({ port, localAddress: from }),
      }));
    case "passthrough":
      return [
        ...job.endpoints.map((endpoint) => ({ servername: endpoint.replace("*", "a.b"), expected: true })),
        // What a wildcard is under is not under it.
        ...job.endpoints
          .filter((endpoint) => endpoint.startsWith("*."))
          .map((endpoint) => ({ servername: endpoint.slice(2), expected: false })),
        { servername: "not-an-endpoint.example", expected: false },
      ].map(({ servername, expected }) => ({
        what: `the server name ${servername}`,
        expected,
        ask: () => passesTls({ port, servername }),
      }));
    case "terminate":
      return [{ what: "a TLS client", expected: true, ask: () => passesTls({ port, servername: job.servername }) }];
    default:
      throw new Error(`no job of kind '${job.kind}'`);
  }
}

/** Whether a byte comes back through the proxy. `options`: of `net.connect`. */
export function passesTcp(options) {
  return passes(connect({ host: "127.0.0.1", ...options }), "connect");
}

function passesTls(options) {
  return passes(connectTls({ host: "127.0.0.1", rejectUnauthorized: false, ...options }), "secureConnect");
}

function passes(socket, ready) {
  return new Promise((resolve, reject) => {
    const settle = (finish, value) => {
      clearTimeout(timer);
      socket.destroy();
      finish(value);
    };
    const timer = setTimeout(() => settle(reject, new Error(`nothing within ${PATIENCE} ms`)), PATIENCE);
    socket.on(ready, () => socket.write(QUESTION));
    socket.on("data", () => settle(resolve, true));
    // A refused connection may be reset: `close` follows.
    socket.on("error", () => {});
    socket.on("close", () => settle(resolve, false));
  });
}
