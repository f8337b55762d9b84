import { allowsFace, isModule, isTest, packageFolder } from './packages.ts';
import type { Rule } from './rule.ts';
import { eachSpecifier } from './specifiers.ts';

function advice(face: string): string {
  const name = face.split('/')[0]!;
  return isModule(name) ? `Of a module, others see @aurora/${name}/contract, and those who listen @aurora/${name}/events.` : 'Dependencies go one way: host, gateway, modules, platform, kernel.';
}

/** A package imports of the others only what its place in the layers allows. */
export const publicFaces: Rule = {
  create({ filename, report }) {
    const folder = packageFolder(filename);
    const own = folder.split('/').at(-1);
    return eachSpecifier((named, node) => {
      const face = named?.startsWith('@aurora/') ? named.slice('@aurora/'.length) : undefined;
      if (face === undefined || face.split('/')[0] === own || allowsFace(folder, face, isTest(filename))) return;
      report({ node, message: `${folder} must not import @aurora/${face}. ${advice(face)}` });
    });
  },
};
