/**
 * Whether a handler file does nothing but wire: it makes clients and hands them, with what the environment says, to one
 * function that has the logic. What is allowed is listed, so that whatever else somebody writes is refused.
 */
import { ts } from '@ts-morph/common';

const { SyntaxKind } = ts;

/** Names, values and how they are put together; calls and `new` have a rule each below. */
const WIRING: ReadonlySet<number> = new Set([
  ...[SyntaxKind.Identifier, SyntaxKind.PropertyAccessExpression, SyntaxKind.MetaProperty],
  ...[SyntaxKind.StringLiteral, SyntaxKind.NumericLiteral, SyntaxKind.ArrayLiteralExpression],
  ...[SyntaxKind.ObjectLiteralExpression, SyntaxKind.PropertyAssignment, SyntaxKind.ShorthandPropertyAssignment],
  ...[SyntaxKind.CallExpression, SyntaxKind.NewExpression],
  // A name or a clock: a function of one expression that holds nothing but the same.
  ...[SyntaxKind.ArrowFunction, SyntaxKind.Parameter, SyntaxKind.AsyncKeyword, SyntaxKind.EqualsGreaterThanToken],
]);

const parse = (path: string, text: string) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);

/** Names of the SDK's classes that a handler file makes: the clients of the services that it calls. */
export function clientsMadeIn(path: string, text: string): string[] {
  const file = parse(path, text);
  const ofSdk = file.statements
    .filter(ts.isImportDeclaration)
    .filter(({ moduleSpecifier }) => /^.@aws-sdk\//.test(moduleSpecifier.getText()))
    .map((declaration) => declaration.getText());
  const made = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node)) made.add(node.expression.getText());
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...made].filter((name) => ofSdk.some((line) => new RegExp(`\\b${name}\\b`).test(line))).toSorted();
}

/** What a handler file holds beside wiring, each as a sentence; none for one that only wires. */
export function logicIn(path: string, text: string): string[] {
  const file = parse(path, text);
  const found: string[] = [];
  const note = (node: ts.Node, what: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${path}:${line + 1} ${what}: move it to a function of its dependencies, as serve-api.handler.ts does`);
  };
  const visit = (node: ts.Node): void => {
    if (!WIRING.has(node.kind)) note(node, `holds ${SyntaxKind[node.kind]}`);
    else if (ts.isCallExpression(node) && !ts.isIdentifier(node.expression)) {
      note(node, `calls ${node.expression.getText()}`);
    } else ts.forEachChild(node, visit);
  };
  let handlers = 0;
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) continue;
    if (!ts.isVariableStatement(statement)) {
      note(statement, `holds ${SyntaxKind[statement.kind]}`);
      continue;
    }
    const exported = statement.modifiers?.some(({ kind }) => kind === SyntaxKind.ExportKeyword);
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer) visit(initializer);
      if (!exported) continue;
      handlers += 1;
      if (name.getText() !== 'handler') note(name, `exports ${name.getText()}`);
      else if (!initializer || !ts.isCallExpression(initializer)) note(name, 'has a handler of its own');
    }
  }
  if (handlers === 0) found.push(`${path} exports no handler: export const handler = …`);
  return found;
}
