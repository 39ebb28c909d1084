import { peerPath } from "./peers.ts";
import { type RealServer, type ServerPlace, startRealServer } from "./real-server.ts";

export interface NginxOptions {
  /** The `server` blocks. Files that they name are to be written here. */
  servers(place: ServerPlace): Promise<string>;
}

/** An nginx of one process, which answers HTTP. */
export function startNginx({ servers }: NginxOptions): Promise<RealServer> {
  return startRealServer({
    ready: /start worker process \d+/,
    async prepare(place) {
      const blocks = await servers(place);
      const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
      const config = `
        daemon off;
        worker_processes 1;
        pid ${place.path("nginx.pid")};
        error_log stderr notice;
        events { worker_connections 64; }
        http {
          ${temporary.map((kind) => `${kind}_temp_path ${place.path(kind)};`).join("\n")}
          access_log off;
          default_type text/plain;
          ${blocks}
        }`;
      const file = await place.write("nginx.conf", config);
      return [peerPath("nginx"), "-e", "stderr", "-p", place.path(""), "-c", file];
    },
  });
}
