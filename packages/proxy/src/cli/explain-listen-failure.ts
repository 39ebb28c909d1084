import type { ListenFailure } from "../listener.ts";

/** What went wrong with a port and what to change. */
export function explainListenFailure({ code, message, address, port, publicPort, own }: ListenFailure): string {
  const where = address === undefined ? `port ${port}` : `port ${port} of ${address}`;
  const mend = `bind another with \`listen: { ports: { ${publicPort}: PORT } }\` in the configuration`;
  if (own) return `port ${port} is open on another address, which cannot change while it runs; start again for that`;
  switch (code) {
    case "EADDRINUSE":
      return `${where} is taken by another program; stop that, or ${mend}`;
    case "EACCES":
      return `${where} may not be bound by this user; ${mend}`;
    case "EADDRNOTAVAIL":
      return `${address} is not an address of this machine; change \`listen: { address }\` in the configuration`;
    default:
      return `${where} cannot be listened on: ${message}`;
  }
}
