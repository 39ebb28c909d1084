import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ConnectionEvent } from "../../events/event.ts";
import { dialTcp, echo, readAll, tcpPeer } from "../../testing/peers.ts";
import { type ContainerOptions, type ImageSettings, inContainer, settingsOfImage } from "../testing/container.ts";
import { hasPeer, requirePeer } from "../testing/peers.ts";
import { startProgram } from "../testing/program.ts";
import { run } from "../testing/run.ts";
import { createScratch, type Scratch } from "../testing/scratch.ts";
import { BUILD_TIME, type Buildah, buildahIn, makeStandIns } from "../testing/stand-in-images.ts";
import { examplePath } from "./testing/example.ts";

const REPOSITORY = fileURLToPath(new URL("../../../../../", import.meta.url));
const DOCKERFILE = examplePath("docker/Dockerfile");
const IMAGE = "localhost/sluice:test";

let scratch: Scratch;
let buildah: Buildah;
let settings: ImageSettings;
let root: string;

beforeAll(async () => {
  if (!hasPeer("buildah") || !(await mayMount())) return;
  scratch = await createScratch();
  buildah = buildahIn(scratch.path(""));
  await makeStandIns(buildah, scratch.path(""));
  const how = [
    "--isolation",
    "chroot",
    "--format",
    "docker",
    "--pull=never",
    "--ignorefile",
    `${DOCKERFILE}.dockerignore`,
  ];
  await buildah("build", "--quiet", ...how, "--file", DOCKERFILE, "--tag", IMAGE, REPOSITORY);
  settings = await settingsOfImage(buildah, IMAGE);
  root = (await buildah("mount", (await buildah("from", "--pull=never", IMAGE)).trim())).trim();
}, BUILD_TIME);

afterAll(() => scratch?.remove(), BUILD_TIME);

beforeEach(async (context) => {
  requirePeer(context, "buildah");
  if (!(await mayMount())) context.skip("only root, with the right to mount, can run what an engine would");
});

async function mayMount(): Promise<boolean> {
  return (await run("unshare", ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"])).code === 0;
}

describe("the image", () => {
  test("says how it is run, and by whom", () => {
    expect(settings).toMatchObject({
      User: "65532:65532",
      ExposedPorts: { "443/tcp": {} },
      StopSignal: "SIGTERM",
      Entrypoint: ["/nodejs/bin/node", "/opt/sluice/packages/proxy/bin/sluice.js"],
      Cmd: ["start", "--all", "--config", "/etc/sluice/sluice.yml"],
      Healthcheck: { Test: ["CMD", "/nodejs/bin/node", "/opt/sluice/healthy.js"] },
    });
  });

  test("has what runs, and not what builds or tests", () => {
    const installed = join(root, "opt/sluice");
    const files = pathsBelow(installed).filter((path) => statSync(join(installed, path)).isFile());
    expect(files).toEqual(expect.arrayContaining(["packages/proxy/bin/sluice.js", "packages/policy/dist/index.js"]));
    const own = files.filter((path) => path.startsWith("packages/") && !path.includes("/node_modules/"));
    expect(own.filter((path) => /\.test\.|\.map$|^packages\/\w+\/src\/|\.tsbuildinfo$/.test(path))).toEqual([]);
    for (const name of ["typescript", "vitest", "esbuild"])
      expect(existsSync(join(installed, "node_modules", name))).toBe(false);
    const bytes = files.reduce((sum, path) => sum + statSync(join(installed, path)).size, 0);
    const said = /: (\d+) MB on top of the/.exec(readFileSync(examplePath("docker/README.md"), "utf8"))?.[1];
    expect(bytes).toBeLessThan(Number(said) * 1_000_000);
  });

  test("brings no file that its user could write to", () => {
    const installed = join(root, "opt/sluice");
    const paths = pathsBelow(installed);
    expect(paths.length).toBeGreaterThan(100);
    const loose = paths.filter((path) => {
      const { uid, mode } = statSync(join(installed, path));
      return uid !== 0 || (mode & 0o022) !== 0;
    });
    expect(loose).toEqual([]);
  });
});

describe("a container of it", () => {
  test("serves without a file that it can write to, and ends when it is stopped", async () => {
    await using upstream = await tcpPeer(echo);
    const container = await configured(upstream.port);
    const program = startProgram(inContainer(container, [...settings.Entrypoint, ...settings.Cmd]));
    try {
      const line = await program.said(/listening on \S+:\d+/);
      const client = await dialTcp(Number(/:(\d+) for/.exec(line)?.[1]));
      const answer = readAll(client);
      client.end("through the container");
      expect(String(await answer)).toBe("through the container");
      const event = JSON.parse(await program.said(/^\{/)) as ConnectionEvent;
      expect(event.object.traffic_policy.outcome).toBe("continue");
    } finally {
      program.signal("SIGTERM");
    }
    expect(await program.exited, program.text()).toBe(0);
  });

  test("does something else with other arguments", async () => {
    const container = await configured(1);
    const check = inContainer(container, [...settings.Entrypoint, "check", "/etc/sluice/sluice.yml"]);
    expect(await run(check[0] ?? "", check.slice(1))).toMatchObject({ code: 0, stderr: "" });
  });

  test("has a file system that is read only, for who is not root", async () => {
    const container = await configured(1);
    const script = `import { writeFileSync } from "node:fs";
      const failed = ["/opt/sluice/a", "/etc/sluice/a", "/tmp/a"].map((path) => {
        try { return writeFileSync(path, ""); } catch (error) { return error.code; }
      });
      console.log(JSON.stringify({ uid: process.getuid(), failed }));`;
    const [node = ""] = settings.Entrypoint;
    const [command = "", ...args] = inContainer(container, [node, "--input-type=module", "--eval", script]);
    const { stdout, stderr } = await run(command, args);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({ uid: 65_532, failed: ["EROFS", "EROFS", "EROFS"] });
  });

  test.for([
    { answer: 200, code: 0, said: "" },
    { answer: 503, code: 1, said: "answers 503" },
    { answer: undefined, code: 1, said: "does not answer" },
  ])("is called healthy where the proxy answers $answer: $code", async ({ answer, code, said }) => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === "/healthz" ? (answer ?? 500) : 404).end();
    });
    const port = await listen(server);
    if (answer === undefined) await closed(server);
    const env = [`SLUICE_HEALTH=http://127.0.0.1:${port}/healthz`];
    const check = inContainer({ ...(await configured(1)), env }, settings.Healthcheck.Test.slice(1));
    const ended = await run(check[0] ?? "", check.slice(1));
    expect(ended).toMatchObject({ code, stderr: expect.stringContaining(said) });
    await closed(server);
  });
});

function pathsBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" });
}

async function configured(upstream: number): Promise<ContainerOptions> {
  const directory = scratch.path("configuration");
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o755);
  const endpoint = { url: "tcp://app.example.com:7000", upstream: { url: `127.0.0.1:${upstream}` } };
  const config = { version: 3, listen: { address: "127.0.0.1", ports: { 7000: 0 } }, endpoints: [endpoint] };
  chmodSync(await scratch.write("configuration/sluice.yml", JSON.stringify(config)), 0o644);
  return { root, configuration: directory, settings };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
