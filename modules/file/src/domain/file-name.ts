import { validationFailed } from '@aurora/kernel';

/** The name to keep of what a client calls a file: composed (NFC), and without the folders that some clients send along. */
export function fileName(given: string): string {
  const name = given.normalize('NFC').split(/[/\\]/).at(-1)!.trim();
  if (name === '' || name === '.' || name === '..') throw validationFailed([{ path: 'name', code: 'no_name', message: 'must be the name of a file' }]);
  return name;
}
