import type { Vector } from "@sluice/policy/vectors";
import type { LiveEndpoint } from "../configuration.ts";
import { holdRefusedPort, type RecordingUpstream, type RefusedPort, startUpstream } from "../upstreams.ts";
import { forwardFailures } from "./forward-failures.ts";
import { forwardTargets } from "./forward-targets.ts";

export interface LiveUpstreamsOptions {
  /** Whether the vector's endpoint has one. */
  readonly upstream: boolean;
  /** Of the vector's endpoint. */
  readonly url: string;
}

/** The recording upstreams of one vector: of its endpoint, and of every internal endpoint that it may be forwarded to. */
export class LiveUpstreams {
  /** What its own endpoint has. */
  own: Pick<LiveEndpoint, "upstream"> = {};
  readonly internal: LiveEndpoint[] = [];
  readonly #recording: RecordingUpstream[] = [];
  readonly #refused: RefusedPort[] = [];

  private constructor() {}

  static async start(vector: Vector, options: LiveUpstreamsOptions): Promise<LiveUpstreams> {
    const upstreams = new LiveUpstreams();
    if (vector.expect.outcome === undefined) {
      // Nobody will ever connect.
      if (options.upstream) upstreams.own = { upstream: { url: "127.0.0.1:1" } };
      return upstreams;
    }
    if (options.upstream) upstreams.own = { upstream: await upstreams.#record(options.url) };
    const failures = forwardFailures(vector);
    for (const [index, url] of forwardTargets(vector).entries()) await upstreams.#addInternal(url, failures[index]);
    return upstreams;
  }

  /** Names of those that a connection has reached, each as often as it was. */
  get reached(): readonly string[] {
    return this.#recording.flatMap(({ name, received }) => received.map(() => name));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#recording, ...this.#refused].map((each) => each.close()));
  }

  /** `failure`: the code that forwarding there has to fail with; none: it succeeds. */
  async #addInternal(url: string, failure: string | undefined): Promise<void> {
    switch (failure) {
      case undefined:
        this.internal.push({ url, upstream: await this.#record(url) });
        return;
      case "endpoint-not-found":
        return;
      case "no-live-member":
        for (const name of ["first", "second"]) {
          this.internal.push({ url, name: `${url} ${name}`, pooling_enabled: true, upstream: await this.#refuse() });
        }
        return;
      default:
        this.internal.push({ url, upstream: await this.#refuse() });
    }
  }

  async #record(name: string): Promise<{ url: string }> {
    const upstream = await startUpstream(name);
    this.#recording.push(upstream);
    return { url: `127.0.0.1:${upstream.port}` };
  }

  async #refuse(): Promise<{ url: string }> {
    const refused = await holdRefusedPort();
    this.#refused.push(refused);
    return { url: `127.0.0.1:${refused.port}` };
  }
}
