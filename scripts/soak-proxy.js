import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { readBooks } from "./soak-books.js";
import { variantOf } from "./soak-config.js";
import { readEvent } from "./soak-events.js";
import { OpenPorts } from "./soak-ports.js";
import { Versions } from "./soak-versions.js";

const PROBE = new URL("soak-probe.js", import.meta.url).href;
const LISTENING = /^sluice: (no longer: )?listening on \S+:(\d+) for \S+ \((.+)\)$/;
const STARTED = /^sluice: workers: \d+, processes (.+)$/;
const REPLACED = /^sluice: worker \d+ is process (\d+) now$/;
const ENDED = /^sluice: worker \d+ \(process (\d+)\) has ended /;
const RELOADED = /^sluice: (reloaded|reload refused)\b(?:.* is (tried again))?/;
/** What a reload is over with. */
const ANSWERS = ["reloaded", "reload refused"];

/** `sluice start` in a process of its own. */
export class SoakProxy {
  ports = new OpenPorts();
  versions;
  events = [];
  /** The workers that were killed, and when by the system's clock. */
  kills = [];
  /** Lines on its standard error that it should not have said. */
  complaints = [];
  /** `tried again`: refused for something that passes, as where a worker was killed. */
  reloads = { reloaded: 0, "reload refused": 0, "tried again": 0 };
  /** Those that connections are handed to, by process. */
  #serving = new Set();
  #child;
  #folder;
  #exited;
  #waiting = [];

  /** Resolves once it listens for all of the endpoints. */
  static async start({ bundle, folder, config, flags = [] }) {
    const proxy = new SoakProxy();
    proxy.#folder = mkdtempSync(join(folder, "proxy-"));
    proxy.configure(config);
    proxy.versions = new Versions(variantOf(config));
    const node = ["--expose-gc", "--import", PROBE, bundle];
    const args = ["start", "--all", "--no-watch", "--config", join(proxy.#folder, "sluice.json"), ...flags];
    const env = { ...process.env, SOAK_PROBE_DIRECTORY: proxy.#folder };
    proxy.#child = spawn(process.execPath, [...node, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    proxy.#exited = new Promise((resolve) => proxy.#child.once("exit", (code, signal) => resolve(signal ?? code)));
    createInterface({ input: proxy.#child.stdout }).on("line", (line) => proxy.#event(line));
    createInterface({ input: proxy.#child.stderr }).on("line", (line) => proxy.#said(line));
    const names = publicNames(config);
    await proxy.#until(() => names.every((name) => proxy.ports.get(name) !== undefined), "the proxy does not listen");
    return proxy;
  }

  get pid() {
    return this.#child.pid;
  }

  configure(config) {
    writeFileSync(join(this.#folder, "sluice.json"), JSON.stringify(config));
  }

  /**
   * Changes the configuration; resolves with what became of it: `reloaded` or `reload refused`. One that is tried again is not over
   * before that: its answer would else be taken for the next one's.
   */
  async reload(config) {
    this.configure(config);
    const before = { ...this.reloads };
    this.ports.closing(publicNames(config));
    this.versions.asked(variantOf(config));
    this.#child.kill("SIGHUP");
    const answered = () => ANSWERS.find((answer) => this.reloads[answer] > before[answer]);
    await this.#until(answered, "the proxy does not answer SIGHUP");
    const isReloaded = answered() === "reloaded";
    if (!isReloaded) this.ports.kept();
    this.versions.answered(isReloaded);
    return answered();
  }

  /** What each process of it holds, after a collection. The first is the one that was started. */
  async probe() {
    const pids = [this.pid, ...childrenOf(this.pid)];
    const held = [];
    for (const pid of pids) {
      const file = join(this.#folder, `${pid}`);
      rmSync(file, { force: true });
      process.kill(pid, "SIGUSR2");
      await this.#until(() => existsSync(file), `process ${pid} does not answer SIGUSR2`);
      held.push({ pid, descriptors: descriptorsOf(pid), ...JSON.parse(readFileSync(file, "utf8")) });
    }
    return held;
  }

  /** Kills one of its workers, also one that is not ready yet; but not the last that serves. */
  killWorker(random) {
    const spared = this.#serving.size > 1 ? [] : [...this.#serving];
    const workers = childrenOf(this.pid).filter((pid) => !spared.includes(pid));
    if (workers.length === 0) return;
    const pid = workers[random.below(workers.length)];
    this.kills.push({ pid, at: Date.now() });
    process.kill(pid, "SIGKILL");
    this.#serving.delete(pid);
  }

  /** Resolves once so many workers serve. */
  async whole(workers) {
    await this.#until(() => this.#serving.size === workers, "workers that were killed are not replaced", 60_000);
  }

  /** What its workers have noted; complete once it has stopped. */
  books() {
    return readBooks(this.#folder);
  }

  /** Its exit code, or the signal that has ended it. */
  async stop() {
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 30_000);
    const code = await this.#exited;
    clearTimeout(timer);
    return code;
  }

  #event(line) {
    const {
      conn,
      endpoint,
      traffic_policy: policy,
      upstream,
    } = readEvent(line, (problem) => this.complaints.push(problem)).object;
    this.events.push({
      key: conn.client_ip,
      began: Date.parse(conn.start_ts),
      ended: Date.parse(conn.end_ts),
      variant: policy.logs[0]?.metadata.variant,
      endpoint: endpoint?.name,
      outcome: policy.outcome,
      code: policy.error?.code,
      dialled: upstream !== null && upstream.error === undefined,
      upstreamError: upstream?.error?.message,
      error: conn.error?.code,
      bytesIn: conn.bytes_in,
      bytesOut: conn.bytes_out,
    });
  }

  #said(line) {
    const [, gone, port, name] = LISTENING.exec(line) ?? [];
    const [, answer, again] = RELOADED.exec(line) ?? [];
    const [, started] = STARTED.exec(line) ?? REPLACED.exec(line) ?? [];
    for (const pid of started?.split(", ") ?? []) this.#serving.add(Number(pid));
    this.#serving.delete(Number(ENDED.exec(line)?.[1]));
    if (answer !== undefined) this.reloads[again ?? answer] += 1;
    else if (gone !== undefined) this.ports.closed(Number(port));
    else if (name !== undefined) this.ports.opened(name, Number(port));
    // What is wrong with a configuration that is broken on purpose is told with its place.
    else if (!/^(sluice: |\s|.*sluice\.json:)/.test(line) || /internal-error/.test(line)) this.complaints.push(line);
    for (const check of this.#waiting) check();
  }

  #until(holds, message, within = 30_000) {
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearInterval(poll);
        clearTimeout(limit);
        this.#waiting = this.#waiting.filter((each) => each !== check);
      };
      const check = () => {
        if (!holds()) return;
        stop();
        resolve();
      };
      this.#waiting.push(check);
      const poll = setInterval(check, 50);
      const limit = setTimeout(() => {
        stop();
        reject(new Error(message));
      }, within);
      void this.#exited.then((code) => {
        stop();
        reject(new Error(`${message}: it has ended with ${code}\n${this.complaints.join("\n")}`));
      });
      check();
    });
  }
}

/** Of the endpoints that can be connected to. */
function publicNames(config) {
  return config.endpoints.filter(({ url }) => !url.includes(".internal")).map(({ name }) => name);
}

function descriptorsOf(pid) {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function childrenOf(pid) {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return text === "" ? [] : text.split(" ").map(Number);
}

/** What esbuild is told to make of sources that plain Node runs. */
export function bundleOptions(contents, outfile) {
  return {
    stdin: { contents, loader: "ts", resolveDir: fileURLToPath(new URL("../packages/proxy/src/", import.meta.url)) },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["sluice-source"],
    // CommonJS packages in the bundle call `require` for Node's modules, which ES modules do not have.
    banner: { js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);` },
    logLevel: "warning",
  };
}
