export { fieldErrors, parseInput, parseOutput } from './input.ts';
export { createLocalPort } from './local.ts';
export { createRemotePort, type RemotePort, type RemotePortOptions } from './remote.ts';
export { createWirePort } from './wire.ts';
