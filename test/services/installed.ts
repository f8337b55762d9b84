import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';

/** Debian's own Python: the one on the path may be another, without Debian's packages. */
export const debianPython = '/usr/bin/python3';

/** Whether Debian's Python imports all of `modules`. */
export const pythonImports = (...modules: readonly string[]) => (): Promise<boolean> =>
  new Promise(resolve => { execFile(debianPython, ['-c', `import ${modules.join(', ')}`], { timeout: 30_000 }, error => resolve(error === null)); });

/** Whether there is a program at `path`. */
export const isProgram = (path: string) => (): Promise<boolean> => access(path, constants.X_OK).then(() => true, () => false);
