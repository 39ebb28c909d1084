import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerVector } from "../../vectors/index.ts";
import { buildCli, type Cli, type Ended, type RunOptions } from "../testing/cli.ts";

const POLICY = `on_tcp_connect:
  - name: low ports
    expressions: ["conn.client_port < 1024 || conn.tls.sni == 'a.example.com'"]
    actions: [{ type: deny, name: no }]
  - actions:
      - type: set-vars
        config: { vars: [{ key: "\${secrets.get('v', 'n')}" }] }
      - { type: terminate-tls }
`;
const CONNECTION = {
  protocol: "tls",
  connection: { client_ip: "192.0.2.9", tls: { sni: "b.example.com" } },
  resources: { secrets: { v: { n: "hunter2" } } },
} as const;

let cli: Cli;
let directory: string;
beforeAll(async () => {
  cli = await buildCli();
  directory = await mkdtemp(join(tmpdir(), "sluice-eval-"));
  await writeFile(join(directory, "policy.yml"), POLICY);
  await writeFile(join(directory, "connection.json"), JSON.stringify(CONNECTION));
});
afterAll(async () => {
  await cli.remove();
  await rm(directory, { recursive: true });
});

function evaluate(args: string, options: RunOptions = {}): Promise<Ended> {
  return cli.run(["eval", ...args.split(" ")], { cwd: directory, ...options });
}

describe("as JSON", () => {
  test("no body of a private key, whatever holds it", async () => {
    const key = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49\n-----END PRIVATE KEY-----";
    const vars = { on_tcp_connect: [{ actions: [{ type: "set-vars", config: { vars: [{ key }] } }] }] };
    const { code, stdout } = await evaluate("- --connection connection.json --format json", {
      input: JSON.stringify(vars),
    });
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { vars: object }).vars).toEqual({
      key: "-----BEGIN PRIVATE KEY-----«private key»-----END PRIVATE KEY-----",
    });
  });

  test("one line: what an engine answers the vector with, and the trace", async () => {
    const { code, stdout, stderr } = await evaluate("policy.yml --connection connection.json --format json");
    expect({ code, stderr, lines: stdout.split("\n").length }).toEqual({ code: 0, stderr: "", lines: 2 });
    const { trace, ...answer } = JSON.parse(stdout);
    expect(answer).toEqual(JSON.parse(JSON.stringify(answerVector({ id: "t/t", policy: POLICY, ...CONNECTION }))));
    expect(trace).toMatchObject([
      {
        rule: 0,
        expression: 0,
        value: false,
        parts: [
          { source: "conn.client_port < 1024", value: false, parts: [{ source: "conn.client_port", value: 40000 }] },
          { value: false, parts: [{ source: "conn.tls.sni", value: "b.example.com" }] },
        ],
      },
      { rule: 1, action: 0, type: "set-vars", result: { key: "«secret»" } },
      { rule: 1, action: 1, type: "terminate-tls" },
    ]);
    expect(stdout).not.toContain("hunter2");
  });

  test("of a policy that does not compile, its diagnostics", async () => {
    const { code, stdout } = await evaluate("- --connection connection.json --format json", {
      input: "on_tcp_connect: [{ actions: [{ type: denny }] }]",
    });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [{ code: "unknown-action", line: 1, column: 38 }] });
  });
});

describe("as text", () => {
  test("the decision and the way to it, without a secret", async () => {
    const { code, stdout } = await evaluate("policy.yml --connection connection.json");
    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toMatch(/^continue: /);
    expect(stdout).toContain("conn.client_port → 40000");
    expect(stdout).toContain("rule 0 `low ports`  policy.yml:2  skipped");
    expect(stdout).not.toContain("hunter2");
  });

  test("plain unless colours are asked for", async () => {
    const args = "policy.yml --connection connection.json";
    expect((await evaluate(args)).stdout).not.toContain("\u001b");
    expect((await evaluate(args, { environment: { FORCE_COLOR: "1" } })).stdout).toContain("\u001b[");
    expect((await evaluate(args, { environment: { NO_COLOR: "1" } })).stdout).not.toContain("\u001b");
  });

  test("nothing of a policy or a connection reaches the terminal as a command to it", async () => {
    const connection = { connection: { client_ip: "192.0.2.1", server_region: "\u001b[2J\u202e" } };
    await writeFile(join(directory, "odd.json"), JSON.stringify(connection));
    const { stdout } = await evaluate("- --connection odd.json", {
      input: JSON.stringify({
        on_tcp_connect: [
          { name: "\u001b]0;x\u0007", expressions: ["conn.server_region == ''"], actions: [{ type: "deny" }] },
        ],
      }),
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(stdout).toContain("conn.server_region");
  });

  test("effects that nothing asked for are told", async () => {
    await writeFile(join(directory, "left.yml"), "effects: [{ forward-internal: {} }]\n");
    const { stdout } = await evaluate("- --connection left.yml", { input: "on_tcp_connect: []" });
    expect(stdout).toContain("never asked for: 1 of 1 forward-internal");
  });

  test("a policy that does not compile is shown with its code, exit 1", async () => {
    const { code, stdout, stderr } = await evaluate("- --connection connection.json", {
      input: "on_tcp_connect:\n  - actions:\n      - type: denny\n",
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/:3:15: error: .*\[unknown-action/);
    expect(stderr).toContain("- type: denny");
  });
});

describe("certificates", () => {
  test("of a policy are read however its action is spelled", async () => {
    const input = String.raw`{"on_tcp_connect":[{"actions":[{"type":"terminate\u002dtls","config":{
      "mutual_tls_certificate_authorities":["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]}}]}]}`;
    const { code, stderr } = await evaluate("- --connection connection.json", { input });
    expect(code).toBe(1);
    expect(stderr).toContain("standard input:2:45: error");
  });

  test("of an effect that cannot be read are told with their place", async () => {
    const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    const input = JSON.stringify({ effects: [{ "terminate-tls": { client_certificate: pem, chain: "trusted" } }] });
    const { code, stderr } = await evaluate("policy.yml --connection -", { input });
    expect(code).toBe(2);
    expect(stderr).toContain("/effects/0/terminate-tls/client_certificate");
  });
});

describe("resources", () => {
  test("of their own file fill what the connection file leaves out", async () => {
    await writeFile(join(directory, "resources.yml"), "secrets: { v: { n: other } }\nip_intelligence: [geo]\n");
    const policy =
      "on_tcp_connect: [{ expressions: [\"secrets.get('v', 'n') == 'hunter2'\"], actions: [{ type: deny }] }]";
    const given = await evaluate("- --connection connection.json --resources resources.yml --format json", {
      input: policy,
    });
    expect(JSON.parse(given.stdout).outcome).toBe("deny");
    await writeFile(join(directory, "none.yml"), "{}");
    const filled = await evaluate("- --connection none.yml --resources resources.yml --format json", { input: policy });
    expect(JSON.parse(filled.stdout).outcome).toBe("continue");
  });

  test("that are none are refused", async () => {
    await writeFile(join(directory, "wrong.yml"), "secret: {}\n");
    const { code, stderr } = await evaluate("policy.yml --connection connection.json --resources wrong.yml");
    expect(code).toBe(2);
    expect(stderr).toContain("wrong.yml:1:1");
  });
});

describe("misuse is exit 2, and says what is possible", () => {
  test.each([
    ["a policy that is not there", "missing.yml --connection connection.json", "missing.yml"],
    ["a connection file that is not there", "policy.yml --connection missing.json", "missing.json"],
    ["no connection", "policy.yml", "--connection"],
    ["standard input twice", "- --connection -", "standard input"],
    ["an unknown format", "policy.yml --connection connection.json --format xml", "json"],
  ])("%s", async (_, args, told) => {
    const { code, stdout, stderr } = await evaluate(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(told);
  });

  test.each([
    ["a key that is none", "protocol: tls\nconnections: {}\n", ["standard input:2:1:", "`connection`"]],
    ["a value that is none", "protocol: udp\n", ["standard input:1:11:", "/protocol", "`tcp`"]],
    ["a time that is none", "connection:\n  now: soon\n", ["standard input:2:8:", "/connection/now"]],
    ["a list", "[]", ["standard input:1:1:", "a map"]],
    ["what does not parse", "protocol: [\n", ["standard input:2:1:"]],
  ])("a connection file with %s", async (_, input, told) => {
    const { code, stderr } = await evaluate("policy.yml --connection -", { input });
    expect(code).toBe(2);
    for (const each of told) expect(stderr).toContain(each);
  });

  test.each([
    ["an agent configuration", "version: 3\nendpoints:\n  - url: tls://a.example.com\n    traffic_policy: {}\n"],
    ["several documents", "on_tcp_connect: []\n---\non_tcp_connect: []\n"],
    [
      "a manifest",
      "apiVersion: ngrok.k8s.ngrok.com/v1alpha1\nkind: NgrokTrafficPolicy\nmetadata: { name: a }\nspec: { policy: { on_tcp_connect: [] } }\n",
    ],
  ])("%s instead of a policy", async (_, input) => {
    expect(await evaluate("- --connection connection.json", { input })).toMatchObject({ code: 2, stdout: "" });
  });
});
