import { peerPath } from "./peers.ts";
import { type RealServer, type ServerPlace, startRealServer } from "./real-server.ts";

export interface HaproxyOptions {
  /** The sections behind `defaults`. Files that they name are to be written here. */
  sections(place: ServerPlace): Promise<string>;
}

/** An HAProxy of one thread. */
export function startHaproxy({ sections }: HaproxyOptions): Promise<RealServer> {
  return startRealServer({
    ready: /Loading success/,
    async prepare(place) {
      const config = `
global
  nbthread 1
  maxconn 64
defaults
  mode http
  timeout connect 10s
  timeout client 10s
  timeout server 10s
${await sections(place)}
`;
      // As master and worker, since only a master says that it is ready; `-db` keeps both in the foreground.
      return [peerPath("haproxy"), "-W", "-db", "-f", await place.write("haproxy.cfg", config)];
    },
  });
}
