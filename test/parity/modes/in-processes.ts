import { contractOf, Deployment, publicUrl, type ModuleName } from '@aurora/test/running';
import { settings } from '../settings.ts';
import { neighbours } from '../neighbours.ts';
import type { Mode, Stage } from '../stage.ts';

/** Who calls, for each module: somebody who may call its internal operations too. */
const callers: Readonly<Record<ModuleName, string>> = { config: 'gateway', subject: 'syllabus', file: 'syllabus', syllabus: 'gateway' };

/** Each module in a real process of its own, reached through its port over HTTP, with tokens as hosts have them. */
export const process: Mode = {
  name: 'process',
  async open(module) {
    const deployment = await Deployment.create();
    const urls: Record<string, string> = {};
    const ports: Partial<Record<ModuleName, unknown>> = {};
    for (const name of neighbours(module)) {
      const { url } = await deployment.process([name], { AURORA_PUBLIC_URL: publicUrl, ...settings, ...urls });
      urls[`AURORA_${name.toUpperCase()}_URL`] = url;
      ports[name] = await deployment.remotePort(await contractOf(name), url, callers[name]);
    }
    return { deployment, ports: ports as Stage['ports'], [Symbol.asyncDispose]: () => deployment[Symbol.asyncDispose]() };
  },
};
