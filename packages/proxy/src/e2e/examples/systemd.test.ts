import { once } from "node:events";
import { chownSync, copyFileSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import type { Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ConnectionEvent } from "../../events/event.ts";
import { dialTcp, dialTls, echo, type Peer, tcpPeer } from "../../testing/peers.ts";
import { createAuthority } from "../../testing/pki.ts";
import { asService, canTrace, requireService } from "../testing/as-service.ts";
import { buildCli, type Cli } from "../testing/cli.ts";
import { adapted, examplePath } from "../testing/example.ts";
import { peerPath, requirePeer } from "../testing/peers.ts";
import { type Program, startProgram } from "../testing/program.ts";
import { SERVER_USER } from "../testing/real-server.ts";
import { run } from "../testing/run.ts";
import { createScratch, type Scratch } from "../testing/scratch.ts";
import { allowedCalls } from "../testing/system-calls.ts";
import { commandOf, credentialsOf, readService } from "../testing/unit-file.ts";

const service = readService(examplePath("systemd/sluice.service"));
const COMMAND = "/opt/sluice/bin/sluice";
const NET_BIND_SERVICE = 1n << 10n;

let cli: Cli;
let scratch: Scratch;
let upstream: Peer;

beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli?.remove());

/** What systemd makes ready before it starts the service: its credentials, its directory of logs. */
beforeEach(async () => {
  scratch = await createScratch();
  upstream = await tcpPeer(echo);
  const authority = await createAuthority({ commonName: "Example CA" });
  const server = await authority.issue({ commonName: "app", dnsNames: ["app.example.com", "db.example.com"] });
  for (const directory of ["credentials", "log"]) mkdirSync(scratch.path(directory));
  await scratch.write("credentials/tls.crt", server.certificate);
  await scratch.write("credentials/tls.key", server.privateKey);
  await scratch.write("credentials/clients-ca.crt", authority.certificate);
  copyFileSync(cli.file, scratch.path("sluice.mjs"));
  const config = adapted("systemd/sluice.yml", {
    "/run/credentials/sluice.service": scratch.path("credentials"),
    "/var/log/sluice": scratch.path("log"),
    "127.0.0.1:8080": `127.0.0.1:${upstream.port}`,
    "127.0.0.1:9090": "127.0.0.1:0",
  });
  await scratch.write("sluice.yml", `${config}\nlisten: { address: 127.0.0.1, ports: { 443: 0 } }\n`);
  const files = ["", "credentials", "log", "sluice.mjs", "sluice.yml"];
  for (const name of [...files, ...credentialsOf(service).map((own) => `credentials/${own}`)]) give(scratch.path(name));
});

afterEach(async () => {
  await upstream[Symbol.asyncDispose]();
  await scratch.remove();
});

/** Gives a file to the user of the service. */
function give(path: string): void {
  const { uid, gid } = SERVER_USER;
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

describe("the commands of the unit", () => {
  let program: Program | undefined;

  afterEach(async () => {
    program?.signal("SIGKILL");
    await program?.exited;
    program = undefined;
  });

  const execStart = (): string[] =>
    commandOf(service, "ExecStart", {
      [COMMAND]: [process.execPath, scratch.path("sluice.mjs")],
      "/etc/sluice/sluice.yml": [scratch.path("sluice.yml")],
    });

  /** With the user and the capabilities that systemd would give it. */
  async function start(before: readonly string[] = []): Promise<number> {
    program = startProgram([...asService(service), ...before, ...execStart()], { cwd: scratch.path("") });
    const line = await program.said(/listening on \S+:\d+ for tls:\/\/app\.example\.com/);
    return Number(/:(\d+) for/.exec(line)?.[1]);
  }

  const running = (): Program => {
    if (!program) throw new Error("nothing was started");
    return program;
  };

  const execReload = (): Promise<{ readonly code: number | null }> => {
    const [command = "", ...args] = commandOf(service, "ExecReload", { $MAINPID: [String(running().pid)] });
    return run(command, args);
  };

  test("start it, reload it, and stop it once its connections have ended", async (context) => {
    requireService(context);
    const port = await start();
    const client = await dialTls(port, "app.example.com");
    expect(await echoed(client, "before")).toBe("before");

    expect(await execReload()).toMatchObject({ code: 0 });
    // A file that changes is said otherwise: it is the command that has reloaded.
    await running().said(/^sluice: reloaded, no file has changed$/);
    expect(await echoed(client, "after")).toBe("after");

    running().signal("SIGTERM");
    await refused(port);
    expect(await echoed(client, "while it stops")).toBe("while it stops");
    client.end();
    expect(await running().exited).toBe(0);
    const [event] = eventsTold().filter(({ object }) => object.conn.server_name === "app.example.com");
    expect(event?.object).toMatchObject({ traffic_policy: { outcome: "continue" }, conn: { bytes_in: 25 } });
  });

  test("let logrotate take the events away", async (context) => {
    requireService(context);
    const port = await start();
    const file = scratch.path("log/events.jsonl");
    for (const name of ["before", "after"]) {
      const client = await dialTls(port, "app.example.com");
      expect(await echoed(client, name)).toBe(name);
      client.end();
      await once(client, "close");
      if (name === "after") break;
      renameSync(file, `${file}.1`);
      // As `postrotate` of examples/systemd/logrotate does.
      expect(await execReload()).toMatchObject({ code: 0 });
      await running().said(/^sluice: reloaded, no file has changed$/);
    }
    running().signal("SIGTERM");
    expect(await running().exited).toBe(0);
    expect(readFileSync(examplePath("systemd/logrotate"), "utf8")).toContain("systemctl reload sluice");
    expect(eventsTold().map(({ object }) => object.conn.bytes_in)).toEqual(["after".length]);
    const before = JSON.parse(readFileSync(`${file}.1`, "utf8")) as ConnectionEvent;
    expect(before.object.conn.bytes_in).toBe("before".length);
  });

  test("run it without any right of root but to open ports", async (context) => {
    requireService(context);
    const port = await start();
    const status = readFileSync(`/proc/${running().pid}/status`, "utf8");
    const field = (name: string): string => new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(status)?.[1] ?? "";
    for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]) {
      expect(BigInt(`0x${field(set)}`), set).toBe(NET_BIND_SERVICE);
    }
    expect(field("Uid")).not.toBe("0");
    expect(field("NoNewPrivs")).toBe("1");
    // It has taken its signals over by the time that it serves.
    expect(await echoed(await dialTls(port, "app.example.com"), "a")).toBe("a");
    running().signal("SIGTERM");
    running().signal("SIGINT");
    expect(await running().exited).toBe(0);
  });

  test("call nothing of the kernel that the unit forbids, workers included", async (context) => {
    requireService(context);
    requirePeer(context, "strace", "systemd-analyze");
    // Not beside the configuration, where every line of it would be a change to look at.
    const trace = scratch.path("log/trace");
    const flags = ["--follow-forks", "--quiet=all", "--decode-fds=none", "--string-limit=0", `--output=${trace}`];
    if (!(await canTrace(service))) context.skip("`strace` may not trace here");
    program = startProgram([...asService(service), peerPath("strace"), ...flags, ...execStart(), "--workers", "2"]);
    const worker = /\d+$/.exec(await program.said(/^sluice: workers: 2, processes /))?.[0];
    const line = await program.said(/listening on \S+:\d+ for tls:\/\/app\.example\.com/);
    const client = await dialTls(Number(/:(\d+) for/.exec(line)?.[1]), "app.example.com");
    expect(await echoed(client, "a")).toBe("a");
    client.end();
    // To the service itself: strace passes no signal on, and ends with what it traces.
    const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${worker}/status`, "utf8"))?.[1];
    process.kill(Number(parent), "SIGTERM");
    expect(await program.exited).toBe(0);

    const used = new Set([...readFileSync(trace, "utf8").matchAll(/^\d+ +(\w+)\(/gm)].map(([, name]) => name ?? ""));
    const allowed = await allowedCalls(service);
    expect(used.size).toBeGreaterThan(30);
    expect([...used].filter((name) => !allowed.has(name))).toEqual([]);
  });

  function eventsTold(): ConnectionEvent[] {
    const text = readFileSync(scratch.path("log/events.jsonl"), "utf8");
    return text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as ConnectionEvent);
  }
});

async function echoed(client: Socket, text: string): Promise<string> {
  const answer = new Promise<string>((resolve) => client.once("data", (chunk: Buffer) => resolve(chunk.toString())));
  client.write(text);
  return answer;
}

/** Resolves once nobody listens any more. */
async function refused(port: number): Promise<void> {
  for (;;) {
    const client = await dialTcp(port).catch(() => undefined);
    if (!client) return;
    client.destroy();
  }
}
