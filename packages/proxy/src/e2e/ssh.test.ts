import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dialTcp } from "../testing/peers.ts";
import { hasPeer, type Peer, requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import { type Sshd, startSshd } from "./testing/sshd.ts";

const PEERS: readonly Peer[] = ["sshd", "ssh-keygen", "sftp"];
const contents = randomBytes(1_000_000).toString("hex");

let sshd: Sshd | undefined;
let proxy: ProxyProcess;

beforeAll(async () => {
  if (!hasPeer(...PEERS)) return;
  sshd = await startSshd(contents);
  const rules = [{ actions: [{ type: "restrict-ips", config: { allow: ["127.0.0.0/8"] } }] }];
  const upstream = { url: `127.0.0.1:${sshd.port}` };
  proxy = await startProxy({
    config: {
      endpoints: [
        { name: "ssh", url: "tcp://host.example.com:22", upstream, traffic_policy: { on_tcp_connect: rules } },
      ],
    },
  });
});

afterAll(async () => {
  await proxy?.stop();
  await sshd?.stop();
});

describe("SSH behind a tcp:// endpoint", () => {
  test("greets a client that has not said a word", async (context) => {
    requirePeer(context, ...PEERS);
    const { result, event } = await proxy.watch(async () => {
      const client = await dialTcp(proxy.port("ssh"));
      const [greeting] = (await once(client, "data")) as [Buffer];
      client.destroy();
      return greeting.toString();
    });
    expect(result).toMatch(/^SSH-2\.0-\S+/);
    expect(event.conn.bytes_in).toBe(0);
  });

  test("copies a file of megabytes as it is", async (context) => {
    requirePeer(context, ...PEERS);
    const to = proxy.scratch.path("copy");
    const { result, event } = await proxy.watch(() => sshd?.fetch(proxy.port("ssh"), to) ?? Promise.reject());
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect((await readFile(to, "utf8")) === contents).toBe(true);
    expect(event.conn.bytes_out).toBeGreaterThan(contents.length);
    expect(event.traffic_policy.outcome).toBe("continue");
    expect(event.conn.error).toBeUndefined();
  });
});
