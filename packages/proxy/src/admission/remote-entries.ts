import type { LocalAdmission } from "./admission.ts";
import type { Overload } from "./limits.ts";
import type { LocalEntry } from "./local-entry.ts";
import type { AdmissionStep } from "./remote.ts";

/** What one other process is counted for. */
export class RemoteEntries {
  readonly #admission: LocalAdmission;
  readonly #entries = new Map<number, LocalEntry>();

  constructor(admission: LocalAdmission) {
    this.#admission = admission;
  }

  /** `entry`: the same number for all steps of one connection. */
  answer(entry: number, step: AdmissionStep): Overload | undefined {
    const known = this.#entries.get(entry) ?? this.#admission.entry();
    this.#entries.set(entry, known);
    return take(known, step);
  }

  leaveEndpoint(entry: number, id: string): void {
    this.#entries.get(entry)?.leaveEndpoint(id);
  }

  leave(entry: number): void {
    this.#entries.get(entry)?.leave();
    this.#entries.delete(entry);
  }

  /** Gives everything back: the process is gone, and with it its connections. */
  leaveAll(): void {
    for (const entry of this.#entries.values()) entry.leave();
    this.#entries.clear();
  }
}

function take(entry: LocalEntry, step: AdmissionStep): Overload | undefined {
  switch (step.kind) {
    case "enter":
      return entry.enter();
    case "client":
      return entry.asClient(step.address);
    case "endpoint":
      return entry.atEndpoint(step.id, step.most);
  }
}
