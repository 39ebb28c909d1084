import { addresses } from "./addresses.ts";
import { conversions } from "./conversions.ts";
import { encodings } from "./encodings.ts";
import { format } from "./format.ts";
import { hashes } from "./hashes.ts";
import { type FunctionHost, hostFunctions } from "./host.ts";
import { Functions } from "./library.ts";
import { lists } from "./lists.ts";
import { math } from "./math.ts";
import { operators } from "./operators.ts";
import { optionals } from "./optionals.ts";
import { strings } from "./strings.ts";
import { times } from "./times.ts";
import { urls } from "./urls.ts";

/** Every function of the language (language.md, section 5), written from its description and cel-spec alone. */
export function modelFunctions(host: FunctionHost): Functions {
  return new Functions({
    ...operators,
    ...conversions,
    ...strings,
    ...format,
    ...lists,
    ...math,
    ...times,
    ...addresses,
    ...encodings,
    ...urls,
    ...hashes,
    ...optionals,
    ...hostFunctions(host),
  });
}
