/** The documents are for programs: linters find nothing in them, and generated clients compile and work. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { pipelineDocument } from '../../../lambda/event-pipeline/contract/openapi.ts';
import { comparisonDocument } from '../../../lambda/serverless-api/contract/openapi.ts';
import type { OpenApiDocument } from '../../../lambda/shared/http/openapi-model.ts';
import { repository } from '../../../lib/repository.ts';
import { apiInMemory } from '../../support/api/api-in-memory.ts';
import { callHandler } from '../../support/api/call-handler.ts';
import { eventApiInMemory, LESSON } from '../../support/api/event-api-in-memory.ts';
import { type GeneratedCalls, generateClients } from '../../support/api/generated-clients.ts';
import { accessOf, meInMemory, signedIn } from '../../support/api/me-in-memory.ts';

const DOCUMENTS: Readonly<Record<string, OpenApiDocument>> = {
  comparison: comparisonDocument('1.0.0'),
  pipeline: pipelineDocument('1.0.0'),
};
const answers = {
  background: 'devops',
  coding: 'some',
  question: 'either',
  strengths: 'both-equally',
  role: 'well-rounded-engineer',
  problem: 'broken-application',
};

const lint = async (document: object) => {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const found = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config });
  return found.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`);
};

describe('the linter', () => {
  test.each(Object.entries(DOCUMENTS))('finds nothing in the document of the %s API', async (_, document) => {
    expect(await lint(document)).toEqual([]);
  });

  test('finds a schema that nobody has, and an operation without a summary', async () => {
    const broken = structuredClone(DOCUMENTS.pipeline) as unknown as {
      paths: Record<string, { get: { summary?: string; responses: Record<string, object> } }>;
    };
    const { get } = broken.paths['/docs'] as { get: { summary?: string; responses: Record<string, object> } };
    delete get.summary;
    get.responses[200] = { $ref: '#/components/responses/nowhere' };
    expect((await lint(broken)).map((line) => line.split(' ')[0])).toEqual(
      expect.arrayContaining(['operation-summary', 'no-unresolved-refs']),
    );
  });
});

const api = apiInMemory().request;
/** The comparison API and, for who is signed in for the first time, the function of the accounts beside it. */
const comparison: typeof api = (path, request) =>
  /^\/v1\/(me|sign-in)(\/|$)/.test(path)
    ? callHandler(signedIn(meInMemory().handler, accessOf('ada')), path, request)
    : api(path, request);

describe('generated clients', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await generateClients(DOCUMENTS, {
      recommend: { answers },
      answerQuestion: { question: 'iam-doors/1', chose: 'A' },
      acceptActivity: LESSON,
      addEvidence: { epoch: null, records: [{ kind: 'sat', id: 'one', at: 1, exam: 'SAA-C03', passed: true }] },
    });
  }, 60_000);

  const compile = () =>
    spawnSync(join(repository, 'node_modules', '.bin', 'tsc'), ['-p', folder], { encoding: 'utf8' });

  test('compile, and refuse what the document does not have', () => {
    const wrong = `import createClient from 'openapi-fetch';
import type { paths } from './comparison.ts';
const client = createClient<paths>({ baseUrl: '' });
// @ts-expect-error No such path.
void client.GET('/v1/nothing');
// @ts-expect-error No such parameter.
void client.GET('/v1/tracks', { params: { query: { surprise: 1 } } });
// @ts-expect-error No such value.
void client.GET('/v1/certifications', { params: { query: { level: 'easy' } } });
// @ts-expect-error A parameter is missing.
void client.GET('/v1/tracks/{track}', {});
`;
    writeFileSync(join(folder, 'wrong.ts'), wrong);
    const { status, stdout } = compile();
    expect(stdout).toBe('');
    expect(status).toBe(0);
  }, 60_000);

  test.each([
    ['comparison', comparison],
    ['pipeline', eventApiInMemory().request],
  ] as const)('call every operation of the %s API', async (name, request) => {
    const module = pathToFileURL(join(folder, `${name}-calls.ts`)).href;
    const { calls } = (await import(/* @vite-ignore */ module)) as GeneratedCalls;
    const operations = calls(async (sent) => {
      const { pathname, search } = new URL(sent.url);
      const body = new Uint8Array(await sent.arrayBuffer());
      const { method, headers } = sent;
      return request(pathname + search, {
        method,
        headers: Object.fromEntries(headers),
        ...(body.length > 0 && { body }),
      });
    });
    const ids = Object.values(DOCUMENTS[name]?.paths ?? {}).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );

    expect(Object.keys(operations).toSorted()).toEqual(ids.toSorted());
    for (const [id, call] of Object.entries(operations)) {
      const { data, error, response } = await call();
      expect([id, response.status, error]).toEqual([id, id === 'acceptActivity' ? 202 : 200, undefined]);
      expect(data, id).toBeTruthy();
    }
  });
});
