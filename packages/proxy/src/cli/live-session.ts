import { visible, wantsColor } from "@sluice/policy/cli";
import type { Clock } from "../clock.ts";
import type { ProxyConfig } from "../config/config.ts";
import { listenForQuit } from "../live-view/keyboard.ts";
import { ViewModel } from "../live-view/model.ts";
import { Screen } from "../live-view/screen.ts";
import { LiveView } from "../live-view/view.ts";
import { surroundings, wantsLiveView } from "../live-view/wanted.ts";
import type { ListeningEndpoint } from "../traffic-proxy.ts";
import { VERSION } from "../version.ts";
import type { EventOutput } from "./event-output.ts";
import type { Running } from "./running.ts";
import { divertSaid } from "./say.ts";
import type { ServeFlags } from "./serve-flags.ts";

/** Whether there is to be a live view: a format, or a log for machines, asks for lines. */
export function wantsLive({ liveView, format, logFormat }: ServeFlags): boolean {
  return liveView && format === undefined && logFormat !== "json" && wantsLiveView(surroundings());
}

export interface LiveSessionOptions {
  readonly title: string;
  readonly workers: number | undefined;
  readonly clock: Clock;
  readonly events: EventOutput;
}

/** A live view on the terminal of this process. */
export class LiveSession {
  readonly #model: ViewModel;
  readonly #view: LiveView;
  readonly #ends: (() => void)[] = [];

  constructor({ title, workers, clock, events }: LiveSessionOptions) {
    this.#model = new ViewModel({
      version: VERSION,
      source: title,
      elapsed: () => clock.elapsed(),
      quitKey: process.stdin.isTTY ? "q" : "Ctrl-C",
      ...(workers === undefined ? {} : { workers }),
    });
    const screen = new Screen(process.stdout, wantsColor(process.stdout));
    this.#view = new LiveView({ model: this.#model, screen, clock });
    // Its lines would tear the view.
    events.keepFromTerminal();
    events.observe((event) => {
      this.#model.closed(event);
      this.#view.changed();
    });
  }

  /** Takes the terminal over. What is said is shown there from now on. */
  open(running: Running, config: ProxyConfig, listening: readonly ListeningEndpoint[]): void {
    const model = this.#model;
    const view = this.#view;
    const { running: list } = running;
    model.serve({ open: () => running.open, ...(list ? { running: list } : {}) });
    model.use(config, listening);
    const resized = (): void => view.resized();
    const close = (): void => this.close();
    process.stdout.on("resize", resized);
    // However the process ends, the terminal is left as it was.
    process.on("exit", close);
    process.on("uncaughtExceptionMonitor", close);
    this.#ends.push(
      divertSaid((lines) => {
        model.said(lines);
        view.changed();
      }),
      () => process.stdout.off("resize", resized),
      () => process.off("exit", close).off("uncaughtExceptionMonitor", close),
    );
    if (process.stdin.isTTY) {
      // What a signal from outside would do, so that the second press does what a second signal does.
      this.#ends.push(listenForQuit(process.stdin, () => process.kill(process.pid, "SIGINT")));
    }
    view.open();
  }

  use(config: ProxyConfig, listening: readonly ListeningEndpoint[]): void {
    this.#model.use(config, listening);
    this.#view.changed();
  }

  stopping(): void {
    this.#model.stopping();
    this.#view.changed();
  }

  /** Gives the terminal back, and says there what was said meanwhile. Does nothing where it has none. */
  close(): void {
    const ends = this.#ends.splice(0);
    if (ends.length === 0) return;
    for (const end of ends) end();
    this.#view.close();
    for (const line of this.#model.log) process.stderr.write(`${visible(line)}\n`);
  }
}
