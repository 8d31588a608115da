/** What two ways to a verdict have in common: the test of second proofs asks that it be nothing. */
import { ts } from '@ts-morph/common';

/**
 * Values of the file, declared at its top or imported from another file of the repository, that both `one` and `other`
 * come to, by whatever they call. Types, and what packages and Node.js bring, are no code of ours.
 * @param one name of a member of an object, or of a function at the top of the file; `other` likewise
 * @throws Error where nothing in the file has that name
 */
export function sharedCode(path: string, text: string, one: string, other: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const values = valuesOf(file);
  const reached = (name: string) => {
    const start = values.get(name) ?? memberOf(file, name);
    if (!start) throw new Error(`${path} has nothing called ${name}.`);
    const found = new Set<string>();
    const waiting: ts.Node[] = [start];
    for (let node = waiting.pop(); node; node = waiting.pop())
      for (const used of namesIn(node)) {
        const value = values.get(used);
        if (!value || found.has(used)) continue;
        found.add(used);
        waiting.push(value);
      }
    return found;
  };
  const others = reached(other);
  return [...reached(one)].filter((name) => others.has(name)).toSorted();
}

/** Each value at the top of the file by its name; of an import, its declaration, which leads no further. */
function valuesOf(file: ts.SourceFile): ReadonlyMap<string, ts.Node> {
  const values = new Map<string, ts.Node>();
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) values.set(statement.name.text, statement);
    if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (ts.isIdentifier(name) && initializer) values.set(name.text, initializer);
    if (!ts.isImportDeclaration(statement) || !statement.moduleSpecifier.getText().startsWith("'.")) continue;
    const { importClause } = statement;
    if (!importClause || importClause.isTypeOnly || !importClause.namedBindings) continue;
    if (ts.isNamedImports(importClause.namedBindings))
      for (const { name, isTypeOnly } of importClause.namedBindings.elements)
        if (!isTypeOnly) values.set(name.text, statement.moduleSpecifier);
  }
  return values;
}

/** The first member of that name in any object of the file. */
function memberOf(file: ts.SourceFile, name: string): ts.Node | undefined {
  const visit = (node: ts.Node): ts.Node | undefined =>
    (ts.isMethodDeclaration(node) || ts.isPropertyAssignment(node)) && node.name.getText() === name
      ? node
      : ts.forEachChild(node, visit);
  return visit(file);
}

/** The names that a piece of code uses as values, but for those that it declares itself. */
function namesIn(node: ts.Node): string[] {
  const used: string[] = [];
  const own = new Set<string>();
  const visit = (part: ts.Node): void => {
    if (ts.isTypeNode(part)) return;
    if (
      (ts.isBindingElement(part) || ts.isParameter(part) || ts.isVariableDeclaration(part)) &&
      ts.isIdentifier(part.name)
    )
      own.add(part.name.text);
    const { parent } = part;
    const isName =
      (ts.isPropertyAccessExpression(parent) && parent.name === part) ||
      (ts.isPropertyAssignment(parent) && parent.name === part) ||
      (ts.isBindingElement(parent) && parent.propertyName === part) ||
      (ts.isMethodDeclaration(parent) && parent.name === part);
    if (ts.isIdentifier(part) && !isName) used.push(part.text);
    ts.forEachChild(part, visit);
  };
  visit(node);
  return used.filter((name) => !own.has(name));
}
