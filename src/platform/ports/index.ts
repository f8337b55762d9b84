export { fieldErrors, parseInput, parseOutput } from './input.ts';
export { createLocalPort } from './local.ts';
export { createRemotePort, type RemotePortOptions } from './remote.ts';
export { withDefaults } from './defaults.ts';
export { contextHeaders, parsePlacements, placementsText } from './context-headers.ts';
export { PortCalls, type CountedCall } from './port-calls.ts';
export { createPlacedPort, sideOf, type Sides } from './placed.ts';
export { createWirePort } from './wire.ts';
