import ts from '@typescript/typescript6';
import type { Finding } from '../finding.ts';
import { IMPURE_MEMBERS, isTest, layerOf, PURE_GLOBALS, PURE_MEMBERS } from './layers.ts';
import { isSource, type Source } from './source.ts';

/**
 * The wall around pure folders. It works by what is allowed: in a pure file every name must be declared or imported
 * there, or be on the short list of the language's own deterministic values. So `Date`, `globalThis`, `process`, and
 * whatever the next Node adds are refused without being known here, and an alias needs the name first.
 *
 * What it cannot see is a member reached through a computed key (`value[key]`). What such a key could lead to, the
 * code generator, is switched off in the enclave's process as well.
 */

const REASONS: Readonly<Record<string, string>> = {
  Date: 'is a clock: time arrives in the input',
  performance: 'is a clock: time arrives in the input',
  setTimeout: 'is a timer: return an effect or a deadline',
  setInterval: 'is a timer: return an effect or a deadline',
  setImmediate: 'is a timer: return an effect or a deadline',
  queueMicrotask: 'is a timer: return an effect or a deadline',
  crypto: 'is a source of randomness: random bytes arrive in the input',
  process: 'is the machine around: pass what is needed as an argument',
  fetch: 'is IO: return an effect',
  console: 'is IO: return an effect',
  Buffer: 'belongs to Node: use Uint8Array',
  globalThis: 'leads to every clock, timer and IO',
  global: 'leads to every clock, timer and IO',
  eval: 'runs code that nobody has read',
  Function: 'runs code that nobody has read',
  Intl: "depends on the machine's language",
  Promise: 'has no place in a pure step: effects are returned, not awaited',
};

/** Resolves names as the compiler does, without libraries: a name that resolves to nothing is a global. */
function nameResolution(sources: readonly Source[]): ts.Program {
  const asts = new Map(sources.map((source) => [source.file, source.ast]));
  const options: ts.CompilerOptions = {
    noLib: true,
    noResolve: true,
    types: [],
    allowJs: true,
    noEmit: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
  };
  return ts.createProgram([...asts.keys()], options, {
    getSourceFile: (path, language) => {
      const ast = asts.get(path);
      return ast && ts.createSourceFile(path, ast.text, language, true);
    },
    getDefaultLibFileName: () => 'lib.d.ts',
    writeFile: () => {},
    getCurrentDirectory: () => '',
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (path) => asts.has(path),
    readFile: (path) => asts.get(path)?.text,
  });
}

/** `declare const Date: …` gives a global a type and leaves it the global that it is. */
function isAmbient(declaration: ts.Declaration): boolean {
  for (let node: ts.Node = declaration; !ts.isSourceFile(node); node = node.parent) {
    if (
      ts.canHaveModifiers(node) &&
      ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.DeclareKeyword)
    )
      return true;
  }
  return declaration.getSourceFile().isDeclarationFile;
}

/** True where an identifier stands for a member, a label or a foreign name, and not for a variable. */
function isMerelyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node) ||
    (ts.isImportSpecifier(parent) && parent.propertyName === node) ||
    (ts.isExportSpecifier(parent) &&
      (parent.parent.parent.moduleSpecifier !== undefined ||
        (parent.propertyName !== undefined && parent.name === node))) ||
    ts.isNamespaceExport(parent) ||
    ts.isLabeledStatement(parent) ||
    ts.isBreakOrContinueStatement(parent) ||
    ts.isMetaProperty(parent) ||
    ((ts.isPropertyAssignment(parent) || ts.isEnumMember(parent)) && parent.name === node) ||
    ((ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isGetAccessor(parent) ||
      ts.isSetAccessor(parent)) &&
      parent.name === node)
  );
}

function isGlobal(node: ts.Identifier, checker: ts.TypeChecker): boolean {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : ts.isExportSpecifier(node.parent)
      ? checker.getExportSpecifierLocalTargetSymbol(node.parent)
      : checker.getSymbolAtLocation(node);
  const declarations = symbol?.declarations ?? [];
  return declarations.every(isAmbient);
}

function memberName(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
    return node.argumentExpression.text;
  if (ts.isBindingElement(node)) {
    const name = node.propertyName ?? node.name;
    if (ts.isIdentifier(name) && ts.isObjectBindingPattern(node.parent)) return name.text;
    if (ts.isStringLiteralLike(name)) return name.text;
  }
  return undefined;
}

function purityOf(ast: ts.SourceFile, file: string, checker: ts.TypeChecker): Finding[] {
  const findings: Finding[] = [];
  const refuse = (node: ts.Node, reason: string): void => {
    const line = ast.getLineAndCharacterOfPosition(node.getStart(ast)).line + 1;
    findings.push({ file, line, reason });
  };
  const global = (node: ts.Identifier): void => {
    const name = node.text;
    const members = Object.hasOwn(PURE_MEMBERS, name) ? PURE_MEMBERS[name] : undefined;
    if (members !== undefined) {
      const { parent } = node;
      if (!ts.isPropertyAccessExpression(parent) || parent.expression !== node)
        refuse(node, `pure code uses ${name} other than as ${name}.member, so nobody can see what it calls`);
      else if (!members.has(parent.name.text))
        refuse(node, `pure code uses ${name}.${parent.name.text}, which is not on the list of pure members`);
    } else if (!PURE_GLOBALS.has(name)) {
      const why = Object.hasOwn(REASONS, name) ? REASONS[name] : 'is not on the list of pure globals';
      refuse(node, `pure code uses ${name}, which ${why}`);
    }
  };
  const visit = (node: ts.Node): void => {
    // Types vanish before anything runs. A class's base is written like a type but is a value.
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword) return;
    if (ts.isIdentifier(node)) {
      if (!isMerelyAName(node) && isGlobal(node, checker)) global(node);
      return;
    }
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword)
      refuse(node, 'pure code uses import.meta, which says where it runs');
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      refuse(node, 'pure code uses import(): what runs must be known before it runs');
    if (
      ts.isVariableStatement(node) &&
      ts.isSourceFile(node.parent) &&
      !(node.declarationList.flags & ts.NodeFlags.Const) &&
      !node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.DeclareKeyword)
    )
      refuse(node, 'pure code keeps a module-level variable: state is an argument and a result');
    const member = memberName(node);
    if (member !== undefined && Object.hasOwn(IMPURE_MEMBERS, member))
      refuse(node, `pure code uses .${member}, which ${IMPURE_MEMBERS[member]}`);
    ts.forEachChild(node, visit);
  };
  ast.statements.forEach((statement) => {
    if (!ts.isVariableStatement(statement) || !statement.declarationList.declarations.every(isAmbient))
      visit(statement);
  });
  return findings;
}

function importsOf(source: Source): Finding[] {
  const layer = layerOf(source.file);
  const pure = layer?.pure;
  if (layer === undefined || pure === undefined) return [];
  const findings: Finding[] = [];
  for (const { specifier, local, target, names, line } of source.imports) {
    const refuse = (reason: string) => findings.push({ file: source.file, line, reason });
    if (target !== undefined) {
      if (layerOf(target)?.pure === undefined)
        refuse(`pure code imports ${target}, which is not in a pure folder`);
      else if (!isSource(target) && !target.endsWith('.json'))
        refuse(`pure code imports ${target}, which nobody can read`);
    } else if (!local) {
      const allowed = Object.hasOwn(pure.outside, specifier) ? pure.outside[specifier] : undefined;
      if (allowed === undefined) refuse(`pure code imports ${specifier}: IO stays outside of ${layer.name}`);
      else if (names === undefined || names.some((name) => !allowed.includes(name)))
        refuse(`pure code imports more of ${specifier} than its pure functions (${allowed.join(', ')})`);
    }
  }
  for (const line of source.computed)
    findings.push({ file: source.file, line, reason: 'pure code loads a module whose name is computed' });
  return findings;
}

/** What breaks purity in the pure folders (DESIGN §1.1, §1.7). */
export function checkPurity(sources: readonly Source[]): Finding[] {
  const pure = sources.filter((source) => layerOf(source.file)?.pure !== undefined && !isTest(source.file));
  const program = nameResolution(pure);
  const checker = program.getTypeChecker();
  return pure.flatMap((source) => {
    const ast = program.getSourceFile(source.file);
    if (ast === undefined) return [{ file: source.file, line: 0, reason: 'could not be parsed' }];
    return [...importsOf(source), ...purityOf(ast, source.file, checker)];
  });
}
