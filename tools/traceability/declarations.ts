import ts from '@typescript/typescript6';

/** What a source file declares, by syntax alone: names of a page are looked up here. */
export interface Declarations {
  /** True when the file declares `name` at its top level and, if asked, `member` inside of it. */
  readonly has: (name: string, member?: string) => boolean;
}

/** Names of the declarations at the top level of a TypeScript file, each with its node. */
function topLevel(ast: ts.SourceFile): Map<string, ts.Node> {
  const found = new Map<string, ts.Node>();
  for (const statement of ast.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        if (ts.isIdentifier(declaration.name)) found.set(declaration.name.text, declaration);
      }
    } else if (
      (ts.isFunctionDeclaration(statement) ||
        ts.isClassDeclaration(statement) ||
        ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement) ||
        ts.isEnumDeclaration(statement)) &&
      statement.name !== undefined
    ) {
      // A type may have the name of a value; the first one, which is the value in our sources, has the members.
      if (!found.has(statement.name.text)) found.set(statement.name.text, statement);
    }
  }
  return found;
}

/** Members of classes, interfaces and object literals; the words of a union of strings or of a list of strings. */
function isMember(node: ts.Node, name: string): boolean {
  if (ts.isStringLiteral(node)) {
    const { parent } = node;
    const listed =
      ts.isLiteralTypeNode(parent) || ts.isArrayLiteralExpression(parent) || ts.isCallExpression(parent);
    return listed && node.text === name;
  }
  const named =
    ts.isPropertyAssignment(node) ||
    ts.isShorthandPropertyAssignment(node) ||
    ts.isPropertySignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isGetAccessorDeclaration(node) ||
    ts.isEnumMember(node);
  return named && 'text' in node.name && node.name.text === name;
}

function contains(node: ts.Node, matches: (node: ts.Node) => boolean): boolean {
  return matches(node) || (ts.forEachChild(node, (child) => contains(child, matches) || undefined) ?? false);
}

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile('page.ts', text, ts.ScriptTarget.Latest, true);
}

/** Declarations of a TypeScript file. */
export function typescript(text: string): Declarations {
  const found = topLevel(parse(text));
  return {
    has: (name, member) => {
      const node = found.get(name);
      return (
        node !== undefined && (member === undefined || contains(node, (inner) => isMember(inner, member)))
      );
    },
  };
}

/** Keys of the object literal that is the first argument of the call that `name` is: a codec's fields or variants. */
export function fieldsOf(text: string, name: string): string[] {
  const node = topLevel(parse(text)).get(name);
  const call = node !== undefined && ts.isVariableDeclaration(node) ? node.initializer : undefined;
  const fields = call !== undefined && ts.isCallExpression(call) ? call.arguments[0] : undefined;
  if (fields === undefined || !ts.isObjectLiteralExpression(fields))
    throw new Error(`${name} is not a codec`);
  return fields.properties.map((property) => property.name!.getText());
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*/g, '');
}

/** Declarations of a Solidity file, and the fields of its structs and enums. */
export function solidity(source: string): Declarations {
  const text = withoutComments(source);
  return {
    has: (name, member) => {
      if (member !== undefined) {
        const body = new RegExp(`\\b(?:struct|enum|contract|library)\\s+${name}\\b[^{]*\\{([^}]*)\\}`).exec(
          text,
        )?.[1];
        return body !== undefined && new RegExp(`\\b${member}\\s*(?:[;,]|$)`).test(body);
      }
      const kinds = 'function|event|error|struct|enum|modifier|contract|library|interface';
      return (
        new RegExp(`\\b(?:${kinds})\\s+${name}\\b`).test(text) ||
        new RegExp(`\\b(?:public|private|internal|constant|immutable)\\s+${name}\\s*[;=]`).test(text)
      );
    },
  };
}

/** Functions that anybody can call from outside a contract. */
export function externalFunctions(source: string): string[] {
  return [...withoutComments(source).matchAll(/\bfunction\s+(\w+)\s*\([^)]*\)\s*([^{;]*)[{;]/g)]
    .filter((match) => /\b(external|public)\b/.test(match[2]!))
    .map((match) => match[1]!);
}

/** A title as it stands in the source: one that is put together at run time keeps its `${…}`. */
function titleText(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? node.getText().slice(1, -1) : undefined;
}

/** Titles of the tests of a TypeScript file, and of the groups around them as `group > test`. */
export function testTitles(text: string): Set<string> {
  const titles = new Set<string>();
  const visit = (node: ts.Node, group: string): void => {
    let inside = group;
    if (ts.isCallExpression(node)) {
      const title = node.arguments[0];
      const called = /^(test|it|describe)\b/.exec(node.expression.getText())?.[1];
      const text = title === undefined ? undefined : titleText(title);
      if (called !== undefined && text !== undefined) {
        const full = group === '' ? text : `${group} > ${text}`;
        if (called === 'describe') inside = full;
        else titles.add(text).add(full);
      }
    }
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(parse(text), '');
  return titles;
}

/** Names of the tests of a Solidity file. */
export function solidityTests(source: string): Set<string> {
  return new Set(
    [...withoutComments(source).matchAll(/\bfunction\s+((?:test|invariant)\w*)/g)].map((match) => match[1]!),
  );
}
