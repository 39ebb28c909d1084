import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";

/** The socket that a TLS socket was made from. Node has no public name for it. */
export function originOf(socket: TLSSocket): Socket | undefined {
  return (socket as TLSSocket & { readonly _parent?: Socket })._parent;
}
