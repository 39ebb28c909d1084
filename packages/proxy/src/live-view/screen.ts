import type { Line, Size } from "./render.ts";

/** What is drawn on: standard output. */
export interface ScreenOutput {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

const ESC = "\u001b[";
/** The other screen of the terminal, which leaves what was there as it was; no cursor; no line breaks of its own. */
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}?7l${ESC}2J`;
const LEAVE = `${ESC}?7h${ESC}?25h${ESC}?1049l`;
/** Terminals that know these show a frame at once; others pass over them. */
const BEGIN = `${ESC}?2026h`;
const END = `${ESC}?2026l`;

/** Draws frames on a terminal: one write each, and of lines only those that are others than before. */
export class Screen {
  readonly #output: ScreenOutput;
  readonly #color: boolean;
  #shown: readonly string[] = [];
  #isOpen = false;

  constructor(output: ScreenOutput, color: boolean) {
    this.#output = output;
    this.#color = color;
  }

  get size(): Size {
    // A terminal that tells neither is taken for the smallest that was ever common.
    return { columns: this.#output.columns || 80, rows: this.#output.rows || 24 };
  }

  enter(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#shown = [];
    this.#output.write(ENTER);
  }

  /** Gives the terminal back as it was. */
  leave(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#output.write(LEAVE);
  }

  /** What is on the screen is no longer what was drawn there: it has another size. */
  forget(): void {
    this.#shown = [];
    if (this.#isOpen) this.#output.write(`${ESC}2J`);
  }

  draw(lines: readonly Line[]): void {
    if (!this.#isOpen) return;
    const before = this.#shown;
    const now = lines.map((line) => this.#styled(line));
    this.#shown = now;
    let changes = "";
    for (let row = 0; row < Math.max(now.length, before.length); row++) {
      const text = now[row] ?? "";
      if (text !== (before[row] ?? "")) changes += `${ESC}${row + 1};1H${ESC}2K${text}`;
    }
    if (changes !== "") this.#output.write(BEGIN + changes + END);
  }

  #styled({ text, style }: Line): string {
    if (!this.#color || style === undefined || text === "") return text;
    return `${ESC}${style === "bold" ? 1 : 2}m${text}${ESC}0m`;
  }
}
