/**
 * What people read: the text of a message decides nothing, so it is left as it is. The rule: a literal in which a space
 * stands between words is a sentence (codes, names and patterns have none), and so is what is put together of them alone.
 */
import ts from "typescript";

const BETWEEN_WORDS = /[\w`'»),:;] [`'«(]?\w/;

export function isSentence(node) {
  if (ts.isParenthesizedExpression(node)) return isSentence(node.expression);
  if (ts.isStringLiteralLike(node)) return BETWEEN_WORDS.test(node.text);
  if (!ts.isTemplateExpression(node)) return false;
  // A hole stands for a word.
  return BETWEEN_WORDS.test(node.head.text + node.templateSpans.map(({ literal }) => `x${literal.text}`).join(""));
}

/** `{ hint: "…" }` and the like: options that hold nothing but what is read. */
export function onlySentences(node) {
  return node.properties.every((property) => {
    if (ts.isShorthandPropertyAssignment(property)) return isText(property.name.text);
    return ts.isPropertyAssignment(property) && (isSentence(property.initializer) || isText(property.name.getText()));
  });
}

function isText(name) {
  return name === "hint" || name === "message" || name === "title" || name === "description";
}
