// biome-ignore-all lint/correctness/noNodejsModules: tests run in Node, whatever the package itself may do
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Of these the ones that the collector has left after several turns. A compiler that is at work may hold on to something for a moment. */
export async function uncollected(refs: readonly WeakRef<object>[]): Promise<readonly object[]> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const left = () => refs.flatMap((ref) => ref.deref() ?? []);
  for (let turn = 0; turn < 50 && left().length > 0; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  return left();
}
