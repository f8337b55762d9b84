import type { Fields } from '../ledger.ts';
import { digest, type Client, type Own } from './client.ts';
import { pdfOf } from './pdf.ts';

/** Something of its own that a client does; true if there was something to do it with. */
export type Act = (client: Client, due?: number) => Promise<boolean>;

const some = (client: Client, own: ReadonlyMap<string, Own>): Own | undefined => (own.size === 0 ? undefined : client.options.random.pick([...own.values()]));
const pick = (from: Fields, names: readonly string[]): Fields => Object.fromEntries(names.map(name => [name, from[name]]));
const at = (due: number | undefined): { due?: number } => (due === undefined ? {} : { due });

/** Notes what an answer tells of something that has been written. */
function learn(client: Client, own: Map<string, Own>, key: string, id: string, version: number, fields: Fields): void {
  client.options.ledger.acknowledge(key, { target: id, version, fields });
  own.set(id, { id, version, fields: { ...own.get(id)?.fields, ...fields } });
}

export const createSubject: Act = async (client, due) => {
  const { directory, shape } = client.options;
  const key = client.token();
  const fields = { ...shape.subject(), code: `D ${key}`, department_id: directory.departments[shape.department()] ?? null };
  const told = await client.write({ what: 'subject', does: 'create', fields, status: 201, call: { method: 'POST', path: '/subjects/', body: fields }, ...at(due) }, key);
  if (!told) return true;
  const made = told.answer.json<{ id: number; version: number }>();
  learn(client, client.subjects, key, String(made.id), made.version, fields);
  directory.subjects.push(String(made.id));
  return true;
};

export const updateSubject: Act = async (client, due) => {
  const own = some(client, client.subjects);
  if (!own) return false;
  const key = client.token();
  const fields = { name: `${client.options.shape.subject().name} ${key}`, credits: client.options.random.below(12), credits_max: null };
  const told = await client.write({ what: 'subject', does: 'update', target: own.id, fields, status: 200, call: { method: 'PUT', path: `/subjects/${own.id}`, body: { ...fields, version: own.version } }, ...at(due) }, key);
  if (told) learn(client, client.subjects, key, own.id, told.answer.json<{ version: number }>().version, fields);
  else client.subjects.delete(own.id);
  return true;
};

const subjectOf = ({ fields }: Own): string => String(fields['subject_id']);
const free = (client: Client): Own[] => [...client.subjects.values()].filter(({ id }) => ![...client.syllabi.values()].some(syllabus => subjectOf(syllabus) === id));

export const deleteSubject: Act = async (client, due) => {
  const candidates = free(client);
  if (candidates.length === 0) return false;
  const own = client.options.random.pick(candidates);
  client.subjects.delete(own.id);
  await client.write({ what: 'subject', does: 'delete', target: own.id, fields: {}, status: 204, call: { method: 'DELETE', path: `/subjects/${own.id}` }, ...at(due) });
  return true;
};

/** A code that is taken, and a version that is past. */
export const refusedSubject: Act = async (client, due) => {
  const own = some(client, client.subjects);
  if (!own) return false;
  if (client.options.random.chance(0.5)) {
    const fields = { name: `Never ${client.token()}`, code: own.fields['code'] };
    await client.write({ what: 'subject', does: 'create', fields, status: 409, call: { method: 'POST', path: '/subjects/', body: fields }, ...at(due) });
  } else {
    const fields = { name: `Never ${client.token()}` };
    await client.write({ what: 'subject', does: 'update', target: own.id, fields, status: 412, call: { method: 'PUT', path: `/subjects/${own.id}`, body: { ...fields, version: own.version + 1 } }, ...at(due) });
  }
  return true;
};

/** Uploads a file and answers what is known of it. */
async function upload(client: Client, due?: number): Promise<Own | undefined> {
  const { directory, shape } = client.options;
  const key = client.token();
  const bytes = pdfOf(key, shape.fileSize());
  const fields = { original_name: `${key}.pdf`, file_type: 'application/pdf', file_size: bytes.length, sha256: digest(bytes) };
  const told = await client.write({ what: 'file', does: 'create', fields, status: 201, call: { method: 'POST', path: `/files/upload?name=${key}.pdf`, body: bytes, type: 'application/pdf' }, ...at(due) }, key);
  if (!told) return undefined;
  const { id } = told.answer.json<{ id: string }>();
  learn(client, client.files, key, id, 1, fields);
  directory.files.push(id);
  return client.files.get(id);
}

export const uploadFile: Act = async (client, due) => {
  await upload(client, due);
  return true;
};

export const deleteFile: Act = async (client, due) => {
  const own = some(client, client.files);
  if (!own) return false;
  client.files.delete(own.id);
  await client.write({ what: 'file', does: 'delete', target: own.id, fields: {}, status: 204, call: { method: 'DELETE', path: `/files/${own.id}` }, ...at(due) });
  return true;
};

/** A file that a syllabus uses. */
export const refusedFile: Act = async (client, due) => {
  const own = some(client, client.syllabi);
  if (!own) return false;
  await client.write({ what: 'file', does: 'delete', target: String(own.fields['file_id']), fields: {}, status: 409, call: { method: 'DELETE', path: `/files/${own.fields['file_id']}` }, ...at(due) });
  return true;
};

/** Uploads the file first. `of`: the subject; one of its own unless said otherwise. */
export async function createSyllabus(client: Client, due?: number, of = some(client, client.subjects)): Promise<boolean> {
  if (!of) return false;
  const file = await upload(client, due);
  if (!file) return true;
  const key = client.token();
  const fields = { ...client.options.shape.syllabus(key), subject_id: Number(of.id), file_id: file.id };
  // Used from here on, whatever comes of it.
  client.files.delete(file.id);
  const told = await client.write({ what: 'syllabus', does: 'create', fields, status: 201, call: { method: 'POST', path: '/syllabus/', body: fields } }, key);
  if (!told) return true;
  const made = told.answer.json<{ id: number; version: number }>();
  learn(client, client.syllabi, key, String(made.id), made.version, fields);
  client.options.directory.syllabi.push(String(made.id));
  return true;
}

/** Sometimes with another file. */
export const updateSyllabus: Act = async (client, due) => {
  const own = some(client, client.syllabi);
  if (!own) return false;
  const file = client.options.random.chance(0.3) ? some(client, client.files) : undefined;
  const key = client.token();
  const fields = { instructor: `${client.options.shape.instructor()} ${key}`, ...(file ? { file_id: file.id } : {}) };
  if (file) client.files.delete(file.id);
  const told = await client.write({ what: 'syllabus', does: 'update', target: own.id, fields, status: 200, call: { method: 'PUT', path: `/syllabus/${own.id}`, body: { ...fields, version: own.version } }, ...at(due) }, key);
  if (told) learn(client, client.syllabi, key, own.id, told.answer.json<{ version: number }>().version, fields);
  else client.syllabi.delete(own.id);
  return true;
};

export const deleteSyllabus: Act = async (client, due) => {
  const own = some(client, client.syllabi);
  if (!own) return false;
  client.syllabi.delete(own.id);
  await client.write({ what: 'syllabus', does: 'delete', target: own.id, fields: {}, status: 204, call: { method: 'DELETE', path: `/syllabus/${own.id}` }, ...at(due) });
  return true;
};

/** Of a subject that there never was, and a version that is past. */
export const refusedSyllabus: Act = async (client, due) => {
  const own = some(client, client.syllabi);
  if (!own) return false;
  if (client.options.random.chance(0.5)) {
    const fields = { subject_id: 2_000_000_000, file_id: own.fields['file_id'], section: client.token() };
    await client.write({ what: 'syllabus', does: 'create', fields, status: 422, call: { method: 'POST', path: '/syllabus/', body: fields }, ...at(due) });
  } else {
    const fields = { instructor: `Never ${client.token()}` };
    await client.write({ what: 'syllabus', does: 'update', target: own.id, fields, status: 412, call: { method: 'PUT', path: `/syllabus/${own.id}`, body: { ...fields, version: own.version + 1 } }, ...at(due) });
  }
  return true;
};

export const putSetting: Act = async (client, due) => {
  const key = client.token();
  const id = client.settings.size < 4 || client.options.random.chance(0.2) ? `drill.${key}` : some(client, client.settings)!.id;
  const fields = { value: key };
  const told = await client.write({ what: 'setting', does: client.settings.has(id) ? 'update' : 'create', target: id, fields, status: 200, call: { method: 'PUT', path: `/config/settings/${id}`, body: fields }, ...at(due) }, key);
  if (told) client.settings.set(id, { id, version: 0, fields: pick(told.answer.json<Fields>(), ['value']) });
  else client.settings.delete(id);
  return true;
};

export const deleteSetting: Act = async (client, due) => {
  const own = some(client, client.settings);
  if (!own) return false;
  client.settings.delete(own.id);
  await client.write({ what: 'setting', does: 'delete', target: own.id, fields: {}, status: 204, call: { method: 'DELETE', path: `/config/settings/${own.id}` }, ...at(due) });
  return true;
};

/** A value that must not be null. */
export const refusedSetting: Act = async (client, due) => {
  await client.write({ what: 'setting', does: 'create', target: `drill.${client.token()}`, fields: { value: null }, status: 422, call: { method: 'PUT', path: `/config/settings/drill.never`, body: { value: null } }, ...at(due) });
  return true;
};
