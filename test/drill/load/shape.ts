import { Random } from '../../running/random.ts';

/*
 * Summary figures of a real department's archive (146 subjects in 12 groups, 105 syllabi, 52 instructors) and, for what it lacks, of
 * a university's catalogue (about 1,100 courses a term). Counts say how often; lengths and sizes are quantiles.
 */
const groupSizes = [53, 38, 13, 10, 6, 6, 5, 5, 3, 3, 2, 2];
/** Subjects by their number of syllabi, from none. */
const subjectsBySyllabi = [91, 37, 5, 3, 5, 3, 1, 0, 1];
const syllabiByYear = [[2008, 1], [2009, 2], [2012, 3], [2013, 1], [2014, 2], [2017, 5], [2019, 14], [2020, 35], [2021, 22], [2022, 13], [2023, 7]] as const;
const terms = [['Spring', 54], ['Fall', 51]] as const;
const instructorsPerSyllabus = 52 / 105;
const nameLength = [4, 17, 21, 28, 54];
const descriptionLength = [0, 190, 340, 515, 1_540];
const credits = [[3, null, 239], [4, null, 178], [1, 4, 112], [2, null, 90], [3, 4, 67], [1, 5, 47], [2, 4, 39], [0, null, 36]] as const;
/** Bytes of a PDF; a drill's files have a fortieth of them. */
const fileSize = [25_491, 65_728, 86_312, 114_531, 162_195, 282_700, 1_411_586];
const fileScale = 40;

const words = 'advanced analysis applied art biology calculus chemistry computing data design economics ethics field geometry history honors human independent introduction laboratory language logic mathematics methods modern music natural organization philosophy physics practice principles probability programming project public research science seminar social software statistics structures studies systems theory thesis topics urban writing'.split(' ');

/** What a client sends of a subject, without its code. */
export interface SubjectFields {
  readonly name: string;
  readonly description: string;
  readonly credits: number;
  readonly credits_max: number | null;
}

/** What a client sends of a syllabus, without what it refers to. */
export interface SyllabusFields {
  readonly year: number;
  readonly term: string;
  readonly section: string;
  readonly instructor: string;
}

/** Values as the real archive has them, from a seed. */
export class Shape {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  subject(): SubjectFields {
    const [least, most] = this.#weighed(credits.map(([from, to, count]) => [[from, to] as const, count]));
    return { name: this.#text(this.#between(nameLength)), description: this.#text(Math.max(1, this.#between(descriptionLength))), credits: least, credits_max: most };
  }

  /** `section` tells it from every other. */
  syllabus(section: string): SyllabusFields {
    return { year: this.#weighed(syllabiByYear), term: this.#weighed(terms), section, instructor: this.instructor() };
  }

  instructor(): string {
    return `Instructor ${this.#random.below(Math.ceil(105 * instructorsPerSyllabus)) + 1}`;
  }

  /** How many syllabi a subject has. */
  syllabi(): number {
    return this.#weighed(subjectsBySyllabi.map((count, syllabi) => [syllabi, count]));
  }

  /** Index of a department. */
  department(): number {
    return this.#weighed(groupSizes.map((size, index) => [index, size]));
  }

  fileSize(): number {
    return Math.round(this.#between(fileSize) / fileScale);
  }

  #weighed<Value>(values: readonly (readonly [Value, number])[]): Value {
    let left = this.#random.below(values.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [value, weight] of values) {
      left -= weight;
      if (left < 0) return value;
    }
    throw new Error('weights have no sum');
  }

  /** A number whose quantiles are those given, evenly spaced. */
  #between(quantiles: readonly number[]): number {
    const place = this.#random.next() * (quantiles.length - 1);
    const index = Math.floor(place);
    return Math.round(quantiles[index]! + (place - index) * (quantiles[index + 1]! - quantiles[index]!));
  }

  #text(length: number): string {
    let text = '';
    while (text.length < length) text += `${text === '' ? '' : ' '}${this.#random.pick(words)}`;
    return text.slice(0, length).trim();
  }
}

export const departmentCount = groupSizes.length;
