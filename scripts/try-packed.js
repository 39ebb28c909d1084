/**
 * Does what docs/ci.md tells a team to do: packs the policy package, and runs the commands of the page's jobs in repositories
 * of their own, on a right and on a wrong policy. And what an author of vectors does with the conformance package, and who
 * installs the proxy as a service.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

// A dependency of that package, and of nothing at the root.
const { parse } = createRequire(new URL("../packages/policy/package.json", import.meta.url))("yaml");

const PAGE = "docs/ci.md";
const RIGHT = "on_tcp_connect: [{actions: [{type: restrict-ips, config: {ip_policies: [ipp_office]}}]}]\n";
const WRONG = "on_tcp_connect: [{actions: [{type: denyy}]}]\n";
const VECTORS = `topic: app
vectors:
  - id: app/from-the-office
    policy_file: ../policies/app.yml
    connection: { client_ip: 203.0.113.9 }
    resources: { ip_policies: { ipp_office: [{ cidr: 203.0.113.0/24, action: allow }] } }
    expect: { outcome: continue }
`;

/** The fenced blocks of the page: `language`, what follows it (`info`), `text`. */
const blocks = Array.from(
  readFileSync(PAGE, "utf8").matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm),
  ([, language, info, text]) => ({ language, info, text }),
);
const yamlOf = (info) => parse(only(blocks.filter((block) => block.info === info)).text, { strict: true });
const shell = blocks.filter(({ language }) => language === "sh").flatMap(({ text }) => text.trimEnd().split("\n"));
const shellLine = (pattern) => only(shell.filter((line) => pattern.test(line)));

/** @template T @param {T[]} list */
function only(list) {
  assert.equal(list.length, 1, `${PAGE} has ${list.length} of something that it should have once`);
  return list[0];
}

const root = mkdtempSync(join(tmpdir(), "sluice-ci-"));
try {
  const tarballs = join(root, "packed");
  mkdirSync(tarballs);
  const pack = shellLine(/^npm pack /).replace("../your-repository/tools", `'${tarballs}'`);
  execFileSync("bash", ["-c", `${pack} --silent`], { stdio: "inherit" });
  for (const attempt of [tryGithub, tryScan, tryGitlab]) {
    const directory = makeRepository(join(root, attempt.name), tarballs);
    for (const isWrong of [false, true]) {
      writeFileSync(join(directory, "policies/app.yml"), isWrong ? WRONG : RIGHT);
      attempt(directory, isWrong);
    }
  }
  tryDevelopmentDependency(makeRepository(join(root, "dependency"), tarballs));
  tryConformance(join(root, "conformance"));
  tryService(join(root, "service"));
} finally {
  rmSync(root, { recursive: true, force: true });
}
console.log(`${PAGE}: the commands do what the page says`);

function makeRepository(directory, tarballs) {
  const files = { "policies/app.yml": RIGHT, "tests/app.yml": VECTORS };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  execFileSync("cp", ["-r", tarballs, join(directory, "tools")]);
  return directory;
}

/** As a runner runs a line: bash that stops at the first failure. */
function run(directory, script, environment = {}) {
  const env = { ...process.env, npm_config_audit: "false", npm_config_fund: "false", ...environment };
  for (const name of Object.keys(env)) {
    // What `npm run` sets for its own scripts would send an installation elsewhere.
    if (/^npm_(package|lifecycle|config_(local_)?prefix)/i.test(name) || name === "INIT_CWD") delete env[name];
  }
  const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", script], { cwd: directory, env, encoding: "utf8" });
  return { script, status, stdout, stderr };
}

function expectStatus(ended, status) {
  assert.equal(ended.status, status, `\`${ended.script}\`\n${ended.stdout}\n${ended.stderr}`);
}

/** The steps that are commands, by name; those that others provide (`uses`) have no part in the trial. */
function runWorkflow(directory, workflow) {
  assert.ok(workflow.on !== undefined && workflow.permissions !== undefined, `${workflow.name}: not a whole workflow`);
  const [job] = Object.values(workflow.jobs);
  assert.equal(typeof job["runs-on"], "string");
  const ended = new Map();
  let failed = false;
  for (const step of job.steps) {
    assert.equal(typeof (step.uses ?? step.run), "string", "a step either uses or runs something");
    if (step.run === undefined || (failed && step.if === undefined)) continue;
    const result = run(directory, step.run);
    ended.set(step.name ?? "install", result);
    failed ||= result.status !== 0;
  }
  expectStatus(ended.get("install"), 0);
  return ended;
}

function tryGithub(directory, isWrong) {
  const ended = runWorkflow(directory, yamlOf(".github/workflows/policies.yml"));
  const check = ended.get("check");
  expectStatus(check, isWrong ? 1 : 0);
  const annotation = /^::error file=policies\/app\.yml,line=1,endLine=1,col=36,endColumn=41,title=unknown-action/m;
  assert.equal(annotation.test(check.stdout), isWrong, check.stdout);
  expectStatus(ended.get("test"), isWrong ? 1 : 0);
}

function tryScan(directory, isWrong) {
  const ended = runWorkflow(directory, yamlOf(".github/workflows/policies-scan.yml"));
  expectStatus(ended.get("check"), isWrong ? 1 : 0);
  const sarif = JSON.parse(readFileSync(join(directory, "policies.sarif"), "utf8"));
  assert.equal(sarif.version, "2.1.0");
  const errors = sarif.runs[0].results.filter(({ level }) => level === "error");
  assert.deepEqual(
    errors.map(({ ruleId, locations }) => [ruleId, locations[0].physicalLocation.artifactLocation.uri]),
    isWrong ? [["unknown-action", "policies/app.yml"]] : [],
  );
  expectStatus(ended.get("test"), isWrong ? 1 : 0);
  expectReport(join(directory, "policies-tests.xml"), isWrong);
}

function tryGitlab(directory, isWrong) {
  const jobs = yamlOf(".gitlab-ci.yml");
  for (const [name, { extends: base, script }] of Object.entries(jobs)) {
    if (base === undefined) continue;
    const { before_script, artifacts } = jobs[base];
    expectStatus(run(directory, before_script.join("\n")), 0);
    expectStatus(run(directory, script.join("\n")), isWrong ? 1 : 0);
    assert.equal(artifacts.when, "always", `${name}: a report is wanted most of a job that failed`);
    expectReport(join(directory, artifacts.reports.junit), isWrong);
  }
}

function expectReport(path, hasFailures) {
  const text = readFileSync(path, "utf8");
  assert.match(text, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites /);
  assert.ok(text.endsWith("</testsuites>\n"), text);
  assert.equal(text.includes("<failure "), hasFailures, text);
}

/** The rest of the page, in one repository: the lock file, the hook, settings, resources, standard input, mends. */
function tryDevelopmentDependency(directory) {
  const write = (name, text) => writeFileSync(join(directory, name), text);
  write("package.json", '{ "private": true }\n');
  expectStatus(run(directory, shellLine(/^npm install --save-dev /)), 0);
  const lock = JSON.parse(readFileSync(join(directory, "package-lock.json"), "utf8"));
  const unpinned = Object.entries(lock.packages).filter(([path, { integrity }]) => path !== "" && !integrity);
  assert.deepEqual(unpinned, []);
  expectStatus(run(directory, "npm ci"), 0);

  const hook = yamlOf(".pre-commit-config.yaml").repos[0].hooks[0];
  assert.ok(new RegExp(hook.files).test("policies/app.yml") && !new RegExp(hook.files).test("tests/app.yml"));
  expectStatus(run(directory, hook.entry), 0);
  write("policies/app.yml", WRONG);
  expectStatus(run(directory, hook.entry), 1);

  write(
    "policies/app.yml",
    `endpoints:
  - url: tcp://app.example.com:1234
    upstream: { url: 1234 }
    traffic_policy:
      on_tcp_connect: [{actions: [{type: restrict-ips, config: {allow: [192.0.2.1/24]}}]}]
`,
  );
  const strict = `${hook.entry} --max-warnings 0`;
  expectStatus(run(directory, strict), 1);
  expectStatus(run(directory, shellLine(/ --fix$/)), 0);
  assert.match(readFileSync(join(directory, "policies/app.yml"), "utf8"), /allow: \[192\.0\.2\.0\/24\]/);
  const text = (info) => only(blocks.filter((block) => block.info === info)).text;
  // `ipv4-only` is what is left, and the page's settings turn it off.
  expectStatus(run(directory, strict), 1);
  write("sluice.check.yml", text("sluice.check.yml"));
  expectStatus(run(directory, strict), 0);
  write("policies/app.yml", text("policy"));
  expectStatus(run(directory, strict), 0);

  write("resources.yml", text("resources.yml"));
  write("policies/app.yml", RIGHT);
  const withResources = shellLine(/ --resources /);
  assert.doesNotMatch(run(directory, withResources).stdout, /not-checked/);
  expectStatus(run(directory, withResources), 0);
  write("policies/app.yml", RIGHT.replace("ipp_office", "ipp_offices"));
  expectStatus(run(directory, withResources), 1);

  mkdirSync(join(directory, "bin"));
  const PATH = `${join(directory, "bin")}${delimiter}${process.env.PATH}`;
  const pipe = shell.filter((line) => /^set -o pipefail$|check -$/.test(line)).join("\n");
  for (const [helm, status] of [
    ["cat policies/app.yml", 0],
    [`echo '${WRONG.trim()}'`, 1],
    ["cat policies/app.yml; exit 3", 3],
    ["exit 3", 2],
  ]) {
    writeFileSync(join(directory, "bin/helm"), `#!/bin/sh\n${helm}\n`, { mode: 0o755 });
    expectStatus(run(directory, pipe, { PATH }), status);
  }
  expectStatus(run(directory, `${hook.entry} no-such-directory`), 2);
}

/** What the example of a systemd service says to type, with other places than root's. */
function tryService(directory) {
  const [, text] = /^```sh\n([\s\S]*?)^```/m.exec(readFileSync("examples/systemd/README.md", "utf8")) ?? [];
  assert.ok(text?.includes("/opt/sluice") && text.includes(" /etc/"), "the commands have other places");
  const script = text.replaceAll(/ \/(opt|etc)\//g, ` ${directory}/$1/`);
  expectStatus(run(process.cwd(), script), 0);
  expectStatus(run(directory, "opt/sluice/bin/sluice start --help"), 0);
  const { status, stderr } = run(directory, "opt/sluice/bin/sluice start --all --config etc/sluice/sluice.yml");
  // Its credentials are systemd's to bring.
  assert.equal(status, 1);
  assert.match(stderr, /sluice\.yml:\d+:\d+: error: .*\/run\/credentials\/sluice\.service\/tls\.crt/);
  assert.ok(
    readFileSync(join(directory, "etc/systemd/system/sluice.service"), "utf8").includes("/opt/sluice/bin/sluice"),
  );
}

/** Vectors and the language's description are in the package, and its commands find them there. */
function tryConformance(directory) {
  mkdirSync(directory);
  const packages = ["policy", "proxy", "conformance"].map((name) => `--workspace packages/${name}`).join(" ");
  execFileSync("bash", ["-c", `npm pack --silent --pack-destination '${directory}' ${packages}`], { stdio: "ignore" });
  writeFileSync(join(directory, "package.json"), '{ "private": true }\n');
  expectStatus(run(directory, "npm install --no-save --no-audit --no-fund ./*.tgz"), 0);
  const check = run(directory, "npx sluice-conformance check");
  expectStatus(check, 0);
  assert.match(check.stdout, /^nothing is wrong with \d+ files of vectors\n$/);
  const statements = run(directory, "npx sluice-conformance statements --format json");
  assert.ok(JSON.parse(statements.stdout).statements.length > 400, statements.stderr);
  mkdirSync(join(directory, "own"));
  const vector = '{"policy":"on_tcp_connect: []","expect":{"outcome":"continue"}}';
  writeFileSync(
    join(directory, "own/t.json"),
    `{"topic":"t","$schema":"../node_modules/@sluice/conformance/test-vectors/schema.json","vectors":[${vector}]}`,
  );
  expectStatus(run(directory, "npx sluice-conformance format own"), 0);
  assert.equal(JSON.parse(readFileSync(join(directory, "own/t.json"), "utf8")).vectors[0].id, "t/0001");
  expectStatus(run(directory, "npx sluice-conformance run --vectors own"), 0);
  expectStatus(run(directory, "npx sluice-conformance check own"), 1);
}
