import { describe, expect, it } from "vitest";
import { buildClientHello } from "../testing/client-hello.ts";
import { parseClientHello } from "./index.ts";

const read = (...data: number[]) =>
  parseClientHello(
    buildClientHello({ serverName: "a.example", extensions: [{ type: 0xfe0d, data: Uint8Array.from(data) }] }),
  );

describe("Encrypted ClientHello", () => {
  it.each([
    ["with a key", [0, 0, 1, 0, 1, 7, 0, 2, 9, 9, 0, 1, 5]],
    ["without a key, after a HelloRetryRequest", [0, 0, 1, 0, 1, 7, 0, 0, 0, 1, 5]],
    ["with GREASE, of suites that nobody has", [0, 0xfa, 0xfa, 0xaa, 0xaa, 1, 0, 1, 1, 0, 2, 3, 4]],
    // For the TLS stack to refuse: here it is enough that the name may not be the one that is meant.
    ["with nothing", []],
    ["of a type that nobody has", [2]],
    ["that is cut off", [0, 0, 1, 0]],
    ["that looks like an inner one and has more", [1, 0]],
  ])("is offered by an outer hello %s", (_, data) => {
    expect(read(...data)).toMatchObject({
      kind: "hello",
      hello: { echOffered: true, serverName: { sent: "a.example" } },
    });
  });

  it("is not offered by an inner hello, whose name is the one that is meant", () => {
    expect(read(1)).toMatchObject({
      kind: "hello",
      hello: { echOffered: false, extensions: expect.arrayContaining([0xfe0d]) },
    });
  });
});
