/**
 * What is changed, one thing at a time: every place in a source where it is tried, and the text that is put there.
 * The list follows Stryker's, with numbers, single statements and both sides of `??` beside it.
 */
import ts from "typescript";
import { isSentence, onlySentences } from "./sentences.js";

const K = ts.SyntaxKind;

/** Of an operator, what takes its place. */
const OPERATORS = new Map([
  [K.PlusToken, ["-"]],
  [K.MinusToken, ["+"]],
  [K.AsteriskToken, ["/"]],
  [K.SlashToken, ["*"]],
  [K.PercentToken, ["*"]],
  [K.AsteriskAsteriskToken, ["*"]],
  [K.AmpersandToken, ["|"]],
  [K.BarToken, ["&"]],
  [K.CaretToken, ["&"]],
  [K.LessThanLessThanToken, [">>"]],
  [K.GreaterThanGreaterThanToken, ["<<"]],
  [K.GreaterThanGreaterThanGreaterThanToken, ["<<", ">>"]],
  [K.EqualsEqualsEqualsToken, ["!=="]],
  [K.ExclamationEqualsEqualsToken, ["==="]],
  [K.LessThanToken, ["<=", ">="]],
  [K.LessThanEqualsToken, ["<", ">"]],
  [K.GreaterThanToken, [">=", "<="]],
  [K.GreaterThanEqualsToken, [">", "<"]],
  [K.AmpersandAmpersandToken, ["||"]],
  [K.BarBarToken, ["&&"]],
  [K.PlusEqualsToken, ["-="]],
  [K.MinusEqualsToken, ["+="]],
  [K.AsteriskEqualsToken, ["/="]],
  [K.AmpersandEqualsToken, ["|="]],
  [K.BarEqualsToken, ["&="]],
  [K.AmpersandAmpersandEqualsToken, ["||="]],
  [K.BarBarEqualsToken, ["&&="]],
  [K.QuestionQuestionEqualsToken, ["&&="]],
]);

const BOOLEAN = new Set([
  K.EqualsEqualsEqualsToken,
  K.ExclamationEqualsEqualsToken,
  K.LessThanToken,
  K.LessThanEqualsToken,
  K.GreaterThanToken,
  K.GreaterThanEqualsToken,
  K.InstanceOfKeyword,
  K.InKeyword,
]);

/** Of a method, the one that is called in its place; `undefined`: what it is called on is taken as it is. */
const METHODS = new Map([
  ["startsWith", "endsWith"],
  ["endsWith", "startsWith"],
  ["some", "every"],
  ["every", "some"],
  ["min", "max"],
  ["max", "min"],
  ["toLowerCase", "toUpperCase"],
  ["indexOf", "lastIndexOf"],
  ["trim", undefined],
  ["filter", undefined],
  ["sort", undefined],
  ["slice", undefined],
  ["subarray", undefined],
]);

/**
 * The places of a source file, those with mutants only: `start` and `end` (offsets), `kind` (`expression`, `statement`,
 * `block` or `clause`), and `mutants`, each the `text` that stands there instead. Places nest or are apart; a block's is
 * what is between its braces, a clause's its statements.
 */
export function placesOf(file) {
  const places = new Map();
  const text = file.text;
  const source = (node) => text.slice(node.getStart(file), node.end);
  const add = (kind, start, end, replacement) => {
    const key = `${kind === "expression" ? "" : kind}${start}-${end}`;
    const place = places.get(key) ?? { kind, start, end, mutants: [] };
    places.set(key, place);
    const original = text.slice(start, end);
    if (replacement !== original && !place.mutants.includes(replacement)) place.mutants.push(replacement);
  };
  const visit = (node) => {
    if (isNoCode(node)) return;
    if (canStandInParentheses(node)) {
      for (const replacement of replacementsOf(node, { file, source })) {
        add("expression", node.getStart(file), node.end, replacement);
      }
    }
    for (const [kind, start, end] of removals(node, file)) add(kind, start, end, "");
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return [...places.values()]
    .filter(({ mutants }) => mutants.length > 0)
    .sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Types and imports do nothing when a program runs; of a schema runs what is generated, and `generate --check` compares that. */
function isNoCode(node) {
  return (
    isSchema(node) ||
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isTypeParameterDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node)
  );
}

const SCHEMA_TYPES = new Set(["object", "array", "string", "boolean"]);

/** A JSON Schema: an object whose `type` is one of JSON's. */
function isSchema(node) {
  if (!ts.isObjectLiteralExpression(node)) return false;
  const type = node.properties.find(
    (property) => ts.isPropertyAssignment(property) && property.name.getText() === "type",
  );
  if (type === undefined) return false;
  const values = ts.isArrayLiteralExpression(type.initializer) ? type.initializer.elements : [type.initializer];
  return values.every((value) => ts.isStringLiteral(value) && SCHEMA_TYPES.has(value.text));
}

function canStandInParentheses(node) {
  if (!ts.isExpression(node)) return false;
  const { parent } = node;
  // Inside of `a?.b.c` a parenthesis would end what `?.` skips; what is called must keep its `this`.
  if (isLink(parent) && parent.expression === node) return false;
  if (ts.isTaggedTemplateExpression(parent) || ts.isExpressionWithTypeArguments(parent)) return false;
  if ("name" in parent && parent.name === node) return false;
  return !isTarget(node) && !isForTypes(node);
}

function isLink(node) {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node)
    ? ts.isOptionalChain(node) || !ts.isCallExpression(node)
    : false;
}

/**
 * Whether it is the constant of `list[i] ?? constant` or `[first = constant] = list`: there for the type checker, which
 * takes every index to be out of bounds.
 */
function isForTypes(node) {
  const { parent } = node;
  const isNegative = ts.isPrefixUnaryExpression(node) && ts.isLiteralExpression(node.operand);
  if (!isNegative && !ts.isLiteralExpression(node)) return false;
  if (ts.isPrefixUnaryExpression(parent)) return isForTypes(parent);
  if (ts.isBindingElement(parent)) return parent.initializer === node && ts.isArrayBindingPattern(parent.parent);
  return (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === K.QuestionQuestionToken &&
    parent.right === node &&
    ts.isElementAccessExpression(parent.left)
  );
}

/** Whether it is assigned to. */
function isTarget(node) {
  const { parent } = node;
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === K.EqualsToken && parent.left === node;
}

function replacementsOf(node, { file, source }) {
  const result = [];
  if (isCondition(node)) result.push(...(isLoop(node.parent) ? ["false"] : ["true", "false"]));
  if (ts.isBinaryExpression(node)) result.push(...binary(node, source));
  else if (ts.isPrefixUnaryExpression(node)) result.push(...prefix(node, source));
  else if (ts.isPostfixUnaryExpression(node)) {
    result.push(`${source(node.operand)}${node.operator === K.PlusPlusToken ? "--" : "++"}`);
  } else if (node.kind === K.TrueKeyword) result.push("false");
  else if (node.kind === K.FalseKeyword) result.push("true");
  else if (ts.isNumericLiteral(node)) result.push(String(Number(node.text) + 1));
  else if (ts.isBigIntLiteral(node)) result.push(`${BigInt(node.text.slice(0, -1)) + 1n}n`);
  else if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    if (!isSentence(node)) result.push(node.text === "" ? '"mutated"' : '""');
  } else if (ts.isTemplateExpression(node)) {
    if (!isSentence(node)) result.push('""');
  } else if (ts.isArrayLiteralExpression(node)) {
    if (node.elements.length > 0) result.push("[]");
  } else if (ts.isObjectLiteralExpression(node)) {
    if (node.properties.length > 0 && !onlySentences(node)) result.push("({})");
  } else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
    if (!isSentence(node.body))
      result.push(`${source(node).slice(0, node.body.getStart(file) - node.getStart(file))}undefined`);
  } else if (ts.isRegularExpressionLiteral(node)) result.push(...regex(node.text));
  else if (ts.isCallExpression(node)) result.push(...call(node, source));
  if (ts.isOptionalChain(node) && node.questionDotToken !== undefined) result.push(withoutQuestion(node, source, file));
  return result;
}

function isCondition(node) {
  const { parent } = node;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent))
    return parent.expression === node;
  return (ts.isConditionalExpression(parent) || ts.isForStatement(parent)) && parent.condition === node;
}

function isLoop(node) {
  return ts.isWhileStatement(node) || ts.isDoStatement(node) || ts.isForStatement(node);
}

function binary(node, source) {
  const { left, right, operatorToken } = node;
  const kind = operatorToken.kind;
  if (kind === K.QuestionQuestionToken) {
    return isForTypes(right) ? [source(right)] : [source(left), source(right)];
  }
  const isText = kind === K.PlusToken && [left, right].some((side) => ts.isStringLiteralLike(side));
  const swapped = (isText ? [] : (OPERATORS.get(kind) ?? [])).map(
    (other) => `${source(left)} ${other} ${source(right)}`,
  );
  return BOOLEAN.has(kind) ? [...swapped, "true", "false"] : swapped;
}

function prefix(node, source) {
  const operand = source(node.operand);
  switch (node.operator) {
    case K.ExclamationToken:
    case K.TildeToken:
    case K.MinusToken:
      return [operand];
    case K.PlusPlusToken:
      return [`--${operand}`];
    case K.MinusMinusToken:
      return [`++${operand}`];
    default:
      return [];
  }
}

function call(node, source) {
  const callee = node.expression;
  if (!ts.isPropertyAccessExpression(callee) || !METHODS.has(callee.name.text)) return [];
  const other = METHODS.get(callee.name.text);
  const object = source(callee.expression);
  if (other === undefined) return [object];
  const dot = callee.questionDotToken === undefined ? "." : "?.";
  return [`${object}${dot}${other}(${node.arguments.map(source).join(", ")})`];
}

/** One anchor, class or quantifier at a time; a class in a class is none. */
function regex(text) {
  const result = [];
  for (const { index, 0: part } of text.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|\(\?[:=!]|[\^$+*]/gs)) {
    const put = (other) => result.push(text.slice(0, index) + other + text.slice(index + part.length));
    if (part === "^" || part === "$") put("");
    else if (part === "+") put("");
    else if (part === "*") put("+");
    else if (part.startsWith("[")) put(part.startsWith("[^") ? `[${part.slice(2)}` : `[^${part.slice(1)}`);
    else if (/^\\[sSdDwW]$/.test(part)) put(part === part.toLowerCase() ? part.toUpperCase() : part.toLowerCase());
  }
  return result;
}

/** `a?.b` as `a.b`. */
function withoutQuestion(node, source, file) {
  const whole = source(node);
  const at = node.questionDotToken.getStart(file) - node.getStart(file);
  return whole.slice(0, at) + (ts.isPropertyAccessExpression(node) ? "." : "") + whole.slice(at + 2);
}

/** What is left out as a whole: bodies, single statements, the statements of a `case`. */
function removals(node, file) {
  if (ts.isBlock(node) && node.statements.length > 0) {
    return [["block", node.getStart(file) + 1, node.end - 1]];
  }
  if (ts.isCaseOrDefaultClause(node) && node.statements.length > 0) {
    return [["clause", node.statements[0].getStart(file), node.statements.at(-1).end]];
  }
  const isAlone = ts.isBlock(node.parent) && node.parent.statements.length === 1;
  const isStatement = ts.isExpressionStatement(node) || ts.isContinueStatement(node) || isBreakOfLoop(node);
  return isStatement && !isAlone ? [["statement", node.getStart(file), node.end]] : [];
}

function isBreakOfLoop(node) {
  return (
    ts.isBreakStatement(node) && !ts.isCaseOrDefaultClause(node.parent) && !ts.isCaseOrDefaultClause(node.parent.parent)
  );
}
