import { Fault } from "../cel/index.ts";
import { Address, readAddress } from "../net/index.ts";

/**
 * An address that a host tells as a text, read at most once for a connection, and only if somebody asks. The address that
 * it gives is its own and is written over for the next connection, so that reading makes nothing.
 */
export class AddressFact {
  readonly #own: Address = new Address(0, 0, 0, 0);
  #address: Address | Fault | undefined = undefined;
  #text: string | undefined = undefined;

  address(fact: string): Address | Fault {
    this.#address ??= this.#read(fact);
    return this.#address;
  }

  /** In canonical form. */
  text(fact: string): string | Fault {
    if (this.#text !== undefined) return this.#text;
    const address = this.address(fact);
    if (address instanceof Fault) return address;
    this.#text ??= address.toString();
    return this.#text;
  }

  forget(): void {
    this.#address = undefined;
    this.#text = undefined;
  }

  #read(fact: string): Address | Fault {
    // A broken fact refuses the connection; guessing an address could let it in.
    const form = typeof fact === "string" ? readAddress(fact, this.#own) : "none";
    if (form === "none") return new Fault("invalid-argument", `\`${fact}\` is not an IP address`);
    if (form === "canonical") this.#text = fact;
    return this.#own;
  }
}
