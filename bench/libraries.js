/** The CEL libraries of docs/dependencies.md, each given the same connections in the types that it reads. */
import { CelScalar, celEnv, celFunc, parse as parseBuf, plan } from "@bufbuild/cel";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Environment } from "@marcbachmann/cel-js";
import { evaluate as evaluateCelJs, parse as parseCelJs } from "cel-js";

/**
 * `compiler` makes what is made once for all expressions, and gives what turns a text into a function of a context.
 * `contextOf` is what the library reads of a connection.
 */
export const LIBRARIES = [
  {
    name: "@marcbachmann/cel-js",
    compiler(inCidrRange) {
      const environment = new Environment({ unlistedVariablesAreDyn: true });
      environment.registerFunction("inCidrRange(dyn, dyn): bool", inCidrRange);
      return (cel) => environment.parse(cel);
    },
    contextOf: ({ client_ip, client_port, sni, time, categories }) => ({
      client_ip,
      client_port,
      sni,
      start: new Date(time),
      categories,
    }),
  },
  {
    name: "@bufbuild/cel",
    compiler(inCidrRange) {
      const { STRING, BOOL } = CelScalar;
      const environment = celEnv({ funcs: [celFunc("inCidrRange", [STRING, STRING], BOOL, inCidrRange)] });
      return (cel) => plan(environment, parseBuf(cel));
    },
    contextOf: ({ client_ip, client_port, sni, time, categories }) => ({
      client_ip,
      client_port,
      sni,
      start: timestampFromMs(time),
      categories,
    }),
  },
  {
    name: "cel-js",
    compiler(inCidrRange) {
      const functions = { inCidrRange };
      return (cel) => {
        const parsed = parseCelJs(cel);
        if (!parsed.isSuccess) throw new Error(parsed.errors.join());
        return (context) => evaluateCelJs(parsed.cst, context, functions);
      };
    },
    contextOf: ({ client_ip, port, sni, time, categories }) => ({
      client_ip,
      client_port: port,
      sni,
      start: new Date(time),
      categories,
    }),
  },
];
