export { moveAside } from './fence.ts';
export { ModuleRelocation, type ModuleRelocationOptions } from './module-relocation.ts';
export { placeReference, RelocationStatus } from './operator-schemas.ts';
export { relocationContract, relocationTarget, type RelocationContract, type RelocationPort } from './relocation-contract.ts';
