import { byName, either, list, mapping, orNull, string } from "./build.ts";
import type { ConfigSchema } from "./json-schema.ts";

const FILE = string(
  "The path of a file with an address or a CIDR on each line; what follows a `#` or `;` is a comment. It is read as it streams in, and may have millions of lines.",
  { examples: ["lists/office.txt"] },
);
const ACTION = { description: "What the addresses are.", type: "string", enum: ["allow", "deny"] } as const;
const DESCRIPTION = orNull(string("For people to read.", { examples: ["the office"] }));

const RULE = mapping(
  "Addresses that are allowed or denied: `cidr` or `file`.",
  {
    cidr: string("An address or a CIDR.", { examples: ["203.0.113.0/24"] }),
    file: FILE,
    action: { ...ACTION, examples: ["allow"] },
    description: DESCRIPTION,
  },
  { required: ["action"] },
);

const FILE_POLICY = mapping(
  "A file of addresses that are all allowed, or all denied.",
  { file: FILE, action: { ...ACTION, default: "allow", examples: ["deny"] }, description: DESCRIPTION },
  { required: ["file"] },
);

/** `ip_policies:`. */
export const IP_POLICIES: ConfigSchema = orNull(
  byName(
    "Sets of addresses that policies name in `restrict-ips`, by id.",
    either("Rules in any order, or one file.", [list("In any order.", RULE), FILE_POLICY]),
    {
      examples: [
        {
          ipp_office: [{ cidr: "203.0.113.0/24", action: "allow" }],
          ipp_blocked: { file: "blocked.txt", action: "deny" },
        },
      ],
    },
  ),
);

const SECRET = either("The secret itself, or the file that holds it.", [
  { type: "string" },
  mapping(
    "A file; a line break at its end is no part of the secret.",
    { file: string("The path of the file.", { examples: ["secrets/token"] }) },
    { required: ["file"] },
  ),
]);

/** `secrets:`. */
export const SECRETS: ConfigSchema = orNull(
  byName(
    "What policies read with `secrets.get(vault, name)`: names and values by vault.",
    orNull(byName("A vault.", SECRET)),
    { examples: [{ vault: { token: { file: "secrets/token" } } }] },
  ),
);
