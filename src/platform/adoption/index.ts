export { moduleAdoption, type Adoption, type AdoptionResult } from './adoption.ts';
export { rowIn } from './row-in.ts';
export { Adopted, adoptionContract, adoptionInput, AdoptedContent, contentInput, AdoptedRow, adoptionBatch, type AdoptionContract, type AdoptionPort } from './adoption-contract.ts';
