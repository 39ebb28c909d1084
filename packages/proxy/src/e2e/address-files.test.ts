import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { useEchoBehindProxy } from "./testing/echo-behind-proxy.ts";

const behind = useEchoBehindProxy();

/** What was decided for a connection from loopback. */
async function outcome(): Promise<string> {
  const { event } = await behind.proxy.watch(async () => {
    const client = connect(behind.proxy.port("echo"), "127.0.0.1").on("error", () => {});
    client.once("data", () => client.destroy());
    client.write("a");
    await once(client, "close").catch(() => {});
  });
  return event.traffic_policy.outcome;
}

test.each([
  ["one process", [], [{ file: "office.txt", action: "allow" }]],
  ["workers", ["--workers", "2"], { file: "office.txt" }],
] as const)(
  "a list of addresses that is replaced holds for new connections of %s, a broken one never",
  async (_what, flags, office) => {
    const restrict = { type: "restrict-ips", config: { ip_policies: ["office"] } };
    const config = behind.configuration(
      { ip_policies: { office } },
      { traffic_policy: { on_tcp_connect: [{ actions: [restrict] }] } },
    );
    await behind.start({ config, flags, files: { "office.txt": "127.0.0.0/8\n" } });
    const { proxy } = behind;
    expect([await outcome(), await outcome()]).toEqual(["continue", "continue"]);
    await proxy.scratch.write("office.txt", "192.0.2.0/24\n");
    expect(await proxy.said(/^sluice: reloaded/)).toContain("office.txt");
    expect([await outcome(), await outcome()]).toEqual(["deny", "deny"]);
    for (const broken of ["", "127.0.0.0/8\n127.0.0.0/33\n"]) {
      await proxy.scratch.write("office.txt", broken);
      await proxy.said(/^sluice: reload refused/);
      expect([await outcome(), await outcome()]).toEqual(["deny", "deny"]);
    }
    await proxy.scratch.write("office.txt", "127.0.0.1 # this machine\n");
    await proxy.said(/^sluice: reloaded/);
    expect([await outcome(), await outcome()]).toEqual(["continue", "continue"]);
  },
);
