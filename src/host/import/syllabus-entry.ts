import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { AuroraError } from '@aurora/kernel';
import { fileContract, type FileMetadata } from '@aurora/file/contract';
import { syllabusContract, type Syllabus } from '@aurora/syllabus/contract';
import type { z } from 'zod';
import type { Api } from '../cli/api.ts';
import { pagesOf } from '../cli/pages.ts';
import type { ArchivedFile, ArchiveFolder } from './archive-folder.ts';
import { createOnce, sendOnce } from './create-once.ts';
import type { Outcome } from './outcome.ts';
import { checked, Refusal } from './refusal.ts';
import { subjectOfCode } from './subject-entry.ts';
import type { SyllabusRow } from './syllabus-row.ts';

const { create, get, list } = syllabusContract.operations;
const { get: getFile, upload } = fileContract.operations;

const identifying = ['year', 'term', 'section', 'instructor'] as const;
const Details = create.input.pick({ year: true, term: true, section: true, instructor: true }).required();
type Details = z.output<typeof Details>;

/**
 * Brings the syllabi of one subject in, one after another, so that equal rows of an index give one syllabus.
 * A syllabus is known by subject, year, term, section, instructor and the digest of its file.
 */
export class SubjectSyllabi {
  readonly #api: Api;
  readonly #subject: number;
  readonly #known: Syllabus[];

  private constructor(api: Api, subject: number, known: Syllabus[]) {
    this.#api = api;
    this.#subject = subject;
    this.#known = known;
  }

  /** Throws a `Refusal` if no subject has this code. */
  static async of(api: Api, code: string): Promise<SubjectSyllabi> {
    const subject = await subjectOfCode(api, code);
    if (!subject) throw new Refusal(`code: there is no subject ${code}; import subjects first`);
    return new SubjectSyllabi(api, subject.id, (await Array.fromAsync(pagesOf(api, list, { subject_id: subject.id }))).flat());
  }

  /** Throws a `Refusal` or an error of the API. */
  async enter(row: SyllabusRow, folder: ArchiveFolder, dryRun: boolean): Promise<Outcome> {
    const details = checked(Details, { year: row.year, term: row.term, section: row.section, instructor: row.instructor });
    const file = await folder.file(row.file, row);
    const alike = this.#known.filter(syllabus => identifying.every(field => syllabus[field] === details[field]));
    for (const syllabus of alike) {
      if ((await this.#api.call(getFile, { id: syllabus.file_id })).sha256 === file.sha256) return 'unchanged';
    }
    if (!dryRun) this.#known.push(await this.#create(details, file));
    return 'added';
  }

  async #create(details: Details, file: ArchivedFile): Promise<Syllabus> {
    const make = (uploaded: FileMetadata): Promise<Syllabus> =>
      createOnce(this.#api, create, { subject_id: this.#subject, file_id: uploaded.id, ...details }, made => this.#api.call(get, { id: made.id }));
    try {
      return await make(await this.#upload(file, file.sha256));
    } catch (error) {
      // The stored answer of an earlier upload may tell of a file that has gone since.
      if (!(error instanceof AuroraError && error.code === 'INVALID_REFERENCE')) throw error;
      return make(await this.#upload(file, randomUUID()));
    }
  }

  async #upload(file: ArchivedFile, identity: string): Promise<FileMetadata> {
    const uploaded = await sendOnce(this.#api, upload, { name: file.name }, [file.name, identity], await openAsBlob(file.path));
    if (uploaded.sha256 !== file.sha256) throw new Refusal(`file: ${file.name} arrived with the sha256 ${uploaded.sha256} instead of ${file.sha256}; was it changed meanwhile?`);
    return uploaded;
  }
}
