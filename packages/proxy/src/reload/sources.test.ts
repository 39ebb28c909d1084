import { mkdir, mkdtemp, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readTextFile } from "../config/files.ts";
import { deferred } from "../deferred.ts";
import { ManualClock } from "../testing/clock.ts";
import { withListings } from "./directory-listing.ts";
import { type ConfigSources, type Reading, readConfiguration, readContents, readFrom } from "./read-configuration.ts";
import type { DirectoryEvents } from "./watch-directory.ts";
import { watchFiles } from "./watch-files.ts";

const AT = new Date("2026-01-01T00:00:00Z");
let directory: string;
const at = (...names: string[]): string => join(directory, ...names);
const endpoint = (port: number): string =>
  `endpoints: [{ url: 'tcp://a.example.com:${port}', upstream: { url: 1 } }]\n`;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-sources-"));
});
afterEach(() => rm(directory, { recursive: true }));

const read = (sources: ConfigSources, keepFiles = false): Promise<Reading> =>
  readConfiguration({ ...sources, at: AT, keepFiles });
const ports = ({ config }: Reading): unknown => config?.endpoints.map(({ url }) => url.port);

describe("a configuration of several files", () => {
  test("is all that is in them, in their order", async () => {
    await writeFile(at("b.yml"), endpoint(1));
    await writeFile(at("a.yml"), `region: eu\n${endpoint(2)}`);
    const reading = await read({ paths: [at("b.yml"), at("a.yml")] });
    expect([reading.diagnostics, ports(reading), reading.config?.serverRegion]).toEqual([[], [1, 2], "eu"]);
  });

  test("has what can be there once only in one of them", async () => {
    await writeFile(at("a.yml"), `region: eu\n${endpoint(1)}`);
    await writeFile(at("b.yml"), "# the second\nregion: us\n");
    const { config, diagnostics } = await read({ paths: [at("a.yml"), at("b.yml")] });
    expect(config).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { path: at("b.yml"), code: "duplicate-key", range: { start: { line: 2, column: 1 } } },
    ]);
    expect(diagnostics[0]?.message).toContain(at("a.yml"));
  });

  test("names files by where they are written", async () => {
    await mkdir(at("one"));
    await mkdir(at("two"));
    const policy = "on_tcp_connect: [{ actions: [{ type: deny }] }]\n";
    for (const name of ["one", "two"]) {
      await writeFile(at(name, "policy.yml"), name === "one" ? policy : "on_tcp_connect: [{ actions: [] }]\n");
      const port = name === "one" ? 1 : 2;
      await writeFile(
        at(name, "sluice.yml"),
        `endpoints: [{ url: 'tcp://a.example.com:${port}', traffic_policy_file: policy.yml, upstream: { url: 1 } }]\n`,
      );
    }
    const { diagnostics } = await read({ paths: [at("one", "sluice.yml"), at("two", "sluice.yml")] });
    expect(diagnostics).toMatchObject([{ path: at("two", "policy.yml"), code: "no-action" }]);
  });

  test("gives services other addresses", async () => {
    const url = "tls://db.prod.svc.cluster.local:5432";
    await writeFile(at("a.yml"), `endpoints: [{ url: 'tls://a.example.com', upstream: { url: '${url}' } }]\n`);
    const { config } = await read({ paths: [at("a.yml")], resolve: ["db.prod=127.0.0.1:1234"] });
    expect(config?.endpoints[0]?.upstream).toMatchObject({
      url: "tls://127.0.0.1:1234",
      tls: { serverName: "db.prod.svc.cluster.local" },
    });
    const wrong = await read({ paths: [at("a.yml")], resolve: ["db=127.0.0.1:1", "dv.prod=127.0.0.1:1234"] });
    expect(wrong.config).toBeUndefined();
    expect(wrong.diagnostics).toMatchObject([
      { path: "command line", hint: "there are db.prod.svc.cluster.local:5432", range: { start: { column: 36 } } },
    ]);
  });

  test("says which of them cannot be read", async () => {
    await writeFile(at("a.yml"), endpoint(1));
    const { config, unreadable, unreadablePath } = await read({ paths: [at("a.yml"), at("b.yml")] });
    expect([config, unreadable, unreadablePath]).toEqual([undefined, "ENOENT", at("b.yml")]);
  });
});

describe("a directory", () => {
  test("is the configurations in it, sorted, but for hidden ones and what is below", async () => {
    await writeFile(
      at("20.json"),
      JSON.stringify({ endpoints: [{ url: "tcp://a.example.com:2", upstream: { url: 1 } }] }),
    );
    await writeFile(at("10.yaml"), endpoint(1));
    await writeFile(at(".hidden.yml"), "nonsense: [");
    await writeFile(at("notes.txt"), "nonsense: [");
    await mkdir(at("below.yml"));
    await mkdir(at("elsewhere"));
    await writeFile(at("elsewhere", "30.yml"), endpoint(3));
    await symlink(at("elsewhere", "30.yml"), at("30.yml"));
    const reading = await read({ paths: [directory] });
    expect([reading.diagnostics, ports(reading)]).toEqual([[], [1, 2, 3]]);
  });

  test("passes over policies, which configurations in it refer to", async () => {
    await writeFile(at("policy.yml"), "on_tcp_connect: [{ actions: [{ type: deny }] }]\n");
    await writeFile(
      at("sluice.yml"),
      "endpoints: [{ url: 'tcp://a.example.com:1', traffic_policy_file: policy.yml, upstream: { url: 1 } }]\n",
    );
    const reading = await read({ paths: [directory] });
    expect(ports(reading)).toEqual([1]);
    expect(reading.diagnostics).toMatchObject([{ severity: "info", path: at("policy.yml") }]);
    const named = await read({ paths: [at("policy.yml")] });
    expect(named.config).toBeUndefined();
    expect(named.diagnostics).toMatchObject([
      { severity: "error", message: "a policy, where a configuration is read" },
    ]);
  });

  test.each(["", "\n", "# moved\n", "---\n...\n"])("with a file that holds %j alone is refused", async (text) => {
    await writeFile(at("a.yml"), endpoint(1));
    await writeFile(at("b.yml"), text);
    for (const paths of [[directory], [at("a.yml"), at("b.yml")]]) {
      const { config, diagnostics } = await read({ paths });
      expect(config).toBeUndefined();
      expect(diagnostics).toMatchObject([{ path: at("b.yml"), severity: "error", range: { start: { line: 1 } } }]);
    }
    await writeFile(at("b.yml"), "{}\n");
    expect(ports(await read({ paths: [directory] }))).toEqual([1]);
  });

  test("without a configuration is none", async () => {
    const { unreadable, unreadablePath } = await read({ paths: [directory] });
    expect([unreadable, unreadablePath]).toEqual(["no .yml, .yaml or .json file is in it", directory]);
  });

  test("is read again as it was", async () => {
    await writeFile(at("a.yml"), endpoint(1));
    const first = await read({ paths: [directory] }, true);
    await writeFile(at("b.yml"), endpoint(2));
    const again = await readConfiguration({ paths: [directory], at: AT, readFile: readFrom(first.files) });
    expect([ports(again), again.contents]).toEqual([[1], first.contents]);
  });

  test("has changed when a file is added, changed or removed, and not otherwise", async () => {
    await writeFile(at("a.yml"), endpoint(1));
    const { contents } = await read({ paths: [directory] });
    const now = (): Promise<ReadonlyMap<string, string>> => readContents(contents, withListings(readTextFile));
    expect(await now()).toEqual(contents);
    await writeFile(at("notes.txt"), "");
    expect(await now()).toEqual(contents);
    await writeFile(at("b.yml"), endpoint(2));
    expect(await now()).not.toEqual(contents);
    await unlink(at("b.yml"));
    expect(await now()).toEqual(contents);
    await unlink(at("a.yml"));
    expect(await now()).not.toEqual(contents);
  });

  test("is watched for every name in it, behind a link too", async () => {
    await mkdir(at("real"));
    await symlink(at("real"), at("link"));
    const watched = new Map<string, DirectoryEvents>();
    const clock = new ManualClock();
    let changes = 0;
    const changed = deferred<void>();
    const files = watchFiles({
      clock,
      changed: () => {
        changes += 1;
        changed.resolve();
      },
      failed: () => {},
      watchDirectory: (path, events) => {
        watched.set(path, events);
        return () => {};
      },
    });
    const round = files.begin();
    await round.add(`${at("link")}/`);
    round.keep();
    watched.get(directory)?.changed("other");
    clock.advance(1_000);
    expect(changes).toBe(0);
    watched.get(at("real"))?.changed("new.yml");
    clock.advance(1_000);
    await changed.promise;
    expect(changes).toBe(1);
    files.close();
  });
});
