export { fieldErrors, parseInput, parseOutput } from './input.ts';
export { createLocalPort } from './local.ts';
export { createWirePort } from './wire.ts';
