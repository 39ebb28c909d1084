import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectionsFor } from "../../admission/index.ts";
import { durationOf } from "../../cli/option-values.ts";
import { adapted, examplePath } from "../testing/example.ts";
import { peerPath, requirePeer } from "../testing/peers.ts";
import { run } from "../testing/run.ts";
import { createScratch, type Scratch } from "../testing/scratch.ts";
import { credentialsOf, readService, settingOf } from "../testing/unit-file.ts";

const UNIT = "systemd/sluice.service";
const COMMAND = "/opt/sluice/bin/sluice";
/** Tenths: `systemd-analyze security` calls up to 2.0 `OK`. A service that opens ports does not come much below. */
const EXPOSURE = "20";

const service = readService(examplePath(UNIT));
let scratch: Scratch;

beforeEach(async () => {
  scratch = await createScratch();
});
afterEach(() => scratch.remove());

/** The unit with its command where a test may put one. */
async function unitWithCommand(): Promise<string> {
  chmodSync(await scratch.write("sluice", "#!/bin/sh\n"), 0o755);
  return scratch.write("sluice.service", adapted(UNIT, { [COMMAND]: scratch.path("sluice") }));
}

describe("what systemd makes of the unit", () => {
  test("nothing is wrong with it", async (context) => {
    requirePeer(context, "systemd-analyze");
    const unit = await unitWithCommand();
    expect(await run(peerPath("systemd-analyze"), ["verify", unit])).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("nor is it with the drop-in for certificates that are renewed", async (context) => {
    requirePeer(context, "systemd-analyze");
    const unit = await unitWithCommand();
    mkdirSync(`${unit}.d`);
    await scratch.write("sluice.service.d/renew.conf", readFileSync(examplePath("systemd/renew.conf"), "utf8"));
    expect(await run(peerPath("systemd-analyze"), ["verify", unit])).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("it leaves little to who takes the process over", async (context) => {
    requirePeer(context, "systemd-analyze");
    const unit = await unitWithCommand();
    const flags = ["security", "--offline=yes", "--no-pager", `--threshold=${EXPOSURE}`];
    const { code, stdout } = await run(peerPath("systemd-analyze"), [...flags, unit]);
    expect(stdout).toContain("Overall exposure level for sluice.service");
    expect(code, stdout).toBe(0);
  });
});

describe("what the unit and its configuration have in common", () => {
  const config = readFileSync(examplePath("systemd/sluice.yml"), "utf8");

  test("the service is given 12 s more than its connections, as docs/operations.md asks for", () => {
    const drain = durationOf(/^drain_timeout: (.*)$/m.exec(config)?.[1] ?? "");
    expect(durationOf(settingOf(service, "TimeoutStopSec"))).toBe(drain + 12_000);
  });

  test("every credential that is named is loaded, and none else", () => {
    const named = [...config.matchAll(/\/run\/credentials\/sluice\.service\/(\S+)/g)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(credentialsOf(service).toSorted());
  });

  test("events go where the service may write", () => {
    expect(/^ {2}file: (.*)\/.*$/m.exec(config)?.[1]).toBe(`/var/log/${settingOf(service, "LogsDirectory")}`);
  });

  test("descriptors are enough for as many connections as its comment says", () => {
    const said = /^# A connection takes two descriptors: ([\d,]+) at once\.$/m.exec(
      readFileSync(examplePath(UNIT), "utf8"),
    );
    expect(connectionsFor(Number(settingOf(service, "LimitNOFILE")))).toBe(Number(said?.[1]?.replaceAll(",", "")));
  });
});
