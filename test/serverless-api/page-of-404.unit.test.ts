/** An address that neither the site nor the API knows: a page for who opens it in a browser, a problem for programs. */
import { describe, expect, it } from 'vitest';
import { apiInMemory } from '../support/api/api-in-memory.ts';

/** As Chromium and Firefox send it when somebody opens an address. */
const BROWSER = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'accept-encoding': 'gzip, br',
};

describe('an address that is not there', () => {
  it('is a page in a browser, which leads on and loads nothing', async () => {
    const response = await apiInMemory().request('/comapre', { headers: BROWSER });
    const text = await response.text();

    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(response.headers.get('x-request-id')).toBeTruthy();
    expect(text).toContain('<a href="/">');
    expect(text).not.toContain('comapre');
  });

  it.each<[string, string, Record<string, string>]>([
    ['for a program', '/comapre', {}],
    ['for a program that takes anything', '/comapre', { accept: '*/*' }],
    ['for one that prefers JSON', '/comapre', { accept: 'application/json, text/html;q=0.5' }],
    ['below /v1, in a browser too', '/v1/nothing', BROWSER],
    ['below /v1, for a name that there is not', '/v1/exams/NO-C01', BROWSER],
  ])('is a problem document %s', async (_, path, headers) => {
    const response = await apiInMemory().request(path, { headers });
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });

  it('is refused by its method first', async () => {
    const response = await apiInMemory().request('/comapre', { method: 'POST', headers: BROWSER });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });
});
