import { connect } from "node:tls";

export interface NodeClientOptions {
  readonly port: number;
  readonly serverName: string;
  /** PEM of the authority that the server is verified against. */
  readonly ca: string;
  readonly version: "TLSv1.2" | "TLSv1.3";
  readonly credentials?: { readonly certificate: string; readonly privateKey: string } | undefined;
}

/** One HTTP request over Node's TLS, read to its end. */
export function nodeClient({ port, serverName, ca, version, credentials }: NodeClientOptions): Promise<{
  readonly heard: string;
  /** What ended it, if it did not end by itself. */
  readonly error: string;
}> {
  return new Promise((resolve) => {
    let heard = "";
    let error = "";
    const socket = connect({
      port,
      host: "127.0.0.1",
      servername: serverName,
      ca,
      minVersion: version,
      maxVersion: version,
      ...(credentials ? { cert: credentials.certificate, key: credentials.privateKey } : {}),
    });
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      heard += text;
    });
    socket.on("error", (problem) => {
      error = problem.message;
    });
    socket.once("close", () => resolve({ heard, error }));
    socket.write(`GET / HTTP/1.0\r\nHost: ${serverName}\r\n\r\n`);
  });
}
