import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { peerPath } from "./peers.ts";
import { type RealServer, SERVER_USER, startRealServer } from "./real-server.ts";
import { type RunResult, run } from "./run.ts";
import { createScratch } from "./scratch.ts";

/** Who may log in: the user that the server runs as, which cannot become anybody else. */
const LOGIN = SERVER_USER.uid === undefined ? userInfo().username : "nobody";

/** An SSH server with a key of its own, which serves files to one client. */
export interface Sshd extends RealServer {
  /** A file that it serves. */
  readonly file: string;
  /** Copies that file with the real `sftp`. `port`: another one than the server's own, to go through a proxy. */
  fetch(port: number, to: string): Promise<RunResult>;
}

export async function startSshd(contents: string): Promise<Sshd> {
  const scratch = await createScratch();
  const client = await makeKey(scratch.path("client"), {});
  let [file, hostKey] = ["", ""];
  const server = await startRealServer({
    ready: /Server listening on 127\.0\.0\.1 port \d+/,
    async prepare({ port, path, write }) {
      file = await write("file", contents);
      hostKey = await makeKey(path("host"), SERVER_USER);
      const config = [
        `Port ${port}`,
        "ListenAddress 127.0.0.1",
        `HostKey ${path("host")}`,
        `AuthorizedKeysFile ${await write("authorized", client)}`,
        "PidFile none",
        // The directory for temporary files is one that others can write to, too.
        "StrictModes no",
        // Without it a server that cannot read the system's passwords takes everybody for locked out.
        "UsePAM yes",
        "PasswordAuthentication no",
        "Subsystem sftp internal-sftp",
        "ForceCommand internal-sftp",
      ];
      return [peerPath("sshd"), "-D", "-e", "-f", await write("sshd_config", `${config.join("\n")}\n`)];
    },
  });
  const settings = {
    IdentityFile: scratch.path("client"),
    IdentitiesOnly: "yes",
    // Whichever port it is reached by, the key must be the one that was made for it.
    HostKeyAlias: "server",
    StrictHostKeyChecking: "yes",
    UserKnownHostsFile: await scratch.write("known", `server ${hostKey}`),
    GlobalKnownHostsFile: "/dev/null",
    BatchMode: "yes",
    ConnectTimeout: "10",
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  return {
    ...server,
    file,
    fetch: (port, to) =>
      run(peerPath("sftp"), ["-F", "none", "-q", "-P", String(port), ...flags, `${LOGIN}@127.0.0.1:${file}`, to]),
    async stop() {
      await server.stop();
      await scratch.remove();
    },
  };
}

/** A key in the file, and its public half beside it, which is the result. */
async function makeKey(path: string, user: typeof SERVER_USER): Promise<string> {
  const made = await run(peerPath("ssh-keygen"), ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], user);
  if (made.code !== 0) throw new Error(`ssh-keygen: ${made.stderr}`);
  return readFile(`${path}.pub`, "utf8");
}
