export { sendEmpty, sendError, sendJson } from './answer.ts';
export { createApplication, once, type ApplicationOptions } from './application.ts';
export { Exchange } from './exchange.ts';
export { listen, type Listening } from './listen.ts';
export { observeWith } from './observe.ts';
export type { ServedModule } from './operation-route.ts';
export { answerHealth, operationsListener, type Health } from './operations-server.ts';
export { errorBody, type ErrorResponse } from './problem.ts';
export { securityHeaders } from './security-headers.ts';
