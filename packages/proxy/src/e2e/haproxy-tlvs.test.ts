import { describe, expect, test } from "vitest";
import { NAME, PEERS, TERMINATE, useHaproxyBehindProxy } from "./testing/haproxy-behind-proxy.ts";
import { requirePeer } from "./testing/peers.ts";

const TLVS = ["alpn", "authority", "ssl", "unique_id", "crc32c"];

const told = useHaproxyBehindProxy({
  answer: "%[fc_pp_authority] %[fc_pp_unique_id] %[src_port]",
  endpoints: (url) =>
    [
      { name: "all", url: `tls://${NAME}`, tlvs: TLVS },
      { name: "none", url: `tls://${NAME}:8443`, tlvs: [] },
    ].map(({ tlvs, ...rest }) => ({ ...rest, upstream: { url, proxy_protocol: { version: 2, tlvs } }, ...TERMINATE })),
});

describe("HAProxy is told by TLVs, under a checksum that it verifies,", () => {
  test("the server name and the event's id", async (context) => {
    requirePeer(context, ...PEERS);
    const { result, event } = await told.proxy.watch(() => told.visit("all"));
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(result.stdout).toMatch(
      new RegExp(`^${NAME} ev_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12} ${event.conn.client_port}\n$`),
    );
  });

  test("nothing of which none was asked for", async (context) => {
    requirePeer(context, ...PEERS);
    const { result, event } = await told.proxy.watch(() => told.visit("none"));
    expect(result).toMatchObject({ code: 0, stdout: `  ${event.conn.client_port}\n`, stderr: "" });
  });
});
