/** As large as what is sent in one call: the sender is not what is measured. */
const CHUNK = Buffer.alloc(4 << 20, 0x61);

/** Writes so many bytes to a stream, no faster than it takes them. */
export function sendBytes(stream, count) {
  let left = count;
  const send = () => {
    while (left > 0) {
      const chunk = left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK;
      left -= chunk.length;
      if (!stream.write(chunk)) return;
    }
    stream.off("drain", send);
  };
  stream.on("drain", send);
  send();
}
