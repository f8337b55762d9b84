import { afterAll, beforeAll, expect } from '@jest/globals';
import { Deployment, testFolder, type AuroraProcess } from '@aurora/test/running';
import type { Role } from '@aurora/kernel';
import { Client, type Answer, type HeaderFields } from '../../client.ts';
import { makeFile } from '../../journey/files.ts';
import { makeSubject } from '../../journey/subjects.ts';
import { patience } from '../../served.ts';

export interface Syllabus { readonly id: number; readonly version: number; readonly subject: { readonly id: number } }
export interface List { readonly items: readonly Syllabus[]; readonly next: string | null; readonly links: { readonly next: string | null } }

export const kinds = ['that runs the modules itself', 'before modules that run elsewhere'] as const;
export type Kind = typeof kinds[number];

/** Clients of one gateway, by what their paths begin with. */
export interface Clients { readonly v1: Client; readonly v2: Client; readonly any: Client; readonly bare: Client }

/** Two gateways to the same data, for all tests of a file: one runs the modules itself, one sends everything on. */
export class BothKinds {
  readonly #gateways = {} as Record<Kind, AuroraProcess>;
  #home!: Deployment;

  constructor() {
    const resources = new AsyncDisposableStack();
    beforeAll(async () => {
      const home = this.#home = resources.use(await Deployment.create());
      await home.token('admin');
      const modules = ['config', 'subject', 'file', 'syllabus'] as const;
      const service = await home.process(modules);
      const shared = { AURORA_CORS_ORIGINS: 'https://app.example.edu' };
      const [itself, elsewhere] = kinds;
      this.#gateways[itself] = await home.process(modules, { AURORA_GATEWAY: 'true', ...shared });
      this.#gateways[elsewhere] = await home.process(undefined, {
        AURORA_DATA_DIR: resources.use(await testFolder()).path, AURORA_AUTH_KEY: `file:${home.dataDir}/keys/issuer.json`, ...shared,
        ...Object.fromEntries(modules.map(name => [`AURORA_${name.toUpperCase()}_URL`, service.url])),
      }, 'gateway');
    }, patience);
    afterAll(() => resources.disposeAsync(), patience);
  }

  token(role: Role): Promise<string> {
    return this.#home.token(role);
  }

  async clients(kind: Kind): Promise<Clients> {
    const token = await this.token('editor');
    const at = (prefix: string) => new Client({ url: this.#gateways[kind].url + prefix, token });
    return { v1: at('/api/v1'), v2: at('/api/v2'), any: at('/api'), bare: at('') };
  }
}

/** Makes a syllabus by the second version, of a file of its own. */
export async function makeSyllabus({ v1, v2 }: Clients, fields: object = {}, subject = makeSubject(v1)): Promise<Answer<Syllabus>> {
  const made = await v2.post<Syllabus>('/syllabi', { subject: { id: (await subject).id }, file: { id: (await makeFile(v1)).id }, ...fields });
  expect(made.status).toBe(201);
  return made;
}

/** What asks for a version by its media type. */
export const type = (version: string): HeaderFields => ({ accept: `application/vnd.aurora.${version}+json` });

/** What an answer with an error looks like below the second version's prefix. */
export const problem = (status: number, error_code: string) => ({ status, headers: { 'content-type': 'application/problem+json' }, body: { type: `urn:aurora:error:${error_code.toLowerCase()}`, status, error_code } });
