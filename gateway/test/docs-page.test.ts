import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import { docsPage } from '../docs-page.ts';

let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer(express().use(docsPage([{ name: 'v1', url: '/api/v1/openapi.json' }, { name: 'v2', url: '/api/v2/openapi.json' }])));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise(resolve => server.close(resolve)));

/** The addresses that the page's elements load. */
async function loaded(): Promise<string[]> {
  const html = await (await fetch(`${origin}/docs`)).text();
  return [...html.matchAll(/<(?:script|link)[^>]*\b(?:src|href)="([^"]*)"/g)].map(match => match[1]!);
}

describe('the page at /docs', () => {
  test.each(['/docs', '/docs/'])('%s is HTML that names no outside address and runs nothing inline', async path => {
    const answer = await fetch(origin + path);
    const html = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(html).not.toMatch(/https?:|src="\/\//);
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
  });

  test('its policy takes scripts and connections from its own origin only', async () => {
    const policy = (await fetch(`${origin}/docs`)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });

  test('serves everything it loads, as what it is', async () => {
    const types: Record<string, RegExp> = { css: /^text\/css/, js: /^(?:text|application)\/javascript/, png: /^image\/png/ };
    const addresses = await loaded();
    expect(addresses.length).toBeGreaterThan(3);
    for (const address of addresses) {
      const answer = await fetch(origin + address);
      expect([address, answer.status, answer.headers.get('x-content-type-options')]).toEqual([address, 200, 'nosniff']);
      expect(answer.headers.get('content-type')).toMatch(types[address.split('.').at(-1)!]!);
      expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(100);
    }
  });

  test('lets browsers keep what has a version in its address, and nothing else', async () => {
    for (const address of await loaded()) {
      const { headers } = await fetch(origin + address);
      const kept = /\/\d+\.\d+\.\d+\//.test(address);
      expect([address, headers.get('cache-control')]).toEqual([address, kept ? 'public, max-age=31536000, immutable' : 'no-cache']);
      expect(headers.get('etag')).not.toBeNull();
    }
  });

  test('offers the documents of this origin, and sends their addresses to no validator', async () => {
    const script = await (await fetch(`${origin}/docs/init.js`)).text();
    expect(script).toContain('urls: [{"name":"v1","url":"/api/v1/openapi.json"},{"name":"v2","url":"/api/v2/openapi.json"}]');
    expect(script).toContain('validatorUrl: null');
  });

  test('gives out no other file of the package', async () => {
    const versioned = (await loaded()).find(address => address.endsWith('.css'))!.replace('swagger-ui.css', '');
    for (const path of [`${versioned}index.html`, `${versioned}..%2fpackage.json`, '/docs/swagger-ui.css']) {
      expect([path, (await fetch(origin + path)).status]).toEqual([path, 404]);
    }
  });
});
