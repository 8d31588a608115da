/** What the health contract asks the API: every operation, its parameters, and what it has to refuse. */
import { type OperationId, REQUESTS } from '../../../../lambda/serverless-api/contract/requests.ts';
import { RECOMMENDATION_QUESTIONS } from '../../../../lambda/shared/content/recommend.ts';
import type { Ask } from './reference.ts';

const JSON_BODY = { 'content-type': 'application/json' };
const get = (target: string, headers?: Ask['headers']): Ask => ({ method: 'GET', target, headers });
const post = (body: string, headers: Ask['headers'] = JSON_BODY, target: string = REQUESTS.recommend.path): Ask => ({
  method: 'POST',
  target,
  headers,
  body,
});
const postAnswer = (answer: object) => post(JSON.stringify(answer), JSON_BODY, REQUESTS.answerQuestion.path);

/** For a name in a path, something that there is; for some paths it is another. */
const THERE_IS: Readonly<Record<string, string>> = {
  code: 'SAA-C03',
  id: '2.1',
  service: 'sqs',
  slug: 'event-pipeline',
  track: 'developer',
};

const answers = Object.fromEntries(RECOMMENDATION_QUESTIONS.map(({ id, options }) => [id, options[0]?.id]));

/** One request for each operation that there is, so that a new one is asked for as well; none where one stands below. */
const everyOperation = (others: readonly Ask[]): readonly Ask[] =>
  (Object.keys(REQUESTS) as OperationId[]).flatMap((id) => {
    if (id === 'answerQuestion') return postAnswer({ question: 'iam-doors/1', chose: 'A' });
    if (id === 'recommend') return post(JSON.stringify({ answers }));
    const { path } = REQUESTS[id];
    if (others.some(({ target }) => target.startsWith(`${path}?`))) return [];
    return get(path.replace(/\{(\w+)\}/g, (_, name: string) => THERE_IS[name] ?? name));
  });

/**
 * Parameters that an answer depends on, several in one request where one that is lost would show: every request is a
 * call of the function, and a check is made at every try.
 */
const PARAMETERS: readonly Ask[] = [
  '/v1/certifications',
  '/v1/certifications?level=associate&status=active&limit=2',
  '/v1/certifications?status=retired&on=2030-01-01&limit=100',
  '/v1/certifications/DVA-C02?on=2026-12-02',
  '/v1/comparison?aspects=skills,salary&on=2026-12-01',
  '/v1/exams?on=2027-01-01',
  '/v1/services?exam=DVA-C02',
  '/v1/difficulty?background=devops',
  '/v1/study-tips?track=developer',
  '/v1/questions?exam=DVA-C03&task=2.1&kind=proven&due=a-boundary-grants&seed=7&limit=3',
  '/v1/search?q=passing%20score&limit=2',
  '/docs',
].map((target) => get(target));

/** What has to be refused, in the way that it is. */
const REFUSALS: readonly Ask[] = [
  get('/v1/nothing'),
  get('/v1/certifications/NO-C01'),
  get('/v1/certifications?level=easy&limit=0&colour=red'),
  get('/v1/certifications?cursor=Zm9yZ2Vk'),
  get('/v1/skills', { accept: 'text/csv' }),
  { method: 'DELETE', target: '/v1/skills' },
  post('{"answers":{}}'),
  postAnswer({ question: 'no-family/1', chose: 'A' }),
  postAnswer({ question: 'iam-doors/1', edition: 'of-yesterday', chose: 'A' }),
  postAnswer({ question: 'iam-doors/1', chose: 'AB' }),
  post('<a/>', { 'content-type': 'application/xml' }),
  post(JSON.stringify({ answers: { background: 'x'.repeat(5_000) } })),
];

/** All of them; none has an effect. */
export const ASKS: readonly Ask[] = [
  ...everyOperation(PARAMETERS),
  ...PARAMETERS,
  ...REFUSALS,
  { method: 'HEAD', target: '/v1/comparison' },
];
