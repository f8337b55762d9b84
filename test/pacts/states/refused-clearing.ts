import { call, until, type Deployment } from '@aurora/test/running';
import { newFile } from './file.ts';
import { newSyllabus } from './new-syllabus.ts';
import type { Ports } from './state.ts';

/** A subject was not deleted because one more syllabus of it was being made, which waits for the file module: its database is held meanwhile. */
export async function refusedClearing(ports: Ports, deployment: Deployment): Promise<void> {
  const { subject_id } = await newSyllabus(ports);
  const { id: file_id } = await newFile(ports);
  const reservations = () => deployment.sql('subject', 'select holder from reservation where subject_id = ?', subject_id);
  const { close, transactions } = await deployment.databases.open('file');
  try {
    const making = await transactions.run(async () => {
      const made = ports.syllabus.create({ subject_id, file_id }, call());
      made.catch(() => undefined);
      await until(async () => (await reservations()).length === 2);
      const refused = await ports.subject.delete({ id: subject_id, mode: 'cascade' }, call()).then(() => false, error => (error as { code?: unknown }).code === 'IN_USE');
      if (!refused) throw new Error(`the deletion of subject ${subject_id} was not refused`);
      return { made };
    });
    await making.made;
  } finally {
    await close();
  }
}
