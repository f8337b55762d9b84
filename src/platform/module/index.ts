export { hostModule, type HostedModule, type ModuleSurroundings } from './host-module.ts';
export { measureModules } from './measure.ts';
export { reactionsOf } from './reactions-of.ts';
export { services, type Background, type Measure, type Secrets } from './services.ts';
