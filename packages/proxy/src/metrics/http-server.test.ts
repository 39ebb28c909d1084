import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { readAll } from "../testing/peers.ts";
import { type HttpLimits, type HttpServer, openHttpServer } from "./http-server.ts";

let server: HttpServer | undefined;
let reason: string | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
  reason = undefined;
});

async function open(limits?: HttpLimits): Promise<number> {
  const scrape = async () => ({ text: "a_total 1\n", type: "text/plain; version=0.0.4" });
  const opened = await openHttpServer({ host: "127.0.0.1", port: 0 }, { scrape, notReady: () => reason }, limits);
  if (!opened.ok) throw new Error(opened.message);
  server = opened.server;
  return server.port;
}

async function ask(port: number, path: string, method = "GET") {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
  const { status, headers } = response;
  return { status, text: await response.text(), headers };
}

test("answers what there is, to GET and HEAD alone", async () => {
  const port = await open();
  const metrics = await ask(port, "/metrics?x=1");
  expect([metrics.status, metrics.text]).toEqual([200, "a_total 1\n"]);
  expect(metrics.headers.get("content-type")).toBe("text/plain; version=0.0.4");
  const head = await ask(port, "/metrics", "HEAD");
  expect([head.status, head.text, head.headers.get("content-length")]).toEqual([200, "", "10"]);
  expect(await ask(port, "/healthz")).toMatchObject({ status: 200, text: "alive\n" });
  expect(await ask(port, "/metrics/")).toMatchObject({ status: 404 });
  expect(await ask(port, "/")).toMatchObject({ status: 404 });
  const posted = await ask(port, "/metrics", "POST");
  expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});

test("is ready, or says why it is not", async () => {
  const port = await open();
  expect(await ask(port, "/readyz")).toMatchObject({ status: 200, text: "ready\n" });
  reason = "draining";
  expect(await ask(port, "/readyz")).toMatchObject({ status: 503, text: "draining\n" });
  expect(await ask(port, "/readyz", "HEAD")).toMatchObject({ status: 503, text: "" });
  expect(await ask(port, "/healthz")).toMatchObject({ status: 200 });
});

test.each([
  ["says nothing", ""],
  ["does not come to the end of its head", "GET /metrics HTTP/1.1\r\nhost: x\r\n"],
  ["does not come to the end of its body", "POST /nowhere HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n"],
  ["asks once and stays", "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"],
])("who %s is not waited for", async (_what, says) => {
  const port = await open({ milliseconds: 40, headerBytes: 8_192, connections: 64 });
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  socket.write(says);
  await new Promise((resolve) => socket.resume().once("close", resolve));
});

test("a head that does not end is refused", async () => {
  const port = await open({ milliseconds: 5_000, headerBytes: 512, connections: 64 });
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(`GET /metrics HTTP/1.1\r\nx: ${"y".repeat(2_000)}`);
  expect(String(await readAll(socket))).toMatch(/^HTTP\/1\.1 431 /);
});

test("a port that is taken is told by the system's code", async () => {
  const port = await open();
  const answers = { scrape: async () => ({ text: "", type: "" }), notReady: () => undefined };
  expect(await openHttpServer({ host: "127.0.0.1", port }, answers)).toMatchObject({ ok: false, code: "EADDRINUSE" });
});

test("holds eight connections and no more: the descriptors are for others", async () => {
  const port = await open();
  const sockets = Array.from({ length: 9 }, () =>
    connect(port, "127.0.0.1")
      .on("error", () => {})
      .resume(),
  );
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  await once(sockets[8] as NodeJS.EventEmitter, "close");
  expect(sockets.filter(({ closed }) => closed)).toHaveLength(1);
});

test("closes at once, whoever is there", async () => {
  const port = await open();
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  await once(socket, "connect");
  const closed = new Promise((resolve) => socket.resume().once("close", resolve));
  await server?.close();
  await closed;
});
