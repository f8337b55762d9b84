export { hostModule, type HostedModule, type ModuleSurroundings } from './host-module.ts';
export { reactionsOf } from './reactions-of.ts';
export { services, type Background, type Secrets } from './services.ts';
