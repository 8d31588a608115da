/** That the API serves what the healthy one serves: every operation and refusal, pages, caching, and other origins. */
import { CROSS_ORIGIN } from '../../../../lambda/serverless-api/env.ts';
import type { CheckContext, Finding, HttpAnswer, Probe } from '../../../lab/drills/drill.ts';
import { first } from '../../../lab/drills/probes.ts';
import type { serverlessApi } from '../project.ts';
import { ASKS } from './asks.ts';
import { type Answered, type Ask, referenceAnswer } from './reference.ts';

type Lab = CheckContext<keyof (typeof serverlessApi)['outputs']>;

/**
 * So many requests at once, of all probes here together. A new account of AWS runs ten calls, and the emulator starts a
 * process for each that finds no worker free.
 */
const AT_ONCE = 3;
let asking = 0;
const waiting: (() => void)[] = [];

async function inTurn<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  if (asking >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else asking++;
  try {
    return await send();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else asking--;
  }
}

const named = ({ method, target }: Ask) => `${method} ${target}`;

/** Asks the deployed API. 429 is its throttle at work beside other probes, and is asked again. */
export async function ask(lab: Lab, { method, target, headers, body }: Ask): Promise<HttpAnswer> {
  const send = () => inTurn(() => lab.request(`${lab.outputs.ApiUrl}${target}`, { method, headers, body }));
  let answer = await send();
  if (answer.status !== 429) return answer;
  await lab.eventually(async () => {
    answer = await send();
    return { ok: answer.status !== 429, saw: `HTTP ${answer.status}`, wanted: 'an answer' };
  });
  return answer;
}

/** Headers that callers build on. An `etag` need only be there: what it is made of is nobody's business. */
const HEADERS = ['content-type', 'cache-control', 'allow', 'retry-after', 'vary'];

/** How an answer differs from the healthy one, in a few words; undefined when it does not. */
function difference(got: HttpAnswer, wanted: Answered): string | undefined {
  if (got.status !== wanted.status) return `HTTP ${got.status} and not ${wanted.status}`;
  const header = HEADERS.find(
    (name) => wanted.headers[name] && !sameHeader(got.headers.get(name), wanted.headers[name]),
  );
  if (header) return `another ${header}`;
  if (wanted.headers.etag && !got.headers.get('etag')) return 'no etag';
  if (!got.headers.get('x-request-id')) return 'no x-request-id';
  return comparable(got.text) === comparable(wanted.text) ? undefined : 'another body';
}

/** The gateway may add to lists, and spells without regard to case. */
const sameHeader = (got: string | null, wanted: string) => {
  const has = (got ?? '').toLowerCase().split(/\s*[,;]\s*/);
  return wanted
    .toLowerCase()
    .split(/\s*[,;]\s*/)
    .every((part) => has.includes(part));
};

/** A body without what is another every time; a cursor is there or not, and leads on, which the pages show. */
function comparable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (name, value) => {
      if (name === 'requestId' || name === 'seededAt') return typeof value;
      // What a problem says in words may be said otherwise.
      if (name === 'detail' || name === 'message') return typeof value;
      return name === 'nextCursor' ? value !== null : value;
    });
  } catch {
    return text;
  }
}

/** Every operation and every refusal, compared with the application of this repository. */
export const servesEverything: Probe<keyof (typeof serverlessApi)['outputs']> = {
  expects: 'Every request is answered as the healthy API answers it',
  async look(lab) {
    const queue = [...ASKS];
    const wrong: string[] = [];
    const worker = async () => {
      // One wrong answer decides; the rest would only make callers wait.
      for (let each = queue.shift(); each && wrong.length === 0; each = queue.shift()) {
        const [got, wanted] = await Promise.all([ask(lab, each), referenceAnswer(each)]);
        const differs = difference(got, wanted);
        if (differs) wrong.push(`${named(each)}: ${differs}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const saw = wrong[0] ?? 'as the healthy one';
    return { ok: wrong.length === 0, saw, wanted: 'as the healthy one' };
  },
};

/** Lists that are read page by page, each with how many a page may hold. */
const LISTS = [
  '/v1/certifications?limit=7',
  '/v1/certifications?level=associate&limit=2',
  // Just as many as there are: no page follows.
  '/v1/certifications?level=foundational&limit=2',
  // A day on which some have another status than today, on every page.
  '/v1/certifications?on=2030-01-01&limit=6',
  // Every filter at once: one that is forgotten behind the first page lets others in.
  '/v1/certifications?level=associate&status=active&on=2026-12-15&limit=1',
];

/** By each filter that there is, a list that is none of those: a cursor is good for the one that it was made for. */
const OTHER_LISTS = ['level=foundational', 'status=retired', 'on=2031-02-03'];

/** The whole list by every size of a page that makes two pages of it or more: a page may be counted wrongly at one size alone. */
async function listsOfEverySize(): Promise<string[]> {
  const target = '/v1/certifications?limit=100';
  const { items } = JSON.parse((await referenceAnswer({ method: 'GET', target })).text) as Page;
  return items.slice(2).map((_, nth) => `/v1/certifications?limit=${nth + 2}`);
}

/** That pages lead through a list, each item once, in order, and no cursor serves another list. */
export const pagesAreWhole: Probe<keyof (typeof serverlessApi)['outputs']> = {
  expects: 'Page by page, a list holds what it holds at once',
  async look(lab) {
    const sizes = (await listsOfEverySize()).filter((list) => !LISTS.includes(list));
    const walks = [...LISTS.map((list) => walk(lab, list)), ...sizes.map((list) => walk(lab, list, []))];
    return first(...((await Promise.all(walks)) as [Finding, ...Finding[]]));
  },
};

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

/** @param otherLists of which a cursor of this one must not be taken */
async function walk(lab: Lab, list: string, otherLists: readonly string[] = OTHER_LISTS): Promise<Finding> {
  const whole = await referenceAnswer({ method: 'GET', target: list.replace(/limit=\d+/, 'limit=100') });
  const wanted = (JSON.parse(whole.text) as Page).items.map((item) => JSON.stringify(item));
  const saw: string[] = [];
  for (let cursor: string | null = '', used = ''; cursor !== null && saw.length <= wanted.length; ) {
    const answer = await ask(lab, {
      method: 'GET',
      target: `${list}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    });
    if (answer.status !== 200) return { ok: false, saw: `HTTP ${answer.status} on a page`, wanted: 'HTTP 200' };
    const page = JSON.parse(answer.text) as Page;
    saw.push(...page.items.map((item) => JSON.stringify(item)));
    if (page.nextCursor !== null && saw.length >= wanted.length)
      return { ok: false, saw: 'a page after the last', wanted: 'all, each once' };
    if (used === '' && page.nextCursor) {
      used = page.nextCursor;
      const others = otherLists.map((filter) => ({
        method: 'GET',
        target: `/v1/certifications?${filter}&cursor=${used}`,
      }));
      const answers = await Promise.all(others.map((other) => ask(lab, other)));
      if (answers.some((other) => other.status !== 400))
        return { ok: false, saw: 'a cursor of another list is taken', wanted: 'HTTP 400' };
    }
    cursor = page.nextCursor;
  }
  const ok = JSON.stringify(saw) === JSON.stringify(wanted);
  return {
    ok,
    saw: ok ? 'all, each once' : `${new Set(saw).size} of ${wanted.length}, ${saw.length} in all`,
    wanted: 'all, each once',
  };
}

const ORIGIN = 'https://pages.example';

/** Caching, compression, and what pages of other origins may do. */
export const conventionsHold: Probe<keyof (typeof serverlessApi)['outputs']> = {
  expects: 'What a caller has is not sent again, and pages of every origin may ask',
  async look(lab) {
    const target = '/v1/comparison';
    const fresh = await ask(lab, { method: 'GET', target, headers: { origin: ORIGIN, 'accept-encoding': 'gzip' } });
    const etag = fresh.headers.get('etag') ?? '';
    const known = (tags: string) => ask(lab, { method: 'GET', target, headers: { 'if-none-match': tags } });
    const [held, listed, any, other, preflight] = await Promise.all([
      known(etag),
      known(`"of-another-day", ${etag}`),
      known('*'),
      known('"of-another-day"'),
      ask(lab, {
        method: 'OPTIONS',
        target: '/v1/recommendations',
        headers: {
          origin: ORIGIN,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
      }),
    ]);
    const lists = (answer: HttpAnswer, name: string, ...wanted: readonly string[]): Finding => {
      const given = (answer.headers.get(`access-control-${name}`) ?? '').toLowerCase();
      const ok = given === '*' || wanted.every((each) => given.split(/\s*,\s*/).includes(each.toLowerCase()));
      return {
        ok,
        saw: ok ? 'as wanted' : `other origins: ${name} is ${given || 'missing'}`,
        wanted: wanted.join(', '),
      };
    };
    return first(
      {
        ok: held.status === 304 && held.text === '',
        saw: `HTTP ${held.status} for what the caller has`,
        wanted: '304',
      },
      {
        ok: listed.status === 304 && any.status === 304,
        saw: `HTTP ${listed.status} for one of several, and ${any.status} for any`,
        wanted: '304',
      },
      {
        // RFC 9110, 15.4.5: what a cache has to know of the answer that it holds.
        ok: ['etag', 'cache-control'].every((name) => held.headers.get(name) === fresh.headers.get(name)),
        saw: 'a 304 that says less than the answer did',
        wanted: 'the same etag and cache-control',
      },
      { ok: other.status === 200, saw: `HTTP ${other.status} for what the caller does not have`, wanted: '200' },
      {
        ok: fresh.headers.get('content-encoding') === 'gzip',
        saw: `content-encoding ${fresh.headers.get('content-encoding')}`,
        wanted: 'gzip',
      },
      { ok: preflight.status < 300, saw: `HTTP ${preflight.status} for a preflight`, wanted: '2xx' },
      lists(preflight, 'allow-methods', ...CROSS_ORIGIN.methods),
      lists(preflight, 'allow-headers', ...CROSS_ORIGIN.requestHeaders),
      lists(fresh, 'allow-origin', CROSS_ORIGIN.origin),
      lists(fresh, 'expose-headers', ...CROSS_ORIGIN.exposedHeaders),
    );
  },
};
