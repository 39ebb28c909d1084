/** An HAProxy or an nginx in a temporary folder of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { PROGRAMS } from "./programs.js";

/** A port that is free may be taken by the time that the program binds it. */
const TRIES = 5;
/** Milliseconds until it has to listen. */
const PATIENCE = 10_000;

/**
 * Starts it in `directory`. `started` resolves to `{ port, pid }` once it listens. Nothing of it is left behind `end`, which may be called at any time,
 * from an `exit` handler, too; it resolves once the program is gone.
 */
export function startPeer(name, job) {
  const directory = mkdtempSync(join(tmpdir(), `bench-${name}-`));
  let child;
  const end = async () => {
    const running =
      child !== undefined && child.exitCode === null && child.signalCode === null && child.pid !== undefined;
    if (running) child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
    if (running) await once(child, "exit");
  };
  const start = async () => {
    for (let tries = TRIES; ; tries--) {
      const port = await freePort();
      const { files, args, path } = prepared(name, job, { port, directory });
      for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text, { mode: 0o600 });
      child = spawn(path, args, { stdio: ["ignore", "pipe", "pipe"] });
      const refused = await listening(child, port);
      if (refused === undefined) return { port, pid: child.pid };
      child.kill("SIGKILL");
      if (tries === 1 || !/cannot bind|bind\(\)/i.test(refused)) throw new Error(`${name} does not start: ${refused}`);
    }
  };
  return { started: start(), directory, end };
}

function prepared(name, job, place) {
  const program = PROGRAMS[name];
  const { path, settings, missing } = program.find();
  if (missing !== undefined) throw new Error(missing);
  return { path, files: program.files(job, { ...place, ...settings }), args: program.args(place.directory) };
}

/** Undefined once it takes connections, or what it has said if it does not. */
async function listening(child, port) {
  let said = "";
  let gone = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  child.on("error", (error) => {
    said += error.message;
    gone = true;
  });
  child.on("close", () => {
    gone = true;
  });
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline && !gone; await wait(10)) {
    if (await takes(port)) return undefined;
  }
  return said.trim() || `nothing listens within ${PATIENCE} ms`;
}

async function takes(port) {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
