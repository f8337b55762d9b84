import { execFileSync } from 'node:child_process';
import { root } from './servers.mjs';

/** A token for the Aurora whose data lies in `dataFolder`, as a header. */
export function authorization(dataFolder, role = 'editor') {
  const token = execFileSync(process.execPath, ['src/host/aurora.mjs', 'token', '--role', role], { cwd: root, env: { ...process.env, AURORA_DATA_DIR: dataFolder }, encoding: 'utf8' }).trim();
  return { authorization: `Bearer ${token}` };
}

/** The subject that the figures read. */
export async function createSubject(api, headers) {
  const answer = await fetch(`${api}/subjects`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ name: 'Introduction to Computers', code: 'CS 120', department: 'Computer Science', credits: 3 }) });
  if (answer.status !== 201) throw new Error(`creating a subject answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
