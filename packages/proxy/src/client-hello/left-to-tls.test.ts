import { once } from "node:events";
import { connect } from "node:net";
import { createServer } from "node:tls";
import { describe, expect, it } from "vitest";
import { buildClientHello } from "../testing/client-hello.ts";
import { parseClientHello } from "./index.ts";

const PRE_SHARED_KEY = { type: 41, data: Uint8Array.of(0, 7, 0, 1, 97, 0, 0, 0, 0, 0, 33, 32, ...new Uint8Array(32)) };
const OTHER = { type: 0xabcd, data: new Uint8Array(0) };
const ILLEGAL_PARAMETER = 47;

/** The alert that Node's TLS answers with; it has no certificate, so there always is one. */
async function alertFor(hello: Uint8Array): Promise<number | undefined> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const socket = connect(typeof address === "object" && address !== null ? address.port : 0, "127.0.0.1");
  socket.write(hello);
  const [answer] = await once(socket, "data");
  socket.destroy();
  server.close();
  return answer[0] === 21 ? answer[6] : undefined;
}

describe("what is left to the TLS stack", () => {
  it("is a pre-shared key that is not the last extension", async () => {
    const last = buildClientHello({ pskKeyExchangeModes: [1], extensions: [OTHER, PRE_SHARED_KEY] });
    const notLast = buildClientHello({ pskKeyExchangeModes: [1], extensions: [PRE_SHARED_KEY, OTHER] });
    expect(parseClientHello(notLast)).toMatchObject({
      kind: "hello",
      hello: { extensions: [10, 13, 43, 45, 41, 0xabcd] },
    });
    expect(await alertFor(notLast)).toBe(ILLEGAL_PARAMETER);
    expect(await alertFor(last)).not.toBe(ILLEGAL_PARAMETER);
  });
});
