/** Holds an HAProxy or an nginx, and answers for it as a proxy of ours does for itself. */
import { startPeer } from "../beside/peer.js";
import { cpuOf, residentOf } from "../beside/proc.js";

const [, , name, job] = process.argv;
const { started, end } = startPeer(name, JSON.parse(job));
process.on("exit", end);
for (const event of ["SIGTERM", "SIGINT", "SIGHUP", "disconnect"]) {
  process.on(event, async () => {
    await end();
    process.exit();
  });
}
try {
  const { port, pid } = await started;
  process.on("message", (asked) => process.send(asked === "resident" ? { bytes: residentOf(pid) } : cpuOf(pid)));
  process.send({ port });
} catch (error) {
  process.send({ failure: error.message });
}
