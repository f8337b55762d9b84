import { join } from 'node:path';
import { Command } from 'commander';
import { readConcurrency } from '../cli/concurrency-option.ts';
import { connect, withConnection, type ConnectionOptions } from '../cli/connection.ts';
import { Ended, exit } from '../cli/failure.ts';
import { onInterruption } from '../cli/interruption.ts';
import { Interrupted } from '../cli/retry.ts';
import { openExportFolder, writeManifest, type Manifest } from '../export/manifest.ts';
import { exportSubjects } from '../export/subjects.ts';
import { exportSyllabi, type SyllabiExport } from '../export/syllabi.ts';

interface Given extends ConnectionOptions {
  readonly concurrency: number;
  readonly json?: boolean;
}

/** `aurora export`: saves what a running Aurora holds in a folder that `aurora import` reads back. */
export const exportCommand = (): Command => withConnection(new Command('export')
  .description('Saves subjects.csv, syllabi.csv and files/ in a folder, as "aurora import" reads them. Run again, it keeps the files that are there and equal.')
  .argument('<folder>', 'a new folder, or that of an earlier export')
  .option('--concurrency <number>', 'files in transfer at a time', readConcurrency, 8)
  .option('--json', 'print the summary as JSON'))
  .action(run);

async function run(folder: string, given: Given): Promise<void> {
  const { signal, stop } = onInterruption('Stopping: files in transfer are finished. Ctrl-C again stops at once.');
  try {
    const api = await connect(given, signal, 'reader');
    await openExportFolder(folder);
    const begun: Manifest = { aurora_export: 1, from: api.base, started_at: new Date().toISOString(), finished_at: null };
    await writeManifest(folder, begun);
    const codes = await exportSubjects(api, join(folder, 'subjects.csv'), signal);
    const subjects = codes.size;
    const syllabi = await exportSyllabi(api, folder, codes, { concurrency: given.concurrency, signal });
    await writeManifest(folder, { ...begun, finished_at: new Date().toISOString() });
    console.log(given.json ? JSON.stringify({ folder, subjects, ...syllabi }) : summary(folder, subjects, syllabi));
    if (syllabi.failed.length > 0) throw new Ended(exit.failed);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.stderr.write('Interrupted; the same command goes on.\n');
    throw new Ended(exit.interrupted);
  } finally {
    stop();
  }
}

function summary(folder: string, subjects: number, { syllabi, downloaded, kept, failed }: SyllabiExport): string {
  return [
    `${folder}: ${subjects} subjects, ${syllabi} syllabi; ${downloaded} files downloaded, ${kept} kept.`,
    ...(failed.length > 0 ? [`${failed.length} syllabi are left out:`, ...failed.slice(0, 20).map(({ syllabus, reason }) => `  syllabus ${syllabus}: ${reason}`)] : []),
  ].join('\n');
}
