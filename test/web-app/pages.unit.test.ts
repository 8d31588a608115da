/** The pages as a browser without a script uses them, and what else is sent to them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRoom, type TestRoom } from './room.ts';

let room: TestRoom;
beforeAll(async () => {
  room = await openRoom();
}, 60_000);
afterAll(() => room.stop());

const HOST = 'exam.example';
const AGENT = 'a browser';

/** Follows redirects by hand, keeps the cookie, and sends forms as browsers do. */
function browser() {
  let cookie = '';
  const go = async (path: string, form?: Record<string, string>, headers: Record<string, string> = {}) => {
    const answer = await room.raw(path, {
      method: form ? 'POST' : 'GET',
      headers: {
        host: HOST,
        'user-agent': AGENT,
        ...(cookie && { cookie }),
        ...(form && { origin: `https://${HOST}`, 'sec-fetch-site': 'same-origin' }),
        ...headers,
      },
      ...(form && { body: new URLSearchParams(form) }),
    });
    const set = answer.headers.get('set-cookie');
    if (set) cookie = (set.split(';')[0] as string).endsWith('=') ? '' : (set.split(';')[0] as string);
    return { status: answer.status, text: await answer.text(), headers: answer.headers, set };
  };
  return {
    go,
    /** A form, and the page it leads to. */
    async send(path: string, form: Record<string, string>) {
      const { status, headers } = await go(path, form);
      expect(status).toBe(303);
      const location = headers.get('location') as string;
      return { location, ...(await go(location)) };
    },
    steal: () => cookie,
  };
}

const hidden = (text: string) => /name="key" value="([^"]+)"/.exec(text)?.[1] as string;

async function started() {
  const her = browser();
  const home = await her.send('/join', { name: 'Ada', cohort: 'pages' });
  const key = hidden(home.text);
  const question = await her.send('/sittings', { key, exam: 'SAA-C03', length: 'short' });
  return { her, key, question, sitting: question.location.split('/')[2] as string };
}

describe('the pages', () => {
  it('take a candidate from the door to a result, without a script', async () => {
    const { her, question, sitting } = await started();
    expect(question.text).toContain('Question 1 of 10');
    const value = [...question.text.matchAll(/name="chose"\s+value="(\w)"/g)].map(([, letter]) => letter as string);
    const choose = Number(/Choose (\d)/.exec(question.text)?.[1]);
    const own = `/sittings/${sitting}/questions/1`;
    const form = new URLSearchParams({ key: hidden(question.text) });
    for (const letter of value.slice(0, choose)) form.append('chose', letter);
    const saved = await her.go(own, undefined, {});
    expect(saved.status).toBe(200);
    const sent = await room.raw(own, {
      method: 'POST',
      headers: { host: HOST, 'user-agent': AGENT, cookie: her.steal(), origin: `https://${HOST}` },
      body: form,
    });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `/sittings/${sitting}/questions/2`]);
    const back = await her.go(own);
    // A stem or an option may have the word in it.
    expect(back.text.match(/<input[^>]* checked/g)).toHaveLength(choose);
    expect(back.text).toContain('Question 1, answered');

    const paused = await her.send(`/sittings/${sitting}/pause`, {});
    expect(paused.text).toContain('Paused');
    const resumed = await her.go(`/sittings/${sitting}/resume`, {});
    expect(resumed.status).toBe(303);
    await her.go(`/sittings/${sitting}/hand-in`, {});
    const result = await her.go(`/sittings/${sitting}/result`);
    expect(result.text).toMatch(/<h1>\d+ of 10 right<\/h1>/);
    expect((await her.go('/board/SAA-C03')).text).toContain('<td>Ada</td>');
  });

  it('start one sitting for a form that is sent twice', async () => {
    const { her, key, sitting } = await started();
    const again = await her.go('/sittings', { key, exam: 'SAA-C03', length: 'short' });
    expect(again.headers.get('location')).toBe(`/sittings/${sitting}/questions/1`);
  });

  it('ask for no script and let none run, and load nothing but their style', async () => {
    const { question } = await started();
    expect(question.text).not.toMatch(/<script|javascript:|\son\w+=/i);
    expect(question.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'/);
    const style = /href="(\/assets\/[^"]+)"/.exec(question.text)?.[1] as string;
    const loaded = await room.raw(style);
    expect(loaded.status).toBe(200);
    expect(loaded.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await room.raw('/assets/exam-room.000000000000.css')).status).toBe(404);
  });

  it('say what was wrong, what to do and which request it was, as a page', async () => {
    const { her } = await started();
    const wrong = await her.go('/sittings/none/questions/1');
    expect([wrong.status, wrong.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(wrong.text).toContain(`Request ${wrong.headers.get('x-request-id')}`);
  });
});

describe('a session', () => {
  it('is a cookie that scripts cannot read and other sites cannot send', async () => {
    const { set } = await browser().go('/join', { name: 'Ada', cohort: 'pages' });
    expect(set).toMatch(/^__Host-session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  it('is stored as nothing that could be sent', async () => {
    const { token } = await room.candidate();
    const rows = await room.postgres.query(`SELECT encode(token_hash, 'escape') AS text FROM session`);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ text }) => String(text).includes(token))).toBe(false);
  });

  it.each(['made-up', 'A'.repeat(43), `${'A'.repeat(42)}'`, '', '../../x'])(
    'refuses the forged cookie %j',
    async (forged) => {
      const answer = await room.raw('/v1/board/SAA-C03', { headers: { cookie: `__Host-session=${forged}` } });
      const { code } = (await answer.json()) as { code: string };
      expect([answer.status, code]).toEqual([401, 'NotSignedIn']);
    },
  );

  it('refuses a stolen cookie from another browser, and any after its owner has signed out', async () => {
    const { her, sitting } = await started();
    const stolen = { cookie: her.steal(), host: HOST };
    const elsewhere = await room.raw(`/sittings/${sitting}`, { headers: { ...stolen, 'user-agent': 'another' } });
    expect(elsewhere.status).toBe(401);

    expect((await room.raw(`/sittings/${sitting}`, { headers: { ...stolen, 'user-agent': AGENT } })).status).toBe(303);
    await her.go('/leave', {});
    expect((await room.raw(`/sittings/${sitting}`, { headers: { ...stolen, 'user-agent': AGENT } })).status).toBe(401);
  });

  it('refuses one that is over', async () => {
    const { ask } = await room.candidate('Late');
    await room.postgres.query(
      `UPDATE session SET expires_at = now() FROM candidate WHERE candidate.id = candidate_id AND name = 'Late'`,
    );
    expect((await ask('GET', '/v1/board/SAA-C03')).status).toBe(401);
  });

  it.each([
    ['origin', { origin: 'https://evil.example' }],
    ['origin', { origin: 'null' }],
    ['sec-fetch-site', { 'sec-fetch-site': 'cross-site' }],
    ['sec-fetch-site', { 'sec-fetch-site': 'same-site' }],
  ])('refuses a form of another site, told by %s', async (_, headers) => {
    const { her, sitting } = await started();
    const sent = await her.go(`/sittings/${sitting}/hand-in`, {}, headers);
    expect(sent.status).toBe(403);
    expect((await her.go(`/sittings/${sitting}/questions/1`)).status).toBe(200);
  });
});

const HOSTILE = [
  `'; DROP TABLE answer; --`,
  `" OR ""="`,
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '#{7*7}{{7*7}}',
  '../../etc/passwd',
  '\\x00\\u0000',
  '\u202eright to left',
  '😀'.repeat(30),
  '%00%27 OR 1=1',
];

describe('SQL, script and the like', () => {
  it.each(HOSTILE)('%j is a name like any other, shown as it was typed', async (name) => {
    const his = browser();
    const home = await his.send('/join', { name, cohort: 'hostile' });
    expect(home.status).toBe(200);
    expect(home.text).not.toContain('<script');
    expect(home.text).not.toContain('<img');
    const rows = await room.postgres.query('SELECT name FROM candidate WHERE name = $1', [name]);
    expect(rows).toEqual([{ name }]);
  });

  const FIELDS: [string, (text: string) => [string, string, unknown?, Record<string, string>?]][] = [
    ['cohort', (text) => ['POST', '/v1/candidates', { name: 'Ada', cohort: text }]],
    ['exam', (text) => ['POST', '/v1/sittings', { exam: text, length: 'short' }]],
    ['length', (text) => ['POST', '/v1/sittings', { exam: 'SAA-C03', length: text }]],
    ['sitting', (text) => ['GET', `/v1/sittings/${encodeURIComponent(text)}`]],
    ['board', (text) => ['GET', `/v1/board/${encodeURIComponent(text)}`]],
    [
      'position',
      (text) => [
        'PUT',
        `/v1/sittings/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}/answers/${encodeURIComponent(text)}`,
        { chose: 'A' },
      ],
    ],
    [
      'chose',
      (text) => ['PUT', `/v1/sittings/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}/answers/1`, { chose: text }],
    ],
  ];
  it.each(FIELDS)('in the field %s are answered by name, and never with a fault of ours', async (_, request) => {
    const { ask } = await room.candidate();
    for (const text of [...HOSTILE, '\0', 'x'.repeat(5_000)]) {
      const { status, body } = await ask(...request(text));
      expect([status >= 400 && status < 500, typeof body.code], text).toEqual([true, 'string']);
    }
    const tables = await room.postgres.query(
      `SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = 'public'`,
    );
    expect(tables).toEqual([{ tables: 14 }]);
  });

  it.each([
    ['no JSON', '{', 'application/json', 400],
    ['another type', 'a=b', 'application/x-www-form-urlencoded', 415],
    ['an array', '[]', 'application/json', 422],
    ['null', 'null', 'application/json', 422],
    ['a field more', '{"name":"A","cohort":"abc","admin":true}', 'application/json', 422],
    ['a field of another kind', '{"name":1,"cohort":"abc"}', 'application/json', 422],
    ['a name that is nothing but spaces', '{"name":"   ","cohort":"abc"}', 'application/json', 422],
    ['a character that no text can hold', '{"name":"a\\u0000b","cohort":"abc"}', 'application/json', 422],
    ['10 MB', `{"name":"${'x'.repeat(10_000_000)}"}`, 'application/json', 413],
  ])('refuses %s as a body', async (_, body, type, status) => {
    const answer = await room.raw('/v1/candidates', { method: 'POST', headers: { 'content-type': type }, body });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('leaves no fault of ours in the log', () => {
    expect(room.log.filter(({ level }) => level === 'ERROR')).toEqual([]);
  });
});
