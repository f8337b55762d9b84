// What every module answers besides its own operations. Contracts alone: who only speaks of them loads none of what answers.
export { Adopted, AdoptedContent, AdoptedRow, adoptionBatch, adoptionContract, adoptionInput, contentInput, type AdoptionContract, type AdoptionPort } from '../adoption/adoption-contract.ts';
export { eventsContract, pruning, type EventsContract, type EventsPort } from '../events/events-contract.ts';
export { EventsStatus, KeptEvent, LoggedEvent } from '../events/operator-schemas.ts';
export { StoredEvent } from '../events/stored-event.ts';
export { placeReference, RelocationStatus } from '../relocation/operator-schemas.ts';
export { relocationContract, relocationTarget, type RelocationContract, type RelocationPort } from '../relocation/relocation-contract.ts';
export { SagaDetail, SagaStatus } from '../saga/operator-schemas.ts';
export { sagaFilter, sagaLimit, sagaReason, sagasContract, type SagasContract, type SagasPort } from '../saga/sagas-contract.ts';
export { storageContract, StorageStatus, storageTarget, storeAddress, type StorageContract, type StoragePort } from '../storage/storage-contract.ts';
export { handing, workContract, WorkStatus, type WorkContract, type WorkPort } from '../work/work-contract.ts';
export { workSides, type WorkSide } from '../work/work-tables.ts';
