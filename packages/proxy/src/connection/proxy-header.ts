import type { Socket } from "node:net";
import type { Clock } from "../clock.ts";
import { type InvalidProxyHeader, type ProxyHeader, parseProxyHeader } from "../proxy-protocol/index.ts";
import { SIGNATURE_2 } from "../proxy-protocol/version-2.ts";
import { SocketAddress } from "./address.ts";
import { hearFirst, hearNoMore } from "./hear.ts";

/** What a peer that has to say where its connection comes from has said. */
export type ToldAddresses =
  | { readonly kind: "told"; readonly source: SocketAddress; readonly destination: SocketAddress }
  /** It speaks for itself, as a health check does: the addresses are the socket's. */
  | { readonly kind: "own" }
  | { readonly kind: "refused"; readonly code: ProxyHeaderRefusal; readonly message: string };

export type ProxyHeaderRefusal = "proxy-header-missing" | "proxy-header-invalid" | "proxy-header-late";

export interface ProxyHeaderOptions {
  readonly clock: Clock;
  /** Milliseconds; no byte prolongs them (CVE-2021-23409). */
  readonly timeout: number;
}

/** Bytes of version 2 up to the length, which says how much there is to wait for. */
const HEAD_2 = 16;

/**
 * Reads the PROXY header that the connection has to start with. The socket is paused afterwards, with all that follows
 * the header still to be read.
 */
export function readProxyHeader(socket: Socket, { clock, timeout }: ProxyHeaderOptions): Promise<ToldAddresses> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let size = 0;
    let wanted = 1;
    const done = (told: ToldAddresses, rest?: Buffer): void => {
      cancel();
      hearNoMore(socket);
      if (rest && rest.length > 0) socket.unshift(rest);
      resolve(told);
    };
    const heard = (chunk: Buffer): void => {
      chunks.push(chunk);
      size += chunk.length;
      if (size < wanted) return;
      const bytes = chunks.length === 1 ? chunk : Buffer.concat(chunks, size);
      chunks = [bytes];
      const result = parseProxyHeader(bytes);
      switch (result.kind) {
        case "need-more":
          wanted = lengthOf(bytes) ?? size + 1;
          return;
        case "header":
          done(addressesOf(result.header), bytes.subarray(result.length));
          return;
        case "none":
          done(refused("proxy-header-missing", "the peer has to send a PROXY header, and has not"));
          return;
        case "invalid":
          done(invalid(result.reason));
      }
    };
    const ended = (): void =>
      done(refused("proxy-header-missing", "the peer closed before its PROXY header was complete"));
    const cancel = clock.setTimer(timeout, () =>
      done(refused("proxy-header-late", "there was no complete PROXY header in time")),
    );
    hearFirst(socket, { heard, ended });
  });
}

/** Bytes of a header of version 2, once it has told; so that many small pieces are not put together time and again. */
function lengthOf(bytes: Buffer): number | undefined {
  if (bytes.length < HEAD_2 || !SIGNATURE_2.every((byte, at) => bytes[at] === byte)) return undefined;
  return HEAD_2 + bytes.readUInt16BE(HEAD_2 - 2);
}

function addressesOf(header: ProxyHeader): ToldAddresses {
  const { command, transport, source, destination } = header;
  if (header.checksum === "differs") return invalid("checksum");
  if (header.tlvError !== undefined) return invalid(`tlv-${header.tlvError}`);
  // What comes over TCP was no datagram.
  if (transport === "udp4" || transport === "udp6" || transport === "unix-datagram") return invalid("transport");
  if (command === "local" || !source || !destination) return { kind: "own" };
  return {
    kind: "told",
    source: new SocketAddress(`${source.address}`, source.port, source.address),
    destination: new SocketAddress(`${destination.address}`, destination.port, destination.address),
  };
}

function invalid(reason: InvalidProxyHeader | "checksum" | "transport" | `tlv-${string}`): ToldAddresses {
  return refused("proxy-header-invalid", `the PROXY header is not valid: ${reason}`);
}

function refused(code: ProxyHeaderRefusal, message: string): ToldAddresses {
  return { kind: "refused", code, message };
}
