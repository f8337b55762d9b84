import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../cli/error-answer.ts';

const name = 'export.json';

/** What an export folder says of itself. */
export interface Manifest {
  readonly aurora_export: 1;
  readonly from: string;
  readonly started_at: string;
  /** Null while the export is under way or when it was cut off. */
  readonly finished_at: string | null;
}

/** Makes the folder, or takes one that an earlier export made. Throws an `Error` for a folder with anything else in it: nothing of others is overwritten. */
export async function openExportFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const known = parseJson(await readFile(join(folder, name), 'utf8').catch(() => '')) as Partial<Manifest> | undefined;
  if (known?.aurora_export !== 1 && (await readdir(folder)).length > 0) throw new Error(`${folder} is not empty and holds no export; choose another folder.`);
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const path = join(folder, name);
  await writeFile(`${path}.part`, `${JSON.stringify(manifest, undefined, 2)}\n`);
  await rename(`${path}.part`, path);
}
