import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PORT_NAMES } from "../quickstart/ports.ts";
import { buildCli, type Cli } from "./testing/cli.ts";
import { requirePeer } from "./testing/peers.ts";
import { run } from "./testing/run.ts";

let cli: Cli;
const anyPorts = PORT_NAMES.flatMap((name) => ["--port", `${name}=0`]);

beforeAll(async () => {
  cli = await buildCli();
});

afterAll(() => cli?.remove());

/** A running quickstart: what it says until it waits for connections, and what it says of them. */
async function startQuickstart(args: readonly string[]) {
  const child = cli.spawn(["quickstart", ...anyPorts, ...args]);
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said: string[] = [];
  const readLine = async (): Promise<string> => {
    const next = await lines.next();
    if (next.done) throw new Error(`the quickstart has ended:\n${said.join("\n")}`);
    said.push(next.value);
    return next.value;
  };
  while (!(await readLine()).startsWith("Every connection from here on"));
  await readLine();
  const text = said.join("\n");
  return {
    text,
    nextLine: readLine,
    stop: () => {
      child.kill("SIGINT");
      return exited;
    },
  };
}

test("the demonstration shows every kind of endpoint at work", async () => {
  const { text, stop } = await startQuickstart([]);
  const shown = text.split("\n").filter((line) => /^ {6}(client|proxy):/.test(line));
  const about = (what: string) => {
    const at = text.split("\n").findIndex((line) => line.trim() === what);
    return text
      .split("\n")
      .slice(at + 1, at + 3)
      .join("\n");
  };
  expect(shown.length).toBeGreaterThanOrEqual(20);
  expect(about("tcp, from 127.0.0.1")).toMatch(/hello from the tcp upstream(.|\n)*→ tcp: passed/);
  expect(about("passthrough.localhost: the upstream does TLS")).toMatch(/CN=the upstream(.|\n)*→ passthrough .*passed/);
  expect(about("terminate.localhost: the proxy does TLS")).toMatch(/CN=the proxy(.|\n)*→ terminate .*passed/);
  expect(about("mtls.localhost, without a certificate")).toMatch(/refused(.|\n)*client-certificate-required/);
  expect(about("mtls.localhost, as bob")).toMatch(/refused(.|\n)*denied by on_tcp_connect\[1\].*alice and nobody else/);
  expect(about("mtls.localhost, as alice")).toMatch(/hello from(.|\n)*passed/);
  expect(about("blue.apps.localhost")).toMatch(
    /the blue app(.|\n)*forwarded by on_tcp_connect\[1\].*tls:\/\/blue\.internal/,
  );
  expect(about("red.apps.localhost, an app that does not exist")).toMatch(
    /refused(.|\n)*denied by on_tcp_connect\[2\]/,
  );
  expect(about("nobody.localhost, a name that no endpoint has")).toMatch(/unrecognized name(.|\n)*unrecognized-name/);
  expect(await stop()).toBe(0);
});

test("the commands that it prints work, and each connection is told of", async (context) => {
  requirePeer(context, "curl");
  const { text, nextLine, stop } = await startQuickstart(["--no-demo"]);
  expect(text).not.toContain("client:");
  const directory = /^ {2}cd (.*)$/m.exec(text)?.[1] ?? "";
  const commands = text.split("\n").flatMap((line) => /^ {2}(curl .*)$/.exec(line)?.[1] ?? []);
  expect(commands.length).toBeGreaterThan(5);
  for (const command of commands) {
    // Not every system has more of 127.0.0.0/8 than one address.
    if (command.includes("--interface") && process.platform !== "linux") continue;
    const { code, stdout } = await run("sh", [
      "-c",
      `cd "${directory}" && ${command.replace("curl", "curl --silent")}`,
    ]);
    const line = await nextLine();
    if (code === 0) {
      expect(stdout).toMatch(/^hello from/);
      expect(line).toMatch(/: (passed|forwarded)/);
    } else {
      expect(line).toMatch(/: (denied|refused)/);
    }
  }
  expect(await stop()).toBe(0);
});

test("a port that is taken is told with its number and the flag that changes it", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  for (const name of ["tls", "blue-upstream"]) {
    const child = cli.spawn(["quickstart", ...anyPorts, "--port", `${name}=${port}`]);
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(1);
    expect(stderr).toContain(`port ${port} is taken by another program: choose another with \`--port ${name}=PORT\``);
  }
  await new Promise((resolve) => other.close(resolve));
});
