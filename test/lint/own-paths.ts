import { dirname, resolve, sep } from 'node:path';
import { checkoutOf, packageFolder } from './packages.ts';
import type { Rule } from './rule.ts';
import { eachSpecifier } from './specifiers.ts';

/** A relative path stays inside its package, and a contract's inside the contract. */
export const ownPaths: Rule = {
  create({ filename, report }) {
    const folder = packageFolder(filename);
    const home = resolve(checkoutOf(filename), folder);
    const contract = filename.startsWith(`${home}${sep}contract${sep}`) ? `${home}${sep}contract` : undefined;
    return eachSpecifier((named, node) => {
      if (!named || !/^[./]/.test(named)) return;
      const target = resolve(dirname(filename), named);
      if (!`${target}${sep}`.startsWith(`${home}${sep}`)) {
        report({ node, message: `${folder} reaches by ${named} into ${packageFolder(target)}. A relative path stays inside its package: use what @aurora/… exports.` });
      } else if (contract && !target.startsWith(contract)) {
        report({ node, message: `The contract of ${folder} reaches by ${named} into what is private. A contract stands alone: move what it needs into contract/.` });
      }
    });
  },
};
