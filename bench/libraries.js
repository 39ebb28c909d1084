/** The CEL libraries of docs/dependencies.md, each given the same connections in the types that it reads. */
import { CelScalar, celEnv, celFunc, parse as parseBuf, plan } from "@bufbuild/cel";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Environment } from "@marcbachmann/cel-js";
import { evaluate as evaluateCelJs, parse as parseCelJs } from "cel-js";

/** What a library reads of a connection, made once for each. */
function contextOf(make) {
  const contexts = new Map();
  return (facts) => {
    const context = contexts.get(facts) ?? make(facts);
    contexts.set(facts, context);
    return context;
  };
}

const withDates = () =>
  contextOf(({ client_ip, client_port, sni, time, categories }) => ({
    client_ip,
    client_port,
    sni,
    start: new Date(time),
    categories,
  }));

export const LIBRARIES = [
  {
    name: "@marcbachmann/cel-js",
    prepare({ cel }, inCidrRange) {
      const environment = new Environment({ unlistedVariablesAreDyn: true });
      environment.registerFunction("inCidrRange(dyn, dyn): bool", inCidrRange);
      const evaluate = environment.parse(cel);
      const context = withDates();
      return (facts) => evaluate(context(facts));
    },
  },
  {
    name: "@bufbuild/cel",
    prepare({ cel }, inCidrRange) {
      const { STRING, BOOL } = CelScalar;
      const environment = celEnv({ funcs: [celFunc("inCidrRange", [STRING, STRING], BOOL, inCidrRange)] });
      const evaluate = plan(environment, parseBuf(cel));
      const context = contextOf(({ client_ip, client_port, sni, time, categories }) => ({
        client_ip,
        client_port,
        sni,
        start: timestampFromMs(time),
        categories,
      }));
      return (facts) => evaluate(context(facts));
    },
  },
  {
    name: "cel-js",
    prepare({ cel }, inCidrRange) {
      const parsed = parseCelJs(cel);
      if (!parsed.isSuccess) throw new Error(parsed.errors.join());
      const context = contextOf(({ client_ip, port, sni, time, categories }) => ({
        client_ip,
        client_port: port,
        sni,
        start: new Date(time),
        categories,
      }));
      return (facts) => evaluateCelJs(parsed.cst, context(facts), { inCidrRange });
    },
  },
];
