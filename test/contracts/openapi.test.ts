import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openApi, type OpenApiDocument } from '@aurora/platform/documents';
import { describe, expect, test } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';
import { root } from '../runner/root.ts';
import { contracts } from './contracts.ts';

const documents: [string, OpenApiDocument][] = [
  ['the gateway', openApi({ contracts, prefix: '/api/v1', title: 'Aurora' })],
  ['all modules, with what is internal', openApi({ contracts, prefix: '/api/v1', title: 'Aurora', internal: true })],
  ...contracts.map((contract): [string, OpenApiDocument] => [`the ${contract.module} module`, openApi({ contracts: [contract], prefix: '', title: contract.title })]),
];

/** Every value of a property called `key`, at any depth. */
function valuesOf(node: unknown, key: string): unknown[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => [...(name === key ? [value] : []), ...valuesOf(value, key)]);
}

const at = (root: unknown, pointer: string): unknown =>
  pointer.split('/').slice(1).reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part.replaceAll('~1', '/')], root);

describe.each(documents)('the OpenAPI document of %s', (_name, document) => {
  test('is valid by the schema of OpenAPI 3.1', async () => {
    expect(await new Validator().validate(structuredClone(document) as unknown as Record<string, unknown>)).toMatchObject({ valid: true });
  });

  test('passes the strict rules of Redocly', async () => {
    const config = await createConfig({ extends: ['recommended-strict'] });
    const problems = await lintFromString({ source: JSON.stringify(document), config });
    // OpenAPI says which of two counts: the one that is concrete where the other has a parameter.
    const wrong = problems.filter(({ message, ruleId }) => !(ruleId === 'no-ambiguous-paths' && /`\/files\/(?:tus|direct)\/\{upload\}`/.test(message)));
    expect(wrong.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)).toEqual([]);
  });

  test('refers to nothing that is not there', () => {
    const references = new Set(valuesOf(document, '$ref') as string[]);
    expect(references.size).toBeGreaterThan(10);
    for (const reference of references) expect([reference, typeof at(document, reference)]).toEqual([reference, 'object']);
  });

  test('has no schema that is left over or without a lasting name', () => {
    const references = new Set(valuesOf(document, '$ref'));
    for (const name of Object.keys(document.components['schemas']!)) {
      expect(name).toMatch(/^[A-Z][A-Za-z0-9]+$/);
      expect([name, references.has(`#/components/schemas/${name}`)]).toEqual([name, true]);
    }
  });
});

describe('the OpenAPI document of the gateway', () => {
  const { paths } = documents[0]![1];

  test('has every public operation of every module, and no other', () => {
    const expected = contracts.flatMap(({ module, operations }) => Object.entries(operations).filter(([, { internal }]) => !internal).map(([name]) => `${module}.${name}`));
    expect(new Set(valuesOf(paths, 'operationId'))).toEqual(new Set(expected));
    expect(new Set(contracts.map(({ module }) => module))).toEqual(new Set(readdirSync(join(root, 'modules'))));
  });

  test('says which id each method of /syllabus/{id} takes', () => {
    const methods = paths['/syllabus/{id}'] as unknown as Record<string, { parameters: { name: string; description: string }[] }>;
    const said = Object.entries(methods).map(([method, { parameters }]) => `${method}: ${parameters.find(({ name }) => name === 'id')!.description}`);
    expect(said.sort()).toEqual(['delete: Id of the syllabus.', 'get: Id of the subject.', 'put: Id of the syllabus.']);
  });

  test('says nowhere where a file is stored', () => {
    expect(JSON.stringify(documents.map(([, document]) => document))).not.toContain('storage_path');
  });
});
