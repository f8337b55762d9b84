export { hostModule, type HostedModule, type ModuleSurroundings } from './host-module.ts';
export { services, type Background, type Secrets } from './services.ts';
