import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** Debian's own Python: the one on the path may be another, without Debian's packages. */
export const debianPython = '/usr/bin/python3';

/** Whether Debian's Python imports all of `modules`. */
export const pythonImports = (...modules: readonly string[]) => (): Promise<boolean> =>
  new Promise(resolve => { execFile(debianPython, ['-c', `import ${modules.join(', ')}`], { timeout: 30_000 }, error => resolve(error === null)); });

/** Whether there is a program at `path`. */
export const isProgram = (path: string) => (): Promise<boolean> => access(path, constants.X_OK).then(() => true, () => false);

/** Whether one of the optional packages is there that bring a package's native part for each platform. The package is found from here by way of those that depend on it, outermost first. */
export const hasPlatformPackage = (...way: readonly string[]) => async (): Promise<boolean> => {
  try {
    let from = createRequire(import.meta.url);
    for (const name of way) from = createRequire(from.resolve(`${name}/package.json`));
    const { optionalDependencies } = from('./package.json') as { optionalDependencies: Record<string, string> };
    return Object.keys(optionalDependencies).some(name => {
      try {
        return from.resolve(`${name}/package.json`) !== '';
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
};
