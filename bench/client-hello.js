/** The least hello that a proxy can route by: an upstream that gives it back stands for one that answers, and no TLS is in the figures. */
export function clientHello(serverName) {
  const name = Buffer.from(serverName, "latin1");
  const names = sized(Buffer.concat([Buffer.of(0), sized(name)]));
  const extensions = sized(Buffer.concat([Buffer.of(0, 0), sized(names)]));
  const [version, random, session] = [Buffer.of(3, 3), Buffer.alloc(32, 7), Buffer.of(0)];
  const suites = sized(Buffer.of(0x13, 0x01));
  const body = Buffer.concat([version, random, session, suites, Buffer.of(1, 0), extensions]);
  return Buffer.concat([Buffer.of(22, 3, 1), sized(Buffer.concat([Buffer.of(1, 0), sized(body)]))]);
}

/** Behind its length in two bytes. */
function sized(bytes) {
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}
