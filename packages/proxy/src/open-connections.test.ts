import { Socket } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type OpenConnection, OpenConnections } from "./open-connections.ts";

describe("connections that are open", () => {
  test("are those that were added and not removed, in whatever order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 8 }), { maxLength: 60 }), (steps) => {
        const open = new OpenConnections();
        const model: OpenConnection[] = [];
        for (const step of steps) {
          const [leaving] = model.splice(step, 1);
          if (leaving) open.remove(leaving);
          else model.push(open.add(new Socket()));
          expect(open.size).toBe(model.length);
        }
        open.destroyAll();
        expect(model.every(({ socket }) => socket.destroyed)).toBe(true);
      }),
    );
  });

  test("are served once each of them is, whoever comes later", async () => {
    const open = new OpenConnections();
    const [first, second] = [open.add(new Socket()), open.add(new Socket())];
    let done = false;
    const served = open.served().then(() => {
      done = true;
    });
    open.remove(second);
    await new Promise(setImmediate);
    expect(done).toBe(false);
    open.add(new Socket());
    open.remove(first);
    await served;
  });
});
