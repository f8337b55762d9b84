import { beforeAll, describe, expect, test } from '@jest/globals';
import { Documented } from '../documented.ts';
import { serve } from '../served.ts';
import { configuration } from './configuration.ts';
import { elsewhere } from './elsewhere.ts';
import { files } from './files.ts';
import { plans } from './plans.ts';
import { subjects } from './subjects.ts';
import { search } from './search.ts';
import { syllabi } from './syllabi.ts';

const served = serve();
let documented: Documented;
beforeAll(async () => { documented = await Documented.of(served.anyone); });

/** A client whose every answer must be as the served document says. */
const api = () => served.as('admin').with({ observe: documented.check });

describe('subjects', () => subjects(api));
describe('files', () => files(api));
describe('syllabi', () => syllabi(api));
describe('search', () => search(api));
describe('configuration', () => configuration(api));
describe('plans', () => plans(api));

describe('the document', () => {
  test('names no operation that was not answered here', () => {
    expect(documented.operations.filter(operation => !documented.answered.has(operation) && !elsewhere.has(operation))).toEqual([]);
  });
});
