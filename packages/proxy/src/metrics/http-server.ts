import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { errorCode } from "../error-code.ts";

/** What is answered from. */
export interface Answers {
  /** The metrics as text, with its media type. */
  scrape(): Promise<{ readonly text: string; readonly type: string }>;
  /** Why it is not ready to be sent connections; `undefined` where it is. */
  notReady(): string | undefined;
}

export interface HttpServer {
  /** The port that is bound. */
  readonly port: number;
  /** Stops at once, whatever is under way. */
  close(): Promise<void>;
}

export type OpenHttpResult =
  | { readonly ok: true; readonly server: HttpServer }
  /** `code`: the system's, such as `EADDRINUSE`. */
  | { readonly ok: false; readonly code: string; readonly message: string };

/**
 * Who scrapes is one of a few, and says what it wants in one packet. Whoever is slower, or one of many, is nobody that is waited for: each
 * would hold a descriptor that connections need.
 */
export const HTTP_LIMITS: HttpLimits = { milliseconds: 5_000, headerBytes: 8_192, connections: 8 };

export interface HttpLimits {
  /** For a request from its first byte, and between two. */
  readonly milliseconds: number;
  /** Of a request's head. */
  readonly headerBytes: number;
  /** At once. */
  readonly connections: number;
}

/** Answers `/metrics`, `/healthz` and `/readyz` to `GET` and `HEAD`, and nothing else. */
export function openHttpServer(
  { host, port }: { readonly host: string; readonly port: number },
  answers: Answers,
  { milliseconds, headerBytes, connections }: HttpLimits = HTTP_LIMITS,
): Promise<OpenHttpResult> {
  const server = createServer(
    {
      headersTimeout: milliseconds,
      requestTimeout: milliseconds,
      keepAliveTimeout: milliseconds,
      connectionsCheckingInterval: milliseconds / 2,
      maxHeaderSize: headerBytes,
    },
    (request, response) => void answer(request, response, answers),
  );
  server.maxConnections = connections;
  // From an accepted socket to its first byte no limit of `node:http` holds.
  server.setTimeout(milliseconds);
  return new Promise((resolve) => {
    server.once("error", (error) => resolve({ ok: false, code: errorCode(error), message: error.message }));
    server.listen({ host, port }, () => {
      server.on("error", () => {});
      resolve({ ok: true, server: { port: (server.address() as AddressInfo).port, close: () => close(server) } });
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, answers: Answers): Promise<void> {
  const { method = "", url = "" } = request;
  const path = url.split("?", 1)[0];
  if (path !== "/metrics" && path !== "/healthz" && path !== "/readyz") {
    respond(request, response, 404, "there are /metrics, /healthz and /readyz\n");
    return;
  }
  if (method !== "GET" && method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    respond(request, response, 405, "it is only read\n");
    return;
  }
  if (path === "/healthz") {
    respond(request, response, 200, "alive\n");
    return;
  }
  if (path === "/readyz") {
    const reason = answers.notReady();
    respond(request, response, reason === undefined ? 200 : 503, `${reason ?? "ready"}\n`);
    return;
  }
  try {
    const { text, type } = await answers.scrape();
    respond(request, response, 200, text, type);
  } catch (error) {
    respond(request, response, 500, `${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function respond(
  { method }: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
  type = "text/plain; charset=utf-8",
): void {
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(method === "HEAD" ? undefined : text);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
