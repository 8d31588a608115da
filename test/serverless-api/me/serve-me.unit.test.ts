import { describe, expect, it } from 'vitest';
import { comparisonDocument } from '../../../lambda/serverless-api/contract/openapi.ts';
import { MOST_RECORDS, PAGE_CHARACTERS } from '../../../lambda/serverless-api/me/evidence-table.ts';
import { MAX_EVIDENCE_BYTES, ME_REQUESTS } from '../../../lambda/serverless-api/me/requests.ts';
import { accessOf, CLIENT_ID, meInMemory } from '../../support/api/me-in-memory.ts';
import { contractOf } from '../../support/api/openapi-contract.ts';

const ADA = accessOf('ada');
const BOB = accessOf('bob');
const record = (id: string, more: object = {}) => ({ kind: 'sat', id, at: 1, exam: 'SAA-C03', passed: true, ...more });
const records = (count: number, name = 'r') => Array.from({ length: count }, (_, at) => record(`${name}${at}`));
const OTHER = '00000000-0000-4000-8000-000000000000';

type Me = ReturnType<typeof meInMemory>;
interface Page {
  readonly epoch: string | null;
  readonly records: number;
  readonly items: readonly { readonly id: string }[];
  readonly from: number;
  readonly cursor: string | null;
  readonly more: boolean;
}
const pageOf = async ({ request }: Me, claims = ADA, since?: string | null): Promise<Page> =>
  (await request(claims, 'GET', `/v1/me/evidence${since ? `?since=${since}` : ''}`)).json() as Promise<Page>;
const add = async ({ request }: Me, epoch: string | null, some: readonly object[], claims = ADA) => {
  const answer = await request(claims, 'POST', '/v1/me/evidence', { epoch, records: some });
  return { status: answer.status, ...((await answer.json()) as { epoch: string; added?: number; code?: string }) };
};
/** Every record of a learner, page by page. */
async function logOf(me: Me, claims = ADA): Promise<string[]> {
  const ids: string[] = [];
  for (let page = await pageOf(me, claims); ; page = await pageOf(me, claims, page.cursor)) {
    ids.push(...page.items.map(({ id }) => id));
    if (!page.more) return ids;
  }
}

describe('who is let in', () => {
  const ROUTES = [
    ['GET', '/v1/me'],
    ['DELETE', '/v1/me'],
    ['GET', '/v1/me/evidence'],
    ['POST', '/v1/me/evidence'],
  ] as const;
  const REFUSED: readonly (readonly [string, Readonly<Record<string, unknown>> | undefined, number])[] = [
    ['nobody, where a route lost its authorizer', undefined, 401],
    ['an ID token', { sub: 'ada', token_use: 'id', aud: CLIENT_ID, email: 'ada@example.com' }, 403],
    ['an access token of another client', { ...ADA, client_id: 'another' }, 403],
    ['a token of no kind', { sub: 'ada', client_id: CLIENT_ID }, 403],
    ['a token of nobody', { ...ADA, sub: '' }, 403],
  ];

  it.each(ROUTES.flatMap((route) => REFUSED.map(([who, claims, status]) => [who, ...route, claims, status] as const)))(
    'refuses %s: %s %s',
    async (_, method, path, claims, status) => {
      const me = meInMemory();
      await add(me, null, records(2));
      const answer = await me.request(
        claims,
        method,
        path,
        method === 'POST' ? { epoch: null, records: records(1) } : undefined,
      );
      expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
      expect(await logOf(me)).toEqual(['r0', 'r1']);
    },
  );

  it('says to everybody where to sign in', async () => {
    const answer = await meInMemory().request(undefined, 'GET', '/v1/sign-in');
    expect(await answer.json()).toEqual({
      endpoint: 'https://cognito-idp.eu-north-1.amazonaws.com/',
      clientId: CLIENT_ID,
    });
  });
});

describe('a log', () => {
  it('keeps each record once, in the order in which they came, under one epoch', async () => {
    const me = meInMemory();
    const first = await add(me, null, records(3));
    const again = await add(me, first.epoch, [...records(3), record('new'), record('new')]);

    expect(first).toMatchObject({ status: 200, records: 3, added: 3 });
    expect(again).toMatchObject({ status: 200, epoch: first.epoch, records: 4, added: 1 });
    expect(await logOf(me)).toEqual(['r0', 'r1', 'r2', 'new']);
  });

  it('keeps two records of one id with other content, between which every reader chooses the same', async () => {
    const me = meInMemory();
    const { epoch } = await add(me, null, [record('one')]);
    expect(await add(me, epoch, [record('one', { passed: false })])).toMatchObject({ added: 1 });
    expect(await logOf(me)).toEqual(['one', 'one']);
  });

  it('is read from where one stopped, and page by page', async () => {
    const me = meInMemory();
    let { epoch } = await add(me, null, records(25, 'a'));
    for (const name of ['b', 'c', 'd', 'e']) ({ epoch } = await add(me, epoch, records(25, name)));
    const first = await pageOf(me);
    expect(first).toMatchObject({ epoch, records: 125, from: 0, more: true });
    const second = await pageOf(me, ADA, first.cursor);
    expect(second.from).toBe(first.items.length);
    expect(await logOf(me)).toHaveLength(125);

    await add(me, epoch, [record('late')]);
    const last = await pageOf(me, ADA, `125.${epoch}`);
    expect(last).toMatchObject({ from: 125, more: false, cursor: `126.${epoch}`, items: [{ id: 'late' }] });
  });

  it('is handed out in pages that are not larger than the worst day counts, and never in empty ones', async () => {
    const me = meInMemory();
    const long = Array.from({ length: 10 }, (_, at) => record(`l${at}`, { note: 'x'.repeat(16_000) }));
    await add(me, null, long);
    const page = await pageOf(me);
    expect(page.items.length).toBeGreaterThan(1);
    expect(JSON.stringify(page).length).toBeLessThan(PAGE_CHARACTERS + 1_000);
    expect(await logOf(me)).toHaveLength(10);
  });

  it('is that of one learner, whatever another does', async () => {
    const me = meInMemory();
    const ada = await add(me, null, records(2, 'ada'));
    const bob = await add(me, null, records(1, 'bob'), BOB);
    expect(bob.epoch).not.toBe(ada.epoch);
    expect(await add(me, ada.epoch, records(1, 'x'), BOB)).toMatchObject({ status: 409, code: 'AnotherLog' });
    expect((await me.request(BOB, 'GET', `/v1/me/evidence?since=1.${ada.epoch}`)).status).toBe(409);
    await me.request(BOB, 'DELETE', '/v1/me');
    expect([await logOf(me, ADA), await logOf(me, BOB)]).toEqual([['ada0', 'ada1'], []]);
  });

  it('takes all of a request or nothing', async () => {
    const me = meInMemory();
    const answer = await add(me, null, [record('good'), { kind: 'sat', id: 'bad', at: 1, exam: 'SAA-C03' }]);
    expect(answer).toMatchObject({
      status: 422,
      errors: [{ field: 'body.records.1', message: 'It is no "sat": its "passed" is missing or wrong.' }],
    });
    expect(await pageOf(me)).toEqual({ epoch: null, records: 0, items: [], from: 0, cursor: null, more: false });
  });

  it('keeps what this version does not know', async () => {
    const me = meInMemory();
    await add(me, null, [{ kind: 'of-tomorrow', id: 'n', at: 1, what: ['ever'] }]);
    expect((await pageOf(me)).items).toEqual([{ kind: 'of-tomorrow', id: 'n', at: 1, what: ['ever'] }]);
  });

  it('is bounded', async () => {
    const me = meInMemory();
    const { epoch } = await add(me, null, records(1));
    const [head] = me.dynamodb.items().filter(({ sk }) => sk?.S === 'LOG');
    me.dynamodb.put({ ...head, records: { N: String(MOST_RECORDS) } });
    expect(await add(me, epoch, records(1, 'more'))).toMatchObject({ status: 409, code: 'LogFull' });
  });

  it('is written by two devices at once without losing a record', async () => {
    const me = meInMemory();
    const { epoch } = await add(me, null, records(1, 'first'));
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => add(me, epoch, records(5, name))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(await logOf(me)).size).toBe(16);
  });
});

describe('deleting', () => {
  it('leaves nothing but which log it was not, and refuses what comes for the old one', async () => {
    const me = meInMemory();
    const { epoch } = await add(me, null, records(25));
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await add(me, epoch, records(25, name));
    const answer = await me.request(ADA, 'DELETE', '/v1/me');
    expect(await answer.json()).toEqual({ finished: true });

    expect(me.dynamodb.items().map(({ sk }) => sk?.S)).toEqual(['LOG']);
    expect(JSON.stringify(me.dynamodb.items())).not.toContain(epoch);
    expect(await add(me, epoch, records(1))).toMatchObject({ status: 409, code: 'AnotherLog' });
    expect(await add(me, null, records(1))).toMatchObject({ status: 409, code: 'AnotherLog' });
    expect((await me.request(ADA, 'GET', `/v1/me/evidence?since=3.${epoch}`)).status).toBe(409);
    expect(await pageOf(me)).toMatchObject({ records: 0, items: [], more: false });
  });

  it('takes a device back that begins again', async () => {
    const me = meInMemory();
    await add(me, null, records(3));
    await me.request(ADA, 'DELETE', '/v1/me');
    const { epoch } = await pageOf(me);
    expect(await add(me, epoch, records(2, 'new'))).toMatchObject({ status: 200, records: 2 });
    expect(await logOf(me)).toEqual(['new0', 'new1']);
  });

  it('says when its time is up, hides what is left, and goes on when it is asked again', async () => {
    let now = Date.UTC(2026, 10, 28);
    const me = meInMemory(
      ({ name }) => {
        if (name === 'QueryCommand') now += 15_000;
      },
      { now: () => new Date(now) },
    );
    const { epoch } = await add(me, null, records(25));
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await add(me, epoch, records(25, name));
    const finished = async () =>
      ((await (await me.request(ADA, 'DELETE', '/v1/me')).json()) as { finished: boolean }).finished;

    expect(await finished()).toBe(false);
    expect(me.dynamodb.items().length).toBeGreaterThan(1);
    expect(await pageOf(me)).toMatchObject({ records: 0, items: [] });
    let times = 1;
    while (!(await finished())) times++;
    expect([times < 10, me.dynamodb.items().map(({ sk }) => sk?.S)]).toEqual([true, ['LOG']]);
  });
});

describe('bad input', () => {
  const post = (body: unknown) => meInMemory().request(ADA, 'POST', '/v1/me/evidence', body);
  it.each([
    ['no object', [], ['body.epoch', 'body.records']],
    ['no epoch', { records: records(1) }, ['body.epoch']],
    ['an epoch of another form', { epoch: '1', records: records(1) }, ['body.epoch']],
    ['no records', { epoch: null, records: [] }, ['body.records']],
    ['more records than go at once', { epoch: null, records: records(26) }, ['body.records']],
    ['something besides', { epoch: null, records: records(1), sub: 'bob' }, ['body.sub']],
    ['what is no record', { epoch: null, records: ['x', 1] }, ['body.records.0', 'body.records.1']],
  ])('is answered with what is wrong: %s', async (_, body, fields) => {
    const answer = await post(body);
    const { errors } = (await answer.json()) as { errors: { field: string }[] };
    expect([answer.status, errors.map(({ field }) => field)]).toEqual([422, fields]);
  });

  it('is refused before it is read, where it is too large', async () => {
    expect((await post({ epoch: null, records: [record('x', { note: 'x'.repeat(MAX_EVIDENCE_BYTES) })] })).status).toBe(
      413,
    );
  });

  it('takes as many records at once as may be, each as long as it may be', async () => {
    const longest = Array.from({ length: 25 }, (_, at) => {
      const bare = record(`l${at}`, { note: '' });
      return { ...bare, note: '語'.repeat(16_384 - JSON.stringify(bare).length) };
    });
    expect((await post({ epoch: null, records: longest })).status).toBe(200);
  });

  it.each(['x', '1', '1.', `-1.${OTHER}`, `1.${OTHER}x`])('refuses a cursor that nobody gave: %s', async (since) => {
    const me = meInMemory();
    await add(me, null, records(1));
    expect((await me.request(ADA, 'GET', `/v1/me/evidence?since=${since}`)).status).toBe(422);
  });

  it('tells a wrong path and a wrong method as every other API does', async () => {
    const me = meInMemory();
    const wrong = await me.request(ADA, 'PUT', '/v1/me/evidence');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
  });
});

it('says in the log neither who it was nor what they did', async () => {
  const me = meInMemory();
  await add(me, null, [record('secret-record')], accessOf('secret-sub'));
  expect(me.lines).toHaveLength(1);
  expect(JSON.stringify(me.lines)).not.toMatch(/secret/);
});

describe('every answer keeps what openapi.json promises', () => {
  const document = comparisonDocument('1.0.0');
  const breaches = contractOf(document);
  const me = meInMemory();
  const EPOCH_OF = async () => (await pageOf(me)).epoch;

  it.each([
    ['GET', '/v1/sign-in', undefined, 200],
    ['GET', '/v1/me', undefined, 200],
    ['GET', '/v1/me/evidence', undefined, 200],
    ['POST', '/v1/me/evidence', { epoch: null, records: records(2) }, 200],
    ['POST', '/v1/me/evidence', { epoch: OTHER, records: records(2) }, 409],
    ['POST', '/v1/me/evidence', { epoch: OTHER, records: [] }, 422],
    ['GET', '/v1/me/evidence', undefined, 200],
    ['DELETE', '/v1/me', undefined, 200],
  ] as const)('%s %s', async (method, path, body, status) => {
    const answer = await me.request(ADA, method, path, body);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([status, 'no-store']);
    const mediaType = answer.headers.get('content-type');
    expect(breaches({ method, path, status, mediaType, body: await answer.text() })).toEqual([]);
    expect(await EPOCH_OF()).toSatisfy((epoch) => epoch === null || typeof epoch === 'string');
  });

  it('says of the one that takes a body what is refused of bodies', () => {
    expect(Object.keys(document.paths['/v1/me/evidence']?.post?.responses ?? {})).toEqual(
      expect.arrayContaining(['400', '413', '415', '422']),
    );
  });

  it('says of each operation that it takes a token, but of the one that says where to get it', () => {
    const open = Object.entries(ME_REQUESTS).filter(
      ([, { method, path }]) => !document.paths[path]?.[method.toLowerCase()]?.security,
    );
    expect(open.map(([id]) => id)).toEqual(['getSignIn']);
  });
});
