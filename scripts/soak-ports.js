/** The ports that the proxy has said it listens on, endpoint by endpoint, and when each was open for certain. */
export class OpenPorts {
  #now = new Map();
  #all = [];

  /** The one that is open; where none is, the last one that was. */
  get(name) {
    return this.#now.get(name)?.port;
  }

  opened(name, port) {
    const entry = { port, from: performance.now(), closing: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY };
    this.#now.set(name, entry);
    this.#all.push(entry);
  }

  /** It is about to be told to go on with these endpoints alone: any moment another's port may be closed. */
  closing(names) {
    for (const [name, entry] of this.#now) {
      if (!names.includes(name)) entry.closing = Math.min(entry.closing, performance.now());
    }
  }

  /** It goes on as it was. */
  kept() {
    for (const entry of this.#now.values()) {
      if (entry.until === Number.POSITIVE_INFINITY) entry.closing = Number.POSITIVE_INFINITY;
    }
  }

  /** Said by who has closed it. */
  closed(port) {
    const entry = this.#all.findLast((each) => each.port === port);
    if (entry) entry.until = performance.now();
  }

  /** How many have been closed. */
  get drops() {
    return this.#all.filter(({ until }) => until !== Number.POSITIVE_INFINITY).length;
  }

  /** Whether the port was, from one moment to another, `open` throughout, `closed` throughout, or `either`. */
  state(port, from, to) {
    const entry = this.#all.findLast((each) => each.port === port && each.from <= from);
    if (!entry || from > entry.until) return "closed";
    return to < entry.closing ? "open" : "either";
  }
}
