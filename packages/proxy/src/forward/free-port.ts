import { type AddressInfo, createServer } from "node:net";
import { errorCode } from "../error-code.ts";

export type FreePortResult =
  | { readonly ok: true; readonly port: number }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

/**
 * A port that was free a moment ago. It is asked for before the endpoint is made, since the endpoint's URL names it; another program
 * may still come first, and then the next is tried.
 */
export function freePort(address: string): Promise<FreePortResult> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => {
      resolve({ ok: false, error: { code: errorCode(error), message: error.message } });
    });
    server.listen(0, address, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve({ ok: true, port }));
    });
  });
}
