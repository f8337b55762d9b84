import type { Fields } from '../ledger.ts';
import { digest, type Client, type Own } from './client.ts';
import type { Act } from './writes.ts';

const half = (client: Client): boolean => client.options.random.chance(0.5);
const some = (client: Client, own: ReadonlyMap<string, Own>): Own | undefined => (own.size === 0 ? undefined : client.options.random.pick([...own.values()]));
const at = (due: number | undefined): { due?: number } => (due === undefined ? {} : { due });

/** Half of the time one of its own, which must be as it was acknowledged. */
export const getSubject: Act = async (client, due) => {
  const own = half(client) ? some(client, client.subjects) : undefined;
  const id = own?.id ?? client.options.directory.one(client.options.directory.subjects);
  if (id === undefined) return false;
  const answer = await client.read('subject', `/subjects/${id}`, { absent: own === undefined, ...at(due) });
  if (answer && own) client.compare('subject', own, answer.json());
  return true;
};

export const listSubjects: Act = async (client, due) => {
  const { directory, random } = client.options;
  const path = random.pick([`/subjects/?limit=20`, `/subjects/?limit=20&department_id=${directory.departments[random.below(directory.departments.length)]}`, '/subjects/?limit=20&q=introduction', `/subjects/?limit=20&sort=-created_at`]);
  await client.read('subject', path, at(due));
  return true;
};

/** The current syllabus of a subject must be one of it. */
export const currentSyllabus: Act = async (client, due) => {
  const own = half(client) ? some(client, client.syllabi) : undefined;
  const id = own ? String(own.fields['subject_id']) : client.options.directory.one(client.options.directory.subjects);
  if (id === undefined) return false;
  const answer = await client.read('syllabus', `/syllabus/${id}`, { absent: own === undefined, ...at(due) });
  if (answer && String(answer.json<Fields>()['subject_id']) !== id) client.options.measures.wrong.push(`GET /syllabus/${id} answered a syllabus of another subject`);
  return true;
};

export const getSyllabus: Act = async (client, due) => {
  const own = half(client) ? some(client, client.syllabi) : undefined;
  const id = own?.id ?? client.options.directory.one(client.options.directory.syllabi);
  if (id === undefined) return false;
  const answer = await client.read('syllabus', `/syllabus/by-id/${id}`, { absent: own === undefined, ...at(due) });
  if (answer && own) client.compare('syllabus', own, answer.json());
  return true;
};

export const listSyllabi: Act = async (client, due) => {
  const { directory, random } = client.options;
  const of = directory.one(directory.subjects);
  await client.read('syllabus', random.pick(['/syllabus/?limit=20&sort=-term', '/syllabus/?limit=20&year=2020', `/syllabus/?limit=20${of === undefined ? '' : `&subject_id=${of}`}`]), at(due));
  return true;
};

export const getFile: Act = async (client, due) => {
  const own = half(client) ? some(client, client.files) : undefined;
  const id = own?.id ?? client.options.directory.one(client.options.directory.files);
  if (id === undefined) return false;
  const answer = await client.read('file', `/files/${id}`, { absent: own === undefined, ...at(due) });
  if (answer && own) client.compare('file', own, answer.json());
  return true;
};

/** By a signed link; the bytes of its own must be those that it sent. */
export const download: Act = async (client, due) => {
  const own = half(client) ? some(client, client.files) : undefined;
  const id = own?.id ?? client.options.directory.one(client.options.directory.files);
  if (id === undefined) return false;
  const link = await client.read('file', `/files/${id}/url`, { absent: own === undefined, ...at(due) });
  if (!link) return true;
  const content = await client.read('file', link.json<{ url: string }>().url, { absent: own === undefined });
  if (content && own && digest(content.bytes) !== own.fields['sha256']) client.options.measures.wrong.push(`file ${id} came with other bytes than were sent`);
  return true;
};

export const getSetting: Act = async (client, due) => {
  const own = some(client, client.settings);
  if (!own) return false;
  const answer = await client.read('config', `/config/settings/${own.id}`, at(due));
  if (answer) client.compare('setting', own, answer.json());
  return true;
};

export const flagKey = 'drill.banner';

export const evaluateFlag: Act = async (client, due) => {
  await client.read('config', `/config/flags/${flagKey}/evaluate`, { json: { targeting_key: client.options.name, context: {} }, ...at(due) });
  return true;
};
