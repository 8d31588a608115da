import { describe, expect, test } from 'vitest';
import { content as wholeContent } from '../../lambda/shared/content/content.ts';
import type { contentReaders } from '../../lambda/shared/table/content-reader.ts';
import { apiInMemory, TODAY } from '../support/api/api-in-memory.ts';
import { FOR_DEVELOPER } from '../support/content/answers.ts';

const { request, post } = apiInMemory();
// biome-ignore lint/suspicious/noExplicitAny: answers are checked against their schemas in contract.unit.test.ts.
const json = async (url: string): Promise<any> => (await request(url)).json();
const codes = wholeContent.certifications.map(({ code }) => code).toSorted();

describe('certifications', () => {
  test.each([1, 2, 5, 16, 17, 18, 100])('pages of %i hold every one once, in order', async (limit) => {
    const seen: string[] = [];
    let url = `/v1/certifications?limit=${limit}`;
    for (let page = 0; url; page++) {
      const { items, nextCursor } = await json(url);
      seen.push(...items.map(({ code }: { code: string }) => code));
      expect(items.length).toBeLessThanOrEqual(limit);
      expect(page).toBeLessThan(codes.length + 1);
      url = nextCursor && `/v1/certifications?limit=${limit}&cursor=${nextCursor}`;
    }

    expect(seen).toEqual(codes);
  });

  test('a page may be continued by a page of another size', async () => {
    const { nextCursor } = await json('/v1/certifications?limit=3');
    const { items } = await json(`/v1/certifications?limit=2&cursor=${nextCursor}`);

    expect(items.map(({ code }: { code: string }) => code)).toEqual(codes.slice(3, 5));
  });

  test('level and status filter, on the day asked for', async () => {
    const { items } = await json('/v1/certifications?level=associate&status=retired&on=2026-12-01&limit=100');

    expect(items.map(({ code }: { code: string }) => code)).toContain('DVA-C02');
    for (const item of items) {
      expect(item).toMatchObject({ level: 'associate', status: 'retired', statusOn: '2026-12-01' });
    }
  });

  test('refuses a cursor that is forged, cut, of other filters or another spelling with 400', async () => {
    const { nextCursor } = await json('/v1/certifications?limit=3');
    const flipped = `${nextCursor.slice(0, -1)}${nextCursor.endsWith('A') ? 'B' : 'A'}`;
    const unsigned = Buffer.concat([Buffer.alloc(16), Buffer.from('AIF-C01')]).toString('base64url');

    for (const url of [
      `/v1/certifications?cursor=${flipped}`,
      `/v1/certifications?cursor=${nextCursor.slice(0, 10)}`,
      `/v1/certifications?cursor=${unsigned}`,
      `/v1/certifications?cursor=${nextCursor}=`,
      '/v1/certifications?cursor=AIF-C01',
      `/v1/certifications?level=associate&cursor=${nextCursor}`,
      `/v1/certifications?on=2027-01-01&cursor=${nextCursor}`,
      `/v1/certifications?status=active&cursor=${nextCursor}`,
    ]) {
      const response = await request(url);
      expect(response.status, url).toBe(400);
      expect(await response.json()).toMatchObject({ type: 'urn:certlab:problem:invalid-cursor' });
    }
  });
});

describe('the day decides which exam is current', () => {
  test.each([
    ['2026-11-30', 'DVA-C02', 'expiring', 'scheduled'],
    ['2026-12-01', 'DVA-C03', 'retired', 'current'],
  ])('on %s it is %s', async (on, current, oldStatus, newStatus) => {
    expect(await json(`/v1/tracks/developer?on=${on}`)).toMatchObject({ currentExam: current });
    expect((await json(`/v1/exams/DVA-C02?on=${on}`)).status).toMatchObject({
      status: oldStatus,
      currentCode: current,
    });
    expect((await json(`/v1/exams/DVA-C03?on=${on}`)).status).toMatchObject({
      status: newStatus,
      currentCode: current,
    });
  });

  test('which is today in UTC when none is asked for', async () => {
    expect((await json('/v1/exams/DVA-C02')).status.on).toBe(TODAY);
    expect((await json('/v1/certifications/DVA-C02')).statusOn).toBe(TODAY);
  });

  test('both exams say what changes between them', async () => {
    const [old, next] = await Promise.all([json('/v1/exams/DVA-C02'), json('/v1/exams/DVA-C03')]);

    expect(old.changes).toMatchObject({ from: 'DVA-C02', to: 'DVA-C03' });
    expect(next.changes).toEqual(old.changes);
    expect((await json('/v1/exams/SAA-C03')).changes).toBeUndefined();
  });
});

describe('the comparison', () => {
  test('has the aspects asked for, in that order', async () => {
    const { aspects } = await json('/v1/comparison?aspects=salary,coding,skills');

    expect(Object.keys(aspects)).toEqual(['salary', 'coding', 'skills']);
  });

  test('says who leads in a skill, and by how much', async () => {
    const { items } = await json('/v1/skills');

    expect(items.find(({ id }: { id: string }) => id === 'programming')).toMatchObject({
      levels: { architect: { level: 'Low', rank: 1 }, developer: { level: 'High', rank: 3 } },
      leader: 'developer',
      by: 2,
    });
  });
});

describe('the services in scope', () => {
  test('can be listed by exam, and each has an address', async () => {
    const { items } = await json('/v1/services?exam=DVA-C03');
    expect(items).toHaveLength(56);
    expect(await json('/v1/services/dynamodb')).toMatchObject({
      name: 'Amazon DynamoDB',
      exams: ['SAA-C03', 'DVA-C02', 'DVA-C03'],
    });
    expect((await request('/v1/services/nothing')).status).toBe(404);
  });
});

describe('practice', () => {
  test('a task and a project name each other', async () => {
    const { trains } = await json('/v1/projects/serverless-api');
    for (const { exam, task, strength, shownIn, drills } of trains) {
      const { practice } = await json(`/v1/exams/${exam}/tasks/${task}`);
      expect(practice).toContainEqual(
        expect.objectContaining({ project: 'serverless-api', strength, shownIn, drills }),
      );
    }
    expect(trains.length).toBeGreaterThan(10);
  });

  test('a planned project says what it is meant to train, and stands nowhere as practice', async () => {
    const { trains, planned } = await json('/v1/projects/observability');
    expect(trains).toEqual([]);
    for (const { exam, task, plan } of planned) {
      const answer = await json(`/v1/exams/${exam}/tasks/${task}`);
      expect(answer.planned).toContainEqual(expect.objectContaining({ project: 'observability', plan }));
      expect(answer.practice).not.toContainEqual(expect.objectContaining({ project: 'observability' }));
    }
    expect(planned.length).toBeGreaterThan(5);
  });

  test('a task lists its drills, by number and symptom, and what is missing', async () => {
    const task = await json('/v1/exams/DVA-C03/tasks/2.1');

    expect(task.drills).toContainEqual({
      number: 'serverless-api/2',
      title: 'The health check is green, and every list is broken',
      level: 1,
    });
    expect(task.practice.map(({ strength }: { strength: string }) => strength)).not.toContain('core');
    expect(task.gaps.join(' ')).toMatch(/sign/i);
  });

  test('a task that no project trains says what is missing', async () => {
    const task = await json('/v1/exams/DVA-C03/tasks/2.3');

    expect(task.practice).toEqual([]);
    expect(task.gaps).toHaveLength(1);
  });
});

describe('recommendations', () => {
  const answers = FOR_DEVELOPER;

  test('add up to the scores shown', async () => {
    const response = await post({ answers });
    const body = (await response.json()) as {
      scores: object;
      recommendation: string;
      answers: { points: { developer: number } }[];
    };

    expect(body).toMatchObject({ recommendation: 'developer', order: ['developer'] });
    expect(body.answers.reduce((sum, { points }) => sum + points.developer, 0)).toBe(
      (body.scores as { developer: number }).developer,
    );
  });

  test('name the exam, its days left and what comes next, by the day on which they are asked for', async () => {
    const { exams } = (await (await post({ answers })).json()) as { exams: unknown[] };

    expect(exams).toEqual([
      expect.objectContaining({
        track: 'developer',
        current: expect.objectContaining({ code: 'DVA-C02', daysLeft: 7 }),
        next: expect.objectContaining({ code: 'DVA-C03', registrationOpened: '2026-10-27', bookable: true }),
        prepareFor: 'DVA-C03',
      }),
    ]);
  });

  test('every option of every question offered is taken', async () => {
    const { items } = await json('/v1/recommendations/questions');
    for (const { id, options } of items) {
      for (const option of options) {
        expect((await post({ answers: { ...answers, [id]: option.id } })).status, `${id}: ${option.id}`).toBe(200);
      }
    }
  });
});

describe('the guide', () => {
  test('tells one background apart from the others', async () => {
    const { items, advice } = await json('/v1/difficulty?background=devops');

    expect(items.map(({ background }: { background: string }) => background)).toEqual(['devops']);
    expect(advice.length).toBeGreaterThan(0);
    expect((await json('/v1/difficulty')).items).toHaveLength(wholeContent.difficulty.length);
  });

  test('gives a track its own tips and those for both', async () => {
    const { items } = await json('/v1/study-tips?track=architect');

    expect(new Set(items.map(({ audience }: { audience: string }) => audience))).toEqual(
      new Set(['architect', 'both']),
    );
    expect((await json('/v1/study-tips')).items).toHaveLength(wholeContent.studyTips.length);
  });

  test('keeps its own order', async () => {
    const inOrder = async (url: string, name: string) =>
      (await json(url)).items.map((item: Record<string, unknown>) => item[name]);

    expect(await inOrder('/v1/skills', 'id')).toEqual(wholeContent.skills.map(({ id }) => id));
    expect(await inOrder('/v1/learning-path', 'step')).toEqual([1, 2, 3, 4]);
    expect(await inOrder('/v1/levels', 'level')).toEqual(wholeContent.levels.map(({ level }) => level));
    expect(await inOrder('/v1/projects', 'slug')).toEqual(wholeContent.practiceProjects.map(({ slug }) => slug));
  });
});

describe('search', () => {
  test('gives what fits best, with an address that can be got', async () => {
    const { items, suggestions } = await json('/v1/search?q=dynamodb&limit=5');
    expect(items[0]).toMatchObject({ id: 'service/dynamodb', href: '/v1/services/dynamodb' });
    expect(suggestions).toEqual([]);
    for (const { href } of items) expect((await request(href.split('#')[0])).status, href).toBe(200);
  });

  test('says how it understood a mistyped word, and what to ask where it found nothing', async () => {
    expect(await json('/v1/search?q=lamda')).toMatchObject({ corrected: 'lambda' });
    expect((await json('/v1/search?q=xyzzy')).suggestions.length).toBeGreaterThan(0);
  });
});

describe('when the table is not seeded', () => {
  test('content and health answer 503 and when to come back; what needs no table is served', async () => {
    const content: ReturnType<typeof contentReaders> = async () => undefined;
    const unseeded = apiInMemory({ content });

    for (const url of ['/health', '/v1/skills']) {
      const response = await unseeded.request(url);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
    }
    expect((await unseeded.request('/docs')).status).toBe(200);
  });

  test('recommendations are answered with the table gone', async () => {
    const gone = apiInMemory({ content: () => Promise.reject(new Error('ResourceNotFoundException')) });
    const questions = await gone.request('/v1/recommendations/questions');
    const { items } = (await questions.json()) as { items: { id: string; options: { id: string }[] }[] };
    const answers = Object.fromEntries(items.map(({ id, options }) => [id, options[0]?.id]));

    expect(questions.status).toBe(200);
    expect((await gone.post({ answers })).status).toBe(200);
    expect((await gone.request('/health')).status).toBe(500);
  });
});

test('health tells which content is served', async () => {
  const { contentEdition } = await import('../support/content/content-edition.ts');

  expect(await json('/health')).toEqual({
    status: 'ok',
    contentVersion: contentEdition.version,
    seededAt: '2026-11-23T12:00:00.000Z',
  });
});
