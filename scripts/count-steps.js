/**
 * An esbuild plugin that makes modules count their steps: every function and every turn of a loop starts with a call of
 * `countStep`, which the build has to inject. What does not end, or takes too long, is then known without a clock.
 */
import { readFile } from "node:fs/promises";
import ts from "typescript";

export function countSteps(filter) {
  return {
    name: "count-steps",
    setup(build) {
      build.onLoad({ filter }, async ({ path }) => {
        const { outputText } = ts.transpileModule(await readFile(path, "utf8"), {
          compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
          fileName: path,
          transformers: { before: [addSteps] },
        });
        return { contents: outputText, loader: "js" };
      });
    },
  };
}

function addSteps({ factory }) {
  const call = () => factory.createCallExpression(factory.createIdentifier("countStep"), undefined, []);
  const withStep = (body) =>
    factory.createBlock(
      [factory.createExpressionStatement(call()), ...(ts.isBlock(body) ? body.statements : [body])],
      true,
    );
  const visit = (node) => {
    const n = ts.visitEachChild(node, visit, undefined);
    if (ts.isForStatement(n)) {
      return factory.updateForStatement(n, n.initializer, n.condition, n.incrementor, withStep(n.statement));
    }
    if (ts.isForOfStatement(n)) {
      return factory.updateForOfStatement(n, n.awaitModifier, n.initializer, n.expression, withStep(n.statement));
    }
    if (ts.isWhileStatement(n)) return factory.updateWhileStatement(n, n.expression, withStep(n.statement));
    if (ts.isDoStatement(n) || ts.isForInStatement(n)) throw new Error("count the steps of this kind of loop, too");
    if (ts.isArrowFunction(n) && !ts.isBlock(n.body)) {
      const body = factory.createParenthesizedExpression(factory.createComma(call(), n.body));
      return factory.updateArrowFunction(
        n,
        n.modifiers,
        n.typeParameters,
        n.parameters,
        n.type,
        n.equalsGreaterThanToken,
        body,
      );
    }
    // What is left with a body is a function of some kind: its body is the block that is a child of it.
    if (ts.isBlock(n) && ts.isFunctionLike(node.parent) && !ts.isConstructorDeclaration(node.parent))
      return withStep(n);
    return n;
  };
  return (file) => ts.visitEachChild(file, visit, undefined);
}
