import type { AnyPort } from '@aurora/kernel';
import { call, type ModuleName } from '@aurora/test/running';
import { refused } from '../trace.ts';

/** Inputs that a contract does not allow, by operation: what a caller without types, or with types that are out of date, may send. */
type Refusals = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

const noContent = { async *[Symbol.asyncIterator]() { yield Buffer.from('text'); } };
const noId = [{ id: 0 }, { id: -1 }, { id: 1.5 }, { id: 'one' }, { id: 2 ** 60 }];
const noFileId = [{ id: 'a b' }, { id: 'a.b' }, { id: '0'.repeat(65) }];
const noPage = [{ limit: 0 }, { limit: 201 }, { limit: 1.5 }, { limit: 'many' }, { cursor: 'x'.repeat(1025) }, { page: 2 }];
const withId = (inputs: readonly object[]) => inputs.map(input => ({ id: 1, ...input }));

const subject: Refusals = {
  create: [
    {}, { name: '', code: ' ' }, { name: 5, code: null }, { name: 'a\u0000', code: 'x'.repeat(65) }, { name: 'a', code: 'a', surprise: 1, other: null },
    { name: 'a', code: 'a', credits: -1, credits_max: 1.001 }, { name: 'a', code: 'a', credits: '3', department_id: '1' },
    { name: 'a', code: 'a', department: '', description: 'x'.repeat(20_001) }, { name: 'x'.repeat(301), code: 'a', department_id: 0 }, { name: '\ud800', code: 'a\nb' }, { id: 1, name: 'a', code: 'a' },
  ],
  get: noId,
  list: [...noPage, { sort: 'size' }, { department_id: 0 }, { department_id: 'x' }, { code: '' }, { q: ' ' }, { code_prefix: 'x'.repeat(65) }, { department: 'a\u0007' }],
  update: [...noId, ...withId([{ name: null }, { name: '' }, { code: null }, { version: 0 }, { version: '1' }, { credits: true }, { if_match: 'x'.repeat(1025) }, { surprise: 1 }])],
  delete: [...noId, ...withId([{ version: 1 }])],
  createDepartment: [{}, { name: ' ' }, { name: 'x'.repeat(201) }, { name: ['a'] }],
  getDepartment: noId,
  listDepartments: noPage,
  renameDepartment: [...noId, ...withId([{}, { name: null }, { name: 'a', version: -1 }])],
  deleteDepartment: noId,
  reportByDepartment: [{ year: 2025 }],
  reportWithoutSyllabus: noPage,
  reserve: [...noId, ...withId([{}, { holder: '' }, { holder: 'x'.repeat(101) }])],
  release: [{ id: 0, holder: 'a' }, { id: 'x', holder: 'a' }, { id: 1, holder: 'x'.repeat(101) }],
};

const file: Refusals = {
  upload: [{ name: 'x'.repeat(256), content: noContent }, { name: 'a\u0000b', content: noContent }, { name: ' ', content: noContent }, { name: 'a', other: 'b', content: noContent }],
  get: noFileId,
  delete: noFileId,
  url: [...noFileId, { id: '0'.repeat(26), disposition: 'download' }, { id: '0'.repeat(26), expires: '1' }],
  download: noFileId.map(input => ({ ...input, disposition: 'inline', exp: '1', sig: 'x' })),
  claim: [...noFileId, { id: '0'.repeat(26), holder: '' }],
  unclaim: noFileId.map(input => ({ ...input, holder: 'a' })),
};

const syllabus: Refusals = {
  create: [
    {}, { subject_id: 0, file_id: 'x y' }, { subject_id: '1', file_id: 1 }, { subject_id: 1, file_id: '0'.repeat(26), year: 999, term: '', section: 'x'.repeat(65), instructor: 1, version: 1 },
    { subject_id: null, file_id: null }, { subject_id: 1, file_id: '0'.repeat(26), year: 2025.5, term: 'x'.repeat(33) },
  ],
  current: noId,
  get: noId,
  list: [...noPage, { subject_id: 0 }, { file_id: 'x y' }, { year: 1.5 }, { year: 'x' }, { term: '' }, { instructor: ' ' }, { sort: 'year' }],
  update: [...noId, ...withId([{ subject_id: null }, { file_id: 'x y' }, { year: '2025' }, { version: 0 }, { surprise: true }])],
  delete: [...noId, ...withId([{ version: 1 }])],
  history: [...noId, ...withId(noPage)],
};

const config: Refusals = {
  getSetting: [{ key: '-a' }, { key: 'a b' }, { key: 'a', environment: '' }, { key: 'a', service: '_' }],
  putSetting: [{ key: 'a' }, { key: '.a', value: 1 }, { key: 'a', value: 1, environment: 'a b', reason: '' }, { key: 'a', value: 1, layer: 'x' }],
  deleteSetting: [{ key: 'ä' }, { key: 'a', reason: ' ' }],
  changeSettings: [{}, { changes: [] }, { flags: [{ key: 'a' }] }, { changes: [{}] }, { changes: [{ key: 'a', value: 1 }, { key: '', value: 1, other: 1 }], dry_run: 'yes' }, { changes: {} }],
  listSettings: [...noPage, { environment: '-' }],
  putSchema: [{ key: 'a' }, { key: '-', schema: true }],
  listRevisions: [...noPage, { key: ' ' }],
  getRevision: [{ number: -1 }, { number: 'x y' }, { number: 1.5 }],
  putFlag: [{ key: 'a' }, { key: 'a', definition: {} }, { key: 'a', definition: { state: 'ON', variants: {} } }, { key: 'a', definition: { state: 'ENABLED', variants: { on: true }, other: 1 } }],
  evaluateFlag: [{ key: '-' }, { key: 'a', context: [] }, { key: 'a', context: {}, targeting_key: '' }],
  resolveFlags: [{ key: 'x'.repeat(1001) }, { context: [] }],
  previewFlag: [{ key: 'a' }, { key: '-', definition: {} }, { key: 'a', definition: { state: 'ENABLED', variants: { on: true } }, targeting_keys: [''], sample: 0 }],
  listFlagUse: [...noPage, { unused_since: 'yesterday' }],
  exportFlags: [{ all: 1 }],
  importFlags: [{}, { document: 1 }, { document: {}, replace: 'yes' }, { document: { flags: {} }, reason: '' }],
  exportSettings: [{ all: 1 }, { revision: -1 }],
  compareRevisions: [{}, { from: -1 }, { from: 1, to: '-x' }, { from: 1, key: ' ' }],
  rollBack: [{ number: -1 }, { number: 'x y' }, { number: 1, keys: [] }, { number: 1, keys: ['-'], dry_run: 1 }],
  listTags: noPage,
  putTag: [{ name: '7' }, { name: 'latest' }, { name: 'a', revision: -1, move: 'yes' }],
  deleteTag: [{ name: '-' }],
  planChange: [{}, { changes: [] }, { changes: [{ key: 'a', value: 1 }], at: 'tomorrow' }, { rollback: {} }, { import: { document: 1 } }, { flags: [{ key: 'a', definition: {} }], approval: 'yes' }],
  listPlannedChanges: [...noPage, { state: 'over' }],
  getPlannedChange: [{ id: 0 }, { id: 'x' }],
  approveChange: [{ id: 0 }, { id: 1, digest: 1 }],
  rejectChange: [{ id: 'x' }, { id: 1, reason: '' }],
  cancelChange: [{ id: -1 }, { id: 1, other: 1 }],
  createKey: [{}, { name: '', scopes: [] }, { name: 'a', scopes: ['everything', 'subject:read'] }, { name: 'a', scopes: ['admin'], expires_at: 'tomorrow' }],
  listKeys: noPage,
  revokeKey: [{ id: 'x' }, { id: 'I'.repeat(12) }],
  findKey: [{ id: 'x' }],
  noteKeyUse: [{ id: 'x' }],
  revokeToken: [{}, { jti: 'a', subject: 'b' }, { jti: '' }, { subject: 'a', expires_at: '2025' }],
  watchConfiguration: [{ flags: 'a' }, { flags: '', settings: 'a' }, { flags: 'a', settings: 'b', known: -2 }, { flags: 'a', settings: 'b', wait: 2_001 }],
  registerInstance: [{ module: 'gateway', id: 'i1' }, { module: 'G', id: ' ', record: '', ttl: 999 }, { module: 'gateway', id: 'i1', record: 'r', ttl: 60_001 }],
  deregisterInstance: [{ module: 'gateway', id: 'a b' }],
  listInstances: [{ module: '-' }, { module: 'gateway', wait: 2_001 }, { module: 'gateway', after: 'x'.repeat(65) }],
  listRevocations: [{ after: -1 }, { after: 'x' }, { limit: 1001 }],
};

const refusals: Readonly<Record<ModuleName, Refusals>> = { config, subject, file, syllabus };

const callers: Readonly<Record<ModuleName, string>> = { config: 'gateway', subject: 'syllabus', file: 'syllabus', syllabus: 'gateway' };

/** Sends everything that the contract of `module` does not allow. */
export const disallowed = (module: ModuleName) => async (ports: Readonly<Record<string, unknown>>): Promise<void> => {
  const port = ports[module] as AnyPort;
  for (const [operation, inputs] of Object.entries(refusals[module])) {
    for (const input of inputs) await refused(port[operation]!(input, call({ caller: callers[module] })));
  }
};
