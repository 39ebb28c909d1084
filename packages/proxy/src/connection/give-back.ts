import { MessageChannel } from "node:worker_threads";

/** Of less it costs more to give it back than to have it collected. */
const WORTHWHILE = 16_384;

interface Transferable extends ArrayBuffer {
  transfer(length: number): ArrayBuffer;
}

/** From Node 21 on (ECMAScript 2024, `ArrayBuffer.prototype.transfer`): memory that the new buffer has no use of is freed. */
function transferAll(memory: readonly ArrayBuffer[]): void {
  for (const buffer of memory) (buffer as Transferable).transfer(0);
}

/** Before, to a port that leads nowhere: what is transferred to it is freed (HTML, section 9.4.4, "message port post message steps"). */
function postingNowhere(): (memory: readonly ArrayBuffer[]) => void {
  const { port1: nowhere } = new MessageChannel();
  nowhere.close();
  return (memory) => nowhere.postMessage(null, memory);
}

const free = "transfer" in ArrayBuffer.prototype ? transferAll : postingNowhere();

/**
 * Frees the memory of chunks that a socket has read and nobody needs any more, which are empty from then on.
 *
 * Each read allocates 64 KiB. Left to the collector they come back late, to other places: every chunk is then read into pages
 * that the kernel has to make first, and what waits outside of the heap has V8 mark all of the heap over and over.
 * With a heap of 15 MB that was half of the CPU of a transfer (`npm run bench -- transfer`).
 */
export function giveBack(chunks: readonly Buffer[]): void {
  const memory: ArrayBuffer[] = [];
  for (const chunk of chunks) if (isWorthwhile(chunk)) memory.push(chunk.buffer as ArrayBuffer);
  if (memory.length > 0) free(memory);
}

/** Memory that is shared with anything else is not the chunk's to give. */
export function isWorthwhile({ buffer, byteLength }: Buffer): boolean {
  return byteLength >= WORTHWHILE && buffer.byteLength === byteLength;
}
