export { moduleWork } from './module-work.ts';
export { handing, workContract, WorkStatus, type WorkContract, type WorkPort } from './work-contract.ts';
export { WorkOwner, type Owner } from './work-owner.ts';
export { workSides, workTables, workTablesV1, type WorkSide, type WorkTables } from './work-tables.ts';
