import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import { expect, test } from "vitest";
import { deferred } from "../deferred.ts";
import { dialTcp, tlsPeer } from "../testing/peers.ts";
import { createAuthority } from "../testing/pki.ts";
import { cutLooseOnceClosed } from "./cut-loose.ts";

test.each(["secure", "lower"] as const)(
  "who listens is told of the close, and let go of: where the %s socket is closed first",
  async (first) => {
    const authority = await createAuthority({ commonName: "CA" });
    const server = await authority.issue({ commonName: "a.example", dnsNames: ["a.example"] });
    const accepted = deferred<TLSSocket>();
    await using peer = await tlsPeer({ cert: server.certificate, key: server.privateKey }, accepted.resolve);
    const lower = await dialTcp(peer.port);
    const secure = connect({ socket: lower, rejectUnauthorized: false }).on("error", () => {});
    const far = await accepted.promise;
    far.on("error", () => {});
    cutLooseOnceClosed(secure);
    const told: string[] = [];
    secure.on("close", () => told.push("secure"));
    lower.on("close", () => told.push("lower"));
    const closed = [once(secure, "close"), once(lower, "close")];
    ({ secure, lower })[first].destroy();
    await Promise.all(closed);
    expect(told.sort()).toEqual(["lower", "secure"]);
    for (const socket of [secure, lower]) expect(socket.eventNames()).toEqual(["error"]);
    far.destroy();
  },
);
