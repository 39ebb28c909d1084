import { constants } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { connect, createServer, type Server, type TLSSocket } from "node:tls";
import { beforeAll, describe, expect, test } from "vitest";
import { dialTcp } from "../testing/peers.ts";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { bareClient, bareHello } from "../testing/tls13-client.ts";
import { HandshakeGate, type HandshakeGateOptions } from "./handshake-gate.ts";
import type { ClientRejection } from "./judgement.ts";

let credentials: Credentials;

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "CA" });
  credentials = await authority.issue({ commonName: "a", dnsNames: ["a"] });
});

const REJECTION: ClientRejection = {
  ok: false,
  code: "client-certificate-required",
  message: "",
  alert: "unknown-ca",
  clientCertificateBytes: null,
};

interface Gated {
  readonly server: Server;
  readonly port: number;
  readonly gate: HandshakeGate;
  readonly refused: readonly ClientRejection[];
  readonly broken: readonly unknown[];
  /** Of the server's side. */
  readonly sockets: readonly Socket[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** A server with a gate; `secured` does what the proxy would do when a handshake is done. */
async function gated(
  secured: (gate: HandshakeGate, socket: TLSSocket) => void,
  judge: HandshakeGateOptions["judge"] = () => undefined,
): Promise<Gated> {
  const refused: ClientRejection[] = [];
  const broken: unknown[] = [];
  const sockets: Socket[] = [];
  const { certificate: cert, privateKey: key } = credentials;
  const server = createServer({
    cert,
    key,
    requestCert: true,
    rejectUnauthorized: false,
    secureOptions: constants.SSL_OP_NO_TICKET,
    sessionIdContext: "gate",
  });
  server.on("secureConnection", (socket) => {
    socket.on("error", () => {});
    secured(gate, socket);
  });
  server.on("tlsClientError", () => {});
  const gate = new HandshakeGate(server, {
    judge,
    refused: (_origin, rejection) => refused.push(rejection),
    broken: (_socket, error) => broken.push(error),
  });
  const listener = createTcpServer((socket) => {
    socket.on("error", () => {});
    sockets.push(socket);
    server.emit("connection", socket);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  return {
    server,
    port,
    gate,
    refused,
    broken,
    sockets,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

/** What a client hears as its error, up to the close of both sides. */
async function errorOf({ port, sockets }: Gated, maxVersion: "TLSv1.2" | "TLSv1.3"): Promise<string> {
  let heard = "";
  const client = connect({ port, host: "127.0.0.1", rejectUnauthorized: false, maxVersion });
  client.on("error", ({ message }) => {
    heard = message;
  });
  client.resume();
  await new Promise((resolve) => client.on("close", resolve));
  const side = sockets.at(-1);
  if (side && !side.closed) await new Promise((resolve) => side.once("close", resolve));
  return heard;
}

describe("HandshakeGate", () => {
  test.each(["TLSv1.2", "TLSv1.3"] as const)("%s: remembers nothing of a client that is admitted", async (version) => {
    const held: number[] = [];
    await using server = await gated((gate, socket) => {
      held.push(gate.size);
      gate.admitted(socket);
      held.push(gate.size);
      socket.end();
    });
    expect(await errorOf(server, version)).toBe("");
    expect(held).toEqual([1, 0]);
    expect(server.refused).toEqual([]);
  });

  test("remembers nothing of a client that changes its keys later", async () => {
    const sizes: number[] = [];
    await using server = await gated((gate, socket) => {
      gate.admitted(socket);
      socket.on("data", () => sizes.push(gate.size)).on("end", () => socket.end());
    });
    const end = await bareClient({
      port: server.port,
      serverName: "a",
      usesTickets: true,
      // A KeyUpdate that asks for no other (RFC 8446, section 4.6.3), and an end: the server's keys stay.
      behindFinished: (traffic) => {
        const update = traffic.seal(Uint8Array.of(24, 0, 0, 1, 0), 22);
        const next = traffic.updated();
        return [update, next.seal(Buffer.from("x"), 23), next.seal(Uint8Array.of(1, 0), 21)];
      },
    });
    end.socket.destroy();
    expect(sizes).toEqual([0]);
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)("%s: remembers nothing of a client that is refused", async (version) => {
    await using server = await gated(
      (gate, socket) => gate.refuse(socket, REJECTION),
      () => REJECTION,
    );
    expect(await errorOf(server, version)).toContain("SSL alert number 48");
    expect(server.refused).toEqual([REJECTION]);
    expect(server.gate.size).toBe(0);
  });

  test("remembers nothing of 2,000 handshakes that come to no end", async () => {
    await using server = await gated((gate, socket) => gate.admitted(socket));
    const hello = bareHello("a");
    let most = 0;
    for (let batch = 0; batch < 20; batch++) {
      await Promise.all(
        Array.from({ length: 100 }, async () => {
          const client = await dialTcp(server.port);
          client.write(hello);
          await once(client, "data");
          most = Math.max(most, server.gate.size);
          client.destroy();
        }),
      );
    }
    await Promise.all(server.sockets.map((socket) => socket.closed || once(socket, "close")));
    expect(server.sockets).toHaveLength(2_000);
    expect(most).toBeGreaterThan(0);
    expect(server.gate.size).toBe(0);
  });

  test("closes without an alert where the tickets do not come", async () => {
    await using server = await gated((gate, socket) => gate.refuse(socket, REJECTION));
    // Node makes none known then.
    server.server.removeAllListeners("newSession");
    expect(await errorOf(server, "TLSv1.3")).not.toContain("alert");
    expect(server.refused).toEqual([REJECTION]);
    expect(server.gate.size).toBe(0);
  });

  test.each<[string, (socket: TLSSocket) => void, number[]]>([
    ["was ended", (socket) => socket.end(), [1, 0]],
    ["was written to", (socket) => socket.write("x"), []],
  ])("closes a client without an alert that %s before", async (_what, before, heard) => {
    await using server = await gated((gate, socket) => {
      before(socket);
      gate.refuse(socket, REJECTION);
    });
    // What there is must be the first record under the server's secret, and nothing may come under its number again.
    const end = await bareClient({ port: server.port, serverName: "a", usesTickets: true });
    expect(end.records.flatMap(({ content }) => [...content])).toEqual(heard);
    end.socket.destroy();
    expect(server.refused).toEqual([REJECTION]);
  });

  test("closes without an alert where the refusal comes late", async () => {
    await using server = await gated((gate, socket) => void setImmediate(() => gate.refuse(socket, REJECTION)));
    expect(await errorOf(server, "TLSv1.3")).not.toContain("alert");
    expect(server.refused).toEqual([REJECTION]);
    expect(server.gate.size).toBe(0);
  });

  test("closes without an alert where TLS 1.2 is refused when its handshake is done", async () => {
    await using server = await gated((gate, socket) => gate.refuse(socket, REJECTION));
    expect(await errorOf(server, "TLSv1.2")).not.toContain("alert");
    expect(server.refused).toEqual([REJECTION]);
  });

  test("a judge that throws closes the connection, and nothing else", async () => {
    const bug = new Error("a bug");
    await using server = await gated(
      (gate, socket) => gate.admitted(socket),
      () => {
        throw bug;
      },
    );
    expect(await errorOf(server, "TLSv1.2")).not.toContain("alert");
    expect(server.broken).toEqual([bug]);
    expect(server.gate.size).toBe(0);
  });
});
