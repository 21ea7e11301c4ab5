import { isBuiltin } from 'node:module';
import ts from '@typescript/typescript6';
import type { Finding } from '../finding.ts';
import { isStageProp, isTest, LAYERS, type Layer, layerOf, RAILS } from './layers.ts';
import { packageOf, type Source, type Workspace } from './source.ts';

/** The folder that a relative import must not leave: a package, an app, or a top folder. */
function homeOf(file: string): string {
  const parts = file.split('/');
  return parts[0] === 'packages' || parts[0] === 'apps' ? parts.slice(0, 2).join('/') : parts[0]!;
}

/** Owners whose files a test of `owner` may import: everything below it, whatever the layer. */
function ownersBelow(owner: string): Set<string> {
  const owners = new Set([owner]);
  for (const layer of LAYERS.filter((entry) => entry.owner === owner)) {
    for (const name of layer.imports) {
      const below = LAYERS.find((entry) => entry.name === name);
      if (below !== undefined) owners.add(below.owner);
    }
  }
  return owners;
}

function isRail(name: string): boolean {
  return (RAILS as readonly string[]).includes(name);
}

function forbidden(file: string, from: Layer, to: Layer): string | undefined {
  if (from === to || from.imports.includes('*')) return undefined;
  if (isTest(file) ? ownersBelow(from.owner).has(to.owner) : from.imports.includes(to.name)) return undefined;
  if (isRail(from.owner) && isRail(to.owner) && from.owner !== to.owner)
    return `the rail ${from.owner} imports the rail ${to.owner}: rails never know each other`;
  if (to.owner === 'apps')
    return `${from.name} imports an app: apps are the composition root and nothing imports them`;
  if (['test', 'bench', 'tools'].includes(to.owner))
    return `${from.name} imports ${to.owner}/, which is not part of the product`;
  return `${from.name} imports ${to.name}: the direction is ${[...from.imports, from.name].join(', ')} and no other`;
}

function checkImport(source: Source, entry: Source['imports'][number]): string | undefined {
  const { file } = source;
  const { target, specifier } = entry;
  if (target === undefined) return entry.local ? `${specifier} is not a file of the project` : undefined;
  const from = layerOf(file);
  const to = layerOf(target);
  if (from === undefined || to === undefined) return undefined;
  const vectors = isTest(file) && target.startsWith('test/vectors/');
  const helper = isTest(target) && !isStageProp(target, file);
  if (helper && !isTest(file) && from.owner !== 'bench' && from.owner !== 'tools')
    return `product code imports ${target}, which only tests may use`;
  if (vectors) return undefined;
  const broken = forbidden(file, from, to);
  if (broken !== undefined) return broken;
  if (specifier.startsWith('.') && homeOf(file) !== homeOf(target) && homeOf(target).includes('/'))
    return `${specifier} leaves the package: import ${homeOf(target)} by its package name`;
  return undefined;
}

/** Every package that product code uses is declared by its own manifest: hoisting makes others work by accident. */
function checkDeclared(source: Source, entry: Source['imports'][number], spaces: readonly Workspace[]) {
  const { specifier } = entry;
  const space = spaces.find(({ folder }) => source.file.startsWith(`${folder}/`));
  if (space === undefined || isTest(source.file) || /^[./]/.test(specifier)) return undefined;
  const name = packageOf(specifier);
  if (isBuiltin(specifier))
    return specifier.startsWith('node:')
      ? undefined
      : `write node:${specifier}, so that no package can pose as it`;
  if (name === space.name) return undefined;
  return space.dependencies.has(name)
    ? undefined
    : `${name} is not a dependency in ${space.folder}/package.json`;
}

/** A file whose statements all pass on other modules: it hides who needs what and closes cycles. */
function isBarrel(source: Source): boolean {
  if (!/^packages\/[^/]+\/(.*\/)?index\.[cm]?[jt]s$/.test(source.file)) return false;
  const { statements } = source.ast;
  return (
    statements.length > 0 &&
    statements.every(
      (node) => ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isExportAssignment(node),
    )
  );
}

/** What breaks the import direction of DESIGN §2, reaches across packages by path, or is a barrel. */
export function checkDirection(sources: readonly Source[], spaces: readonly Workspace[]): Finding[] {
  const findings: Finding[] = [];
  for (const source of sources) {
    const { file } = source;
    if (/^(packages|apps)\//.test(file) && layerOf(file) === undefined)
      findings.push({
        file,
        line: 0,
        reason: 'belongs to no layer: add its package to tools/check/walls/layers.ts',
      });
    if (isBarrel(source))
      findings.push({ file, line: 1, reason: 'is a barrel: packages export their files by subpath' });
    for (const entry of source.imports) {
      const reason = checkImport(source, entry) ?? checkDeclared(source, entry, spaces);
      if (reason !== undefined) findings.push({ file, line: entry.line, reason });
    }
  }
  return findings;
}
