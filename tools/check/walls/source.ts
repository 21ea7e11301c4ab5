import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from '@typescript/typescript6';

/** One import or re-export of a source file. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** It names a file of this project, by path or by the name of a workspace. */
  readonly local: boolean;
  /** That file, when it is there. */
  readonly target: string | undefined;
  /** Names taken from it; nothing when all of them are (`* as`, `export *`, a default, `import()`). */
  readonly names: readonly string[] | undefined;
}

/** A parsed source file. */
export interface Source {
  readonly file: string;
  readonly ast: ts.SourceFile;
  readonly imports: readonly Import[];
  /** Lines of `import()` or `require()` whose module is not a literal: nobody can say where they lead. */
  readonly computed: readonly number[];
}

/** A workspace of the monorepo. */
export interface Workspace {
  readonly name: string;
  readonly folder: string;
  /** All its declared dependencies, for use by its source. */
  readonly dependencies: ReadonlySet<string>;
}

const SOURCE = /\.([cm]?[jt]s|[jt]sx)$/;

/** True for files that hold code. */
export function isSource(file: string): boolean {
  return SOURCE.test(file);
}

/** The workspaces among the project's files: every folder one or two levels down with a `package.json`. */
export function workspaces(root: string, files: readonly string[]): Workspace[] {
  return files
    .filter((file) => /^(packages|apps)\/[^/]+\/package\.json$/.test(file))
    .map((file) => {
      const manifest = JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, unknown>;
      const names = ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((key) =>
        Object.keys((manifest[key] as Record<string, string> | undefined) ?? {}),
      );
      return { name: String(manifest.name), folder: dirname(file), dependencies: new Set(names) };
    });
}

/** The package's name in a specifier: `@noble/hashes/sha2.js` is of `@noble/hashes`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function resolve(specifier: string, file: string, all: ReadonlySet<string>, spaces: readonly Workspace[]) {
  if (specifier.startsWith('.')) {
    const path = posix.normalize(posix.join(posix.dirname(file), specifier));
    return all.has(path) ? path : undefined;
  }
  const name = packageOf(specifier);
  const space = spaces.find((entry) => entry.name === name);
  if (space === undefined) return undefined;
  // The only export pattern of our packages: "./*": "./src/*.ts".
  const path = `${space.folder}/src/${specifier.slice(name.length + 1)}.ts`;
  return all.has(path) ? path : undefined;
}

function namesOf(node: ts.ImportDeclaration | ts.ExportDeclaration): readonly string[] | undefined {
  const text = (name: ts.ModuleExportName): string => name.text;
  if (ts.isExportDeclaration(node)) {
    if (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause)) return undefined;
    return node.exportClause.elements.map((entry) => text(entry.propertyName ?? entry.name));
  }
  const clause = node.importClause;
  if (clause === undefined || clause.name !== undefined || clause.namedBindings === undefined)
    return undefined;
  if (ts.isNamespaceImport(clause.namedBindings)) return undefined;
  return clause.namedBindings.elements.map((entry) => text(entry.propertyName ?? entry.name));
}

/** Parses all code among `files`. Nothing is executed, and no types are computed. */
export function parseSources(root: string, files: readonly string[]): Source[] {
  const all = new Set(files);
  const spaces = workspaces(root, files);
  return files.filter(isSource).map((file) => {
    const ast = ts.createSourceFile(
      file,
      readFileSync(join(root, file), 'utf8'),
      { languageVersion: ts.ScriptTarget.ESNext },
      true,
    );
    const imports: Import[] = [];
    const computed: number[] = [];
    const lineOf = (node: ts.Node) => ast.getLineAndCharacterOfPosition(node.getStart(ast)).line + 1;
    const add = (node: ts.Node, module: ts.Node | undefined, names: readonly string[] | undefined) => {
      if (module !== undefined && ts.isStringLiteralLike(module)) {
        const specifier = module.text;
        const local = /^[./]/.test(specifier) || spaces.some(({ name }) => name === packageOf(specifier));
        const target = resolve(specifier, file, all, spaces);
        imports.push({ specifier, line: lineOf(node), local, target, names });
      } else {
        computed.push(lineOf(node));
      }
    };
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, namesOf(node));
      else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)
        add(node, node.moduleSpecifier, namesOf(node));
      else if (ts.isExternalModuleReference(node)) add(node, node.expression, undefined);
      else if (ts.isImportTypeNode(node))
        add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, undefined);
      else if (
        ts.isCallExpression(node) &&
        (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
          (ts.isIdentifier(node.expression) && node.expression.text === 'require'))
      )
        add(node, node.arguments[0], undefined);
      ts.forEachChild(node, visit);
    };
    visit(ast);
    return { file, ast, imports, computed };
  });
}
