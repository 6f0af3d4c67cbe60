// SPDX expressions (SPDX 2.3, annex D) held against lists of licence ids.
import parse from 'spdx-expression-parse';

const longest = 2000; // the parser recurses

type Tree = { license: string; plus?: boolean; exception?: string } | { licenseRef: string } | { left: Tree; right: Tree; conjunction: 'and' | 'or' };

function treeOf(expression: string): Tree | undefined {
  if (expression.length > longest) return undefined;
  try {
    return parse(expression) as Tree;
  } catch {
    return undefined; // not SPDX: said by licence/not-spdx
  }
}

export const isSpdx = (expression: string): boolean => treeOf(expression) !== undefined;

/**
 * Whether the expression can be kept with the ids for which `isFine` holds: all sides of AND, one side of OR. An exception
 * (`WITH`) only adds permissions, so the licence without it is asked as well. Undefined: the expression cannot be read.
 */
export function satisfiedBy(expression: string, isFine: (id: string) => boolean): boolean | undefined {
  const tree = treeOf(expression);
  return tree === undefined ? undefined : holds(tree, isFine);
}

function holds(tree: Tree, isFine: (id: string) => boolean): boolean {
  if ('conjunction' in tree)
    return tree.conjunction === 'or' ? holds(tree.left, isFine) || holds(tree.right, isFine) : holds(tree.left, isFine) && holds(tree.right, isFine);
  return namesOf(tree).some(isFine);
}

/** The ways to write one licence: `GPL-2.0+` and `GPL-2.0-or-later` are the same, and so are `GPL-2.0` and `GPL-2.0-only`. */
function namesOf(leaf: Exclude<Tree, { conjunction: string }>): readonly string[] {
  if (!('license' in leaf)) return [leaf.licenseRef];
  const { license, plus, exception } = leaf;
  const later = plus ? [`${license}+`, `${license}-or-later`, license] : [license];
  const all = later.flatMap((id) => (/^(A?GPL|LGPL|GFDL)-[\d.]+$/.test(id) ? [id, `${id}-only`] : [id]));
  return exception === undefined ? all : [...all.map((id) => `${id} WITH ${exception}`), ...all];
}

/** Every licence id in the expression, exceptions left out. */
export function idsOf(expression: string): readonly string[] {
  const ids: string[] = [];
  const visit = (tree: Tree): void => {
    if ('conjunction' in tree) {
      visit(tree.left);
      visit(tree.right);
    } else ids.push('license' in tree ? tree.license : tree.licenseRef);
  };
  const tree = treeOf(expression);
  if (tree !== undefined) visit(tree);
  return ids;
}
