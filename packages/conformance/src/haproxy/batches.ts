import type { HaproxyConfiguration } from "./configuration.ts";
import { type ServedConfiguration, type StartHaproxyOptions, startHaproxy } from "./process.ts";

export type BatchOptions = Pick<StartHaproxyOptions, "program" | "nobody">;

export type ServeResult =
  | { readonly kind: "served"; readonly served: ServedConfiguration & { close(): Promise<void> } }
  | { readonly kind: "refused"; readonly message: string };

interface Waiting {
  readonly configuration: HaproxyConfiguration;
  readonly resolve: (result: ServeResult) => void;
  readonly reject: (error: unknown) => void;
}

/** How long a batch waits for more, in milliseconds: starting a process costs about as much. */
const WINDOW = 40;

/** Serves configurations by as few processes as come together: one for all that are asked for within a moment. */
export class HaproxyBatches {
  readonly #options: BatchOptions;
  #waiting: Waiting[] = [];

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  /** No two configurations have names in common. */
  serve(configuration: HaproxyConfiguration): Promise<ServeResult> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setTimeout(() => this.#start(), WINDOW);
      this.#waiting.push({ configuration, resolve, reject });
    });
  }

  #start(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    this.#serve(batch).catch((error) => {
      for (const { reject } of batch) reject(error);
    });
  }

  async #serve(batch: readonly Waiting[]): Promise<void> {
    const configurations = batch.map(({ configuration }) => configuration);
    const started = await startHaproxy({ ...this.#options, configurations });
    if (started.kind === "refused") {
      // Whose fault it is shows when each is alone.
      if (batch.length > 1) await Promise.all(batch.map((waiting) => this.#serve([waiting])));
      else for (const { resolve } of batch) resolve(started);
      return;
    }
    const { haproxy } = started;
    let open = batch.length;
    const close = async (): Promise<void> => {
      open -= 1;
      if (open === 0) await haproxy.close();
    };
    for (const [index, { resolve }] of batch.entries()) {
      const served = haproxy.served[index];
      if (served !== undefined) resolve({ kind: "served", served: { ...served, close } });
    }
  }
}
