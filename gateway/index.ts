export { apiPrefix, createFront, type FrontOptions } from './front.ts';
