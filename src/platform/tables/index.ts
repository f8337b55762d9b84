// The platform's tables in every module's database, by how a relocation follows them. Names alone: who looks at them loads no database.
export { eventTables } from '../events/event-tables.ts';
export { platformTables } from '../persistence/platform-tables.ts';
export { workTables } from '../work/work-tables.ts';
