import type { CancelTimer, Clock } from "../clock.ts";
import type { ViewModel } from "./model.ts";
import { render } from "./render.ts";
import type { Screen } from "./screen.ts";

/** Milliseconds between frames: more often nobody reads. */
export const FRAME_MS = 250;
/** Milliseconds after which it is looked what running connections have relayed. */
export const LOOK_MS = 1_000;

export interface LiveViewOptions {
  readonly model: ViewModel;
  readonly screen: Screen;
  readonly clock: Pick<Clock, "elapsed" | "setTimer">;
}

/** Shows a model on a screen: at once where something has changed, but never more often than eyes can follow. */
export class LiveView {
  readonly #options: LiveViewOptions;
  #isOpen = false;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #due: number = Number.POSITIVE_INFINITY;
  #cancel: CancelTimer = () => {};

  constructor(options: LiveViewOptions) {
    this.#options = options;
  }

  open(): void {
    this.#isOpen = true;
    this.#options.screen.enter();
    this.#draw();
  }

  /** Something of the model is new. */
  changed(): void {
    if (this.#isOpen) this.#drawAt(this.#drawnAt + FRAME_MS);
  }

  /** The terminal has another size. */
  resized(): void {
    if (!this.#isOpen) return;
    this.#options.screen.forget();
    this.#draw();
  }

  close(): void {
    this.#isOpen = false;
    this.#cancel();
    this.#options.screen.leave();
  }

  #draw(): void {
    const { model, screen, clock } = this.#options;
    this.#drawnAt = clock.elapsed();
    this.#due = Number.POSITIVE_INFINITY;
    screen.draw(render(model.state(), screen.size));
    this.#drawAt(this.#drawnAt + LOOK_MS);
  }

  #drawAt(moment: number): void {
    if (moment >= this.#due) return;
    this.#cancel();
    this.#due = moment;
    const { clock } = this.#options;
    this.#cancel = clock.setTimer(Math.max(0, moment - clock.elapsed()), () => this.#draw());
  }
}
