import { isTest, packageFolder } from './packages.ts';
import type { Node, Rule } from './rule.ts';
import { eachSpecifier } from './specifiers.ts';

const hidden = 'Every import must be visible to the checks: write an import with a fixed path.';

const isBuiltin = (node: Node) => node.property?.name === 'getBuiltinModule';

/** No source of a package loads code in a way that the dependency graph can't see. */
export const visibleImports: Rule = {
  create({ filename, report }) {
    if (packageFolder(filename) === '' || isTest(filename)) return {};
    const specifiers = eachSpecifier((named, node) => {
      if (named === undefined || named === '') report({ node, message: `What is loaded here is known only when it runs. ${hidden}` });
    });
    const hides = (node: Node, what: string) => report({ node, message: `${what} loads modules past the checks. ${hidden}` });
    return {
      ...specifiers,
      Identifier: node => { if (node.name === 'createRequire' || node.name === 'require') hides(node, node.name); },
      MemberExpression: node => { if (isBuiltin(node)) hides(node, 'getBuiltinModule'); },
    };
  },
};
