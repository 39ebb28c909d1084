import { Fault } from "../cel/index.ts";
import type { SideFacts } from "../facts.ts";
import { Address, readAddress } from "../net/index.ts";

type ToldAddress = Pick<SideFacts, "ip" | "address">;

/**
 * An address that a host tells, read at most once for a run, and only if somebody asks. Of one that is told as a text alone, the
 * address that it gives is its own and is written over for the next run, so that reading makes nothing.
 */
export class AddressFact {
  readonly #own: Address = new Address(0, 0, 0, 0);
  #address: Address | Fault | undefined = undefined;
  #text: string | undefined = undefined;

  address(fact: ToldAddress): Address | Fault {
    this.#address ??= this.#read(fact);
    return this.#address;
  }

  /** In canonical form. */
  text(fact: ToldAddress): string | Fault {
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

  #read(fact: ToldAddress): Address | Fault {
    // A broken fact refuses the connection; guessing an address could let it in.
    const known = fact.address;
    if (known !== undefined) {
      return known instanceof Address ? known : new Fault("invalid-argument", "`address` is not an `Address`");
    }
    const { ip } = fact;
    const form = typeof ip === "string" ? readAddress(ip, this.#own) : "none";
    if (form === "none") return new Fault("invalid-argument", `\`${ip}\` is not an IP address`);
    if (form === "canonical") this.#text = ip;
    return this.#own;
  }
}
