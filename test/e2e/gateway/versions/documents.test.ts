import { describe, expect, test } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';
import { serve } from '../../served.ts';

const served = serve();

describe('The documents of the versions', () => {
  interface Document { readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly deprecated?: boolean; readonly operationId: string; readonly description: string }>>>> }
  const document = async (version: string) => (await served.beside.get<Document>(`/api/${version}/openapi.json`)).body;
  const operations = ({ paths }: Document) => Object.values(paths).flatMap(methods => Object.values(methods));

  test.each(['v1', 'v2'])('of %s is valid OpenAPI', async version => {
    const shown = await document(version);
    expect(await new Validator().validate(structuredClone(shown) as unknown as Record<string, unknown>)).toMatchObject({ valid: true });
    const config = await createConfig({ extends: ['recommended-strict'] });
    // No id of a file is `tus` or `direct`: test/contracts/openapi.test.ts.
    const problems = (await lintFromString({ source: JSON.stringify(shown), config })).filter(({ message, ruleId }) => !(ruleId === 'no-ambiguous-paths' && /`\/files\/(?:tus|direct)\/\{upload\}`/.test(message)));
    expect(problems.map(({ message, location }) => `${message} ${location[0]?.pointer}`)).toEqual([]);
  });

  test('mark what has a successor as deprecated, and nothing else', async () => {
    const marked = operations(await document('v1')).filter(({ deprecated }) => deprecated);
    expect(marked.map(({ operationId }) => operationId).sort()).toEqual(['create', 'current', 'delete', 'get', 'history', 'list', 'update'].map(name => `syllabus.${name}`));
    for (const { description } of marked) expect(description).toMatch(/`\/api\/v2\/s[^`]+` replaces it/);
    expect(operations(await document('v2')).filter(({ deprecated }) => deprecated)).toEqual([]);
  });

  test('promise no form of error but the problem document, of the second', async () => {
    const text = JSON.stringify(await document('v2'));
    expect(text).toContain('application/problem+json');
    expect(text).not.toContain('ErrorResponse');
  });

  test('are joined by one of the events, open to all', async () => {
    const { body, status } = await served.beside.get<{ asyncapi: string; channels: object }>('/api/v1/asyncapi.json');
    expect([status, body.asyncapi, Object.keys(body.channels)]).toEqual([200, '3.0.0', ['aurora.config', 'aurora.subject', 'aurora.file', 'aurora.syllabus']]);
  });

  test('are to be chosen on the page', async () => {
    expect((await served.beside.get<string>('/docs/init.js')).body).toContain('urls: [{"name":"v1","url":"/api/v1/openapi.json"},{"name":"v2","url":"/api/v2/openapi.json"},{"name":"administration","url":"/admin/openapi.json"}]');
  });
});
