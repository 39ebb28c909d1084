import { fieldOf, type StringNode } from "../source/node.ts";
import { type LintContext, warn } from "./context.ts";
import type { ActionFacts, PolicyFacts } from "./policy-facts.ts";

/** Finds variables that `set-vars` defines and nothing reads. */
export function lintVariables({ rules, reads, brokenTexts }: PolicyFacts, context: LintContext): void {
  const told = new Set<string>();
  for (const key of rules.flatMap(({ actions }) => actions.flatMap(definedBy))) {
    const name = key.value;
    // A text that does not compile may have meant to read it.
    const isRead = reads.has(`vars.${name}`) || brokenTexts.some((text) => text.includes(name));
    if (isRead || told.has(name)) continue;
    told.add(name);
    const hint = "remove it, or use it in a rule behind this one";
    warn(context, "unused-variable", key, `nothing reads \`vars.${name}\``, { hint });
  }
}

function definedBy({ type, node }: ActionFacts): readonly StringNode[] {
  const config = type === "set-vars" ? fieldOf(node, "config") : undefined;
  const list = config?.kind === "map" ? fieldOf(config, "vars") : undefined;
  return list?.kind === "list"
    ? list.items.flatMap((item) => (item.kind === "map" ? item.entries : [])).map(({ key }) => key)
    : [];
}
