import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { dialTcp, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import { createScratch } from "./testing/scratch.ts";

let proxy: ProxyProcess | undefined;

afterEach(async () => {
  vi.unstubAllEnvs();
  await proxy?.stop();
  proxy = undefined;
});

/** A program that registers an SDK whose spans go to a file, a line each: the process, the name, the id of the parent. */
function sdk(file: string): string {
  const module = (name: string) => JSON.stringify(import.meta.resolve(name));
  return `
    import { appendFileSync } from "node:fs";
    import { trace } from ${module("@opentelemetry/api")};
    import { BasicTracerProvider, SimpleSpanProcessor } from ${module("@opentelemetry/sdk-trace-base")};
    const write = ({ name, parentSpanContext }) =>
      appendFileSync(${JSON.stringify(file)}, [process.pid, name, parentSpanContext?.spanId ?? "-"].join(" ") + "\\n");
    const exporter = {
      export: (spans, done) => { spans.forEach(write); done({ code: 0 }); },
      shutdown: async () => {},
    };
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  `;
}

test.each([["one process", []] as const, ["two workers", ["--workers", "2"]] as const])(
  "%s: spans go to an SDK that is registered, of every connection once",
  async (_what, flags) => {
    const scratch = await createScratch();
    try {
      await using upstream = await tcpPeer(echo);
      const program = await scratch.write("tracing.mjs", sdk(scratch.path("spans")));
      vi.stubEnv("NODE_OPTIONS", `--import=${pathToFileURL(program)}`);
      const endpoint = { name: "echo", url: "tcp://echo.example.com:7000", upstream: { url: upstream.port } };
      proxy = await startProxy({ config: { endpoints: [endpoint] }, flags });
      await proxy.said(/^sluice: spans go to the OpenTelemetry SDK/);
      const running = proxy;
      for (let i = 0; i < 4; i++) {
        await running.watch(async () => {
          const client = await dialTcp(running.port("echo"));
          client.end("x");
          await readAll(client);
        });
      }
      expect(await running.stop()).toBe(0);
      proxy = undefined;
      const spans = (await readFile(scratch.path("spans"), "utf8"))
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" "));
      expect(new Set(spans.map(([pid]) => pid)).size).toBe(1);
      expect(spans.map((words) => words.slice(1, -1).join(" ")).toSorted()).toEqual([
        ...Array<string>(4).fill("connection echo"),
        ...Array<string>(4).fill("upstream connect"),
      ]);
    } finally {
      await scratch.remove();
    }
  },
);
