import { Socket } from "node:net";
import { createTlsTermination } from "@sluice/policy";
import { expect, test } from "vitest";
import { ManualClock } from "../testing/clock.ts";
import type { TerminationServer } from "./servers.ts";
import { terminateTls } from "./terminate.ts";

const tls = createTlsTermination({ minVersion: "1.2", maxVersion: "1.3" });

test("what a TLS server throws is told, and leaves no timer", async () => {
  const clock = new ManualClock();
  const server: TerminationServer = {
    certificate: null,
    hasAuthorities: false,
    accept: () => {
      throw new Error("not today");
    },
  };
  await expect(terminateTls(new Socket(), tls, { server, clock, timeout: 60_000 })).rejects.toThrow("not today");
  expect(clock.pending).toBe(0);
});
