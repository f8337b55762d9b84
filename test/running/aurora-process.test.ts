import { describe, expect, test } from '@jest/globals';
import { AuroraProcess, testFolder } from './index.ts';

const subjectOnly = { AURORA_MODULES: 'subject' };

describe('an Aurora that is started', () => {
  test('says so at once, answers, and ends with 0 when it is told to', async () => {
    await using folder = await testFolder();
    await using aurora = await AuroraProcess.start({ ...subjectOnly, AURORA_DATA_DIR: folder.path });
    expect(aurora.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${aurora.url}/health/ready`)).status).toBe(200);
    expect(await aurora.stop()).toEqual({ code: 0, signal: null });
    await expect(fetch(`${aurora.url}/health/ready`)).rejects.toThrow();
  });

  test('logs a request while it runs, not when it ends', async () => {
    await using folder = await testFolder();
    await using aurora = await AuroraProcess.start({ ...subjectOnly, AURORA_DATA_DIR: folder.path });
    expect((await fetch(`${aurora.url}/subjects`)).status).toBe(401);
    expect(await aurora.logged('subject.list')).toMatchObject({ 'http.response.status_code': 401 });
  });

  test('that can not start is reported with what it said', async () => {
    await using folder = await testFolder();
    await expect(AuroraProcess.start({ AURORA_MODULES: 'syllabus', AURORA_DATA_DIR: folder.path })).rejects.toThrow(/ended with 1[\s\S]*AURORA_SUBJECT_URL/);
  });
});
