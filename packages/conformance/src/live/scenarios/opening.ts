import type { ConnectionOptions } from "node:tls";
import type { LiveClient } from "../client/client.ts";
import { clientHello, malformedHello, oversizedRecord, tooLargeHello, unfinishedHello } from "../client/hello.ts";
import type { ScenarioCertificates } from "./materials.ts";
import type { ScenarioTls } from "./scenario.ts";

/** Starts a scenario's TLS: bytes of a hello, or a handshake. `session`: of the connection before. */
export async function openTls(
  client: LiveClient,
  tls: ScenarioTls,
  certificates: ScenarioCertificates,
  session: Buffer | undefined,
): Promise<void> {
  if (tls.handshake) client.startTls(await handshakeOf(tls, certificates, session));
  else await sendPieces(client, helloOf(tls), tls.pieces);
}

function helloOf({ hello, sni }: ScenarioTls): Buffer {
  if (hello === undefined) return clientHello({ serverName: sni });
  switch (hello) {
    case "malformed":
      return malformedHello();
    case "too-large":
      return tooLargeHello();
    case "oversized-record":
      return oversizedRecord();
    case "unfinished":
      return unfinishedHello();
  }
}

/** Each piece is a write, and a segment, of its own. */
async function sendPieces(client: LiveClient, bytes: Buffer, size = bytes.length): Promise<void> {
  for (let at = 0; at < bytes.length; at += size) {
    client.send(bytes.subarray(at, at + size));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function handshakeOf(
  { sni, version, alpn_protocols: alpn, certificate: state, resume = false }: ScenarioTls,
  certificates: ScenarioCertificates,
  session: Buffer | undefined,
): Promise<ConnectionOptions> {
  const shown = state === undefined ? undefined : await certificates.client(state);
  return {
    ...(sni === undefined ? {} : { servername: sni }),
    ...(version === undefined ? {} : { minVersion: `TLSv${version}` as const, maxVersion: `TLSv${version}` as const }),
    // OpenSSL's own rules forbid a client that old.
    ...(version === "1.1" ? { ciphers: "DEFAULT@SECLEVEL=0" } : {}),
    ...(alpn ? { ALPNProtocols: [...alpn] } : {}),
    ...(shown ? { cert: shown.certificate, key: shown.privateKey } : {}),
    ...(resume && session ? { session } : {}),
  };
}
