import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { startReversingUpstream } from "../e2e/testing/upstreams.ts";
import { configOf, runProxy } from "../testing/proxies.ts";

const URL = "tcp://127.0.0.1:7000";

test.each([true, false])(
  "connections tell how far they have come while they run, if asked for: %s",
  async (watchRunning) => {
    const upstream = await startReversingUpstream();
    await using running = await runProxy(configOf([{ url: URL, name: "echo", upstream: upstream.port }]), {
      watchRunning,
    });
    const client = connect({ port: running.port(URL), host: "127.0.0.1", allowHalfOpen: true });
    client.write("abc");
    await expect.poll(() => running.proxy.admission.open).toBe(1);
    const { localPort: port } = client;
    const told = { client: { ip: "127.0.0.1", port }, endpoint: { name: "echo", url: URL }, bytesIn: 3, bytesOut: 0 };
    if (watchRunning) await expect.poll(() => running.proxy.running()).toMatchObject([told]);
    else expect(running.proxy.running()).toEqual([]);
    client.end().resume();
    await once(client, "close");
    await running.nextEvent();
    expect(running.proxy.running()).toEqual([]);
    await upstream.close();
  },
);
