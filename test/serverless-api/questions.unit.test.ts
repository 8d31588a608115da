/** Questions over HTTP: what is handed out, what is answered, what is refused, and what the table holds of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FAMILIES, WRITTEN } from '../../lambda/shared/questions/bank.ts';
import { questionDrafts } from '../../lambda/shared/table/question-drafts.ts';
import type { StoredAnswer, StoredQuestion } from '../../lambda/shared/table/stored-questions.ts';
import { bundleHandlers } from '../../lib/bundle.ts';
import { itemOf } from '../../lib/study/items.ts';
import { apiInMemory } from '../support/api/api-in-memory.ts';
import { contentEdition } from '../support/content/content-edition.ts';

const { request } = apiInMemory();
interface Asked {
  readonly edition: string;
  readonly items: readonly StoredQuestion[];
}
const ask = async (query = ''): Promise<Asked> => (await request(`/v1/questions${query}`)).json() as Promise<Asked>;
const answer = (body: object, api: Pick<ReturnType<typeof apiInMemory>, 'request'> = { request }) =>
  api.request('/v1/answers', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const idsOf = ({ items }: Asked) => items.map(({ id }) => id);

describe('questions', () => {
  test('are the bank’s, without anything that says which option holds', async () => {
    const { edition, items } = await ask('?limit=20&seed=4');

    expect(edition).toBe(contentEdition.version);
    expect(items).toHaveLength(20);
    for (const asked of items) {
      const { id, kind, tasks, level, stem, code, choose, options } = itemOf(asked.id);
      expect(asked).toEqual({
        ...{ id, kind, tasks, level, stem, choose, ...(code && { code }) },
        options: options.map(({ text }, place) => ({ letter: 'ABCDE'[place], text })),
      });
    }
  });

  test('are the same for the same seed, others for another, and never one twice', async () => {
    const [first, again, other] = [
      await ask('?seed=1&limit=20'),
      await ask('?limit=20'),
      await ask('?seed=2&limit=20'),
    ];

    expect(again).toEqual(first);
    expect(idsOf(other)).not.toEqual(idsOf(first));
    expect(new Set(idsOf(first)).size).toBe(20);
  });

  test('fit every parameter', async () => {
    for (const { tasks } of (await ask('?exam=DVA-C03&limit=20')).items) {
      expect(tasks.some((task) => task.startsWith('DVA-C03/'))).toBe(true);
    }
    for (const { tasks } of (await ask('?task=1.2&limit=20')).items) {
      expect(tasks.some((task) => task.endsWith('/1.2'))).toBe(true);
    }
    for (const { tasks } of (await ask('?exam=SAA-C03&task=1.1&limit=20')).items) {
      expect(tasks).toContain('SAA-C03/1.1');
    }
    for (const { id } of (await ask('?due=a-boundary-grants&limit=20')).items) {
      expect(itemOf(id).options.map(({ misconception }) => misconception)).toContain('a-boundary-grants');
    }
    for (const { kind } of (await ask('?kind=proven&limit=20')).items) expect(kind).toBe('proven');
  });

  test('have some for every task of the exams that families are about', async () => {
    for (const task of new Set(FAMILIES.flatMap(({ tasks }) => tasks))) {
      const [exam, id] = task.split('/');
      expect((await ask(`?exam=${exam}&task=${id}`)).items, task).toHaveLength(1);
    }
  });

  test('take one Query, which the reader keeps', async () => {
    const cold = apiInMemory();
    await cold.request('/v1/questions?exam=SAA-C03&task=1.1');
    expect(cold.table.reads).toMatchObject({ pointer: 1, queries: 1, documents: 0 });
    await cold.request('/v1/questions?exam=SAA-C03&task=1.1&seed=2');
    expect(cold.table.reads).toMatchObject({ pointer: 2, queries: 1, documents: 0 });
  });
});

describe('an answer', () => {
  test('is judged as `lab answer` does, with the reason of every option', async () => {
    for (const { id } of (await ask('?limit=20&seed=9')).items) {
      const { options, choose, decides, read, asOf } = itemOf(id);
      const key = options.flatMap(({ misconception }, place) => (misconception ? [] : ['ABCDE'[place]])).join('');
      const wrong = options.findIndex(({ misconception }) => misconception);
      const chose = [...`${'ABCDE'[wrong]}${key.slice(1)}`].sort();

      expect(await (await answer({ question: id, chose: key })).json()).toMatchObject({
        ...{ question: id, edition: contentEdition.version, chose: [...key], key: [...key], choose, decides, asOf },
        ...{ right: true, misconceptions: [], read },
      });
      const said = (await (await answer({ question: id, chose: chose.join('').toLowerCase() })).json()) as StoredAnswer;
      expect(said).toMatchObject({ right: false, chose, misconceptions: [options[wrong]?.misconception] });
      expect(said.options.map(({ text, reason, right }) => ({ text, reason, right }))).toEqual(
        options.map(({ text, reason, misconception }) => ({ text, reason, right: misconception === undefined })),
      );
    }
  });

  test('is the same when it is given twice, and takes one GetItem', async () => {
    const cold = apiInMemory();
    const texts = [1, 2].map(async () => (await answer({ question: 'packet-doors/1', chose: 'B' }, cold)).text());
    const [one, two] = await Promise.all(texts);

    expect(two).toBe(one);
    expect(cold.table.reads).toMatchObject({ documents: 1, queries: 0 });
  });
});

describe('a refusal says what was wrong and what would do', () => {
  test.each([
    [404, { question: 'no-family/1', chose: 'A' }, /^No question no-family\/1 in this edition\. See \/v1\/questions/],
    [404, { question: 'iam-doors/999999', chose: 'A' }, /^No question iam-doors\/999999 in this edition/],
    [404, { question: '#', chose: 'A' }, /^No question # in this edition/],
    [
      409,
      { question: 'iam-doors/1', edition: 'x', chose: 'A' },
      /^Edition [0-9a-f]{16} is served: ask for the question/,
    ],
    [422, { question: 'iam-doors/1', chose: 'E' }, /^body\.chose: Must be 1 of the letters ABCD\.$/],
    [422, { question: 'iam-doors/1', chose: 'AB' }, /^body\.chose: Must be 1 of the letters ABCD\.$/],
    [422, { question: 'iam-doors/1', chose: 'A!' }, /^body\.chose: Must be 1 of the letters ABCD\.$/],
    [422, { question: 'iam-doors/1', chose: '' }, /^body\.chose: Must not be empty\.$/],
    [422, { question: 'iam-doors/1', chose: 'ABCDEF' }, /^body\.chose: Must be at most 5 characters long\.$/],
    [422, { question: 'iam-doors/1', chose: 'A', sure: true }, /^body\.sure: Unknown property\./],
    [422, { question: 'x'.repeat(61), chose: 'A' }, /^body\.question: Must be at most 60 characters long\.$/],
    [422, { chose: 'A' }, /^body\.question: Required; must be a string\.$/],
    [422, { question: 'iam-doors/1', chose: 1 }, /^body\.chose: Must be a string\.$/],
  ])('%i to the answer %j', async (status, body, sentence) => {
    const response = await answer(body);
    const { detail, errors } = (await response.json()) as {
      detail: string;
      errors?: { field: string; message: string }[];
    };

    expect(response.status).toBe(status);
    expect(errors ? errors.map(({ field, message }) => `${field}: ${message}`).join(' ') : detail).toMatch(sentence);
  });

  test.each([
    [404, 'task=9.9'],
    [404, 'exam=DVA-C02'],
    [404, 'due=no-such-idea'],
    [404, 'exam=SAA-C03&task=%23'],
    [422, 'seed=0'],
    [422, 'seed=1000000'],
    [422, 'limit=21'],
    [422, 'kind=copied'],
    [422, 'exam=SAA'],
    [422, 'task='],
    [422, 'task=1.1&task=1.2'],
    [422, 'learner=me'],
  ])('%i to the question %s', async (status, query) => {
    const response = await request(`/v1/questions?${query}`);

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });
});

describe('what is seeded', () => {
  const drafts = questionDrafts();
  const answers = drafts.filter(({ sk }) => sk.startsWith('ANSWER#'));

  test('is six questions of every family, no two of one kind, and every written one', () => {
    const families = answers.map(({ entity }) => (entity as StoredAnswer).question.split('/')[0] as string);
    for (const { id } of FAMILIES)
      expect(
        families.filter((family) => family === id),
        id,
      ).toHaveLength(6);
    expect(answers).toHaveLength(6 * FAMILIES.length + WRITTEN.length);
  });

  test('takes of the table’s write units no second in any transaction, and less than half a minute in all', () => {
    // A transactional write takes two units for each KB. An edition is written once, and marked to expire once.
    const units = contentEdition.items.map(({ document }) => 2 * Math.ceil((Buffer.byteLength(document) + 200) / 1024));
    const sum = (some: readonly number[]) => some.reduce((total, one) => total + one, 0);
    expect(Math.max(...units.map((_, at) => sum(units.slice(at, at + 50))))).toBeLessThan(500);
    expect((2 * sum(units)) / 500).toBeLessThan(30);
  });
});

describe('the bundles', () => {
  let built: ReadonlyMap<string, { text: string; packages: readonly string[] }>;
  beforeAll(async () => {
    const bundles = join(import.meta.dirname, '..', '..', 'build', 'questions-test');
    const sizes = await bundleHandlers({ bundles });
    built = new Map(
      sizes.map(({ handler, packages }) => [
        handler,
        {
          text: readFileSync(join(bundles, handler, 'index.mjs'), 'utf8'),
          packages: packages.map(([name]) => name),
        },
      ]),
    );
  }, 60_000);

  test('have no word of a question in them', () => {
    const words = [...FAMILIES, ...WRITTEN].flatMap(({ misconceptions }) => Object.keys(misconceptions));
    expect(words.length).toBeGreaterThan(80);
    for (const [handler, { text }] of built) {
      // One is the example in the contract.
      const found = words.filter((id) => id !== 'a-boundary-grants' && text.includes(id));
      expect(found, handler).toEqual([]);
    }
  });

  test('have nothing in them of what proves a key', () => {
    for (const [handler, { text, packages }] of built) {
      expect(
        packages.filter((name) => /cloud-copilot|cloudformation-diff/.test(name)),
        handler,
      ).toEqual([]);
      expect(text, handler).not.toContain('iam-simulate');
    }
  });
});
