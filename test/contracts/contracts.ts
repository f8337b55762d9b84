import { configContract } from '@aurora/config/contract';
import { fileContract } from '@aurora/file/contract';
import type { Contract } from '@aurora/kernel';
import { subjectContract } from '@aurora/subject/contract';
import { syllabusContract } from '@aurora/syllabus/contract';

/** The contracts of all modules. */
export const contracts = [configContract, fileContract, subjectContract, syllabusContract] as unknown as readonly Contract[];
