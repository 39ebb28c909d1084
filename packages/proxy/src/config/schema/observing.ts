import { LOG_FORMATS, LOG_LEVELS } from "../../log/levels.ts";
import { integer, mapping, orNull, string } from "./build.ts";
import type { ConfigSchema } from "./json-schema.ts";

/** `events:`. */
export const EVENTS: ConfigSchema = orNull(
  mapping(
    "Where the line of each connection goes.",
    {
      file: string("The path of a file that lines are appended to.", { examples: ["/var/log/sluice/events.jsonl"] }),
    },
    { required: ["file"], examples: [{ file: "/var/log/sluice/events.jsonl" }] },
  ),
);

/** `metrics:`. */
export const METRICS: ConfigSchema = mapping(
  "Where Prometheus asks for metrics, and others for the state of the process, by HTTP. Default: nobody can ask.",
  {
    address: string("An address of this machine, and a port: `127.0.0.1:9090` or `[::1]:9090`.", {
      examples: ["127.0.0.1:9090"],
    }),
    max_endpoints: orNull(
      integer("How many endpoints, from the first on, have series of their own; the rest share one.", [0, 10_000], {
        default: 100,
        examples: [500],
      }),
    ),
  },
  { required: ["address"], examples: [{ address: "127.0.0.1:9090" }] },
);

/** `log:`. */
export const LOG: ConfigSchema = orNull(
  mapping(
    "What is said on standard error.",
    {
      level: orNull({
        description: "The least that is said.",
        type: "string",
        enum: LOG_LEVELS,
        examples: ["warn"],
      }),
      format: orNull({
        description: "Lines for people, or JSON for programs.",
        type: "string",
        enum: LOG_FORMATS,
        examples: ["json"],
      }),
    },
    { examples: [{ level: "info", format: "json" }] },
  ),
);
