/**
 * The routes of the benchmark's two yardsticks, `usual` and `careful`: Hono's, over schemas and a table that each of them
 * makes in its own way. The domain functions are the product's own, so that only the way of building the API is compared.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { certificationStatusOn } from '../../../lambda/shared/content/certification-status.ts';
import { type ComparisonAspect, compareSkill, compareTracks } from '../../../lambda/shared/content/compare.ts';
import type { Certification, SearchDocument, Skill, TrackProfile } from '../../../lambda/shared/content/model.ts';
import { type Answers, RECOMMENDATION_QUESTIONS, recommend } from '../../../lambda/shared/content/recommend.ts';
import type { ExamCode } from '../../../lambda/shared/exams/dates.ts';
import { currentExam, examStatusOn } from '../../../lambda/shared/exams/status.ts';
import { examToTake } from '../../../lambda/shared/exams/to-take.ts';
import type { Postings, Words } from '../../../lambda/shared/search/build-index.ts';
import { search } from '../../../lambda/shared/search/search.ts';

/** What an item of the table has; all of its attributes are texts. */
export type Item = Readonly<Record<string, string>>;

/** The two reads that there are. */
export interface Table {
  item(pk: string, sk: string): Promise<Item | undefined>;
  /** By the index, when it is named; else by the partition `pk` and a prefix of the sort key. */
  items(condition: string, values: Item, index?: string): Promise<readonly Item[]>;
}

interface Parsed<Value> {
  parse(value: unknown): Value;
}

/** The schemas of the requests, as either form of zod has them. */
export interface Schemas {
  readonly certifications: Parsed<{ level?: string; status?: string; on?: string; limit: number; cursor?: string }>;
  readonly on: Parsed<{ on?: string }>;
  readonly comparison: Parsed<{ aspects?: ComparisonAspect[] }>;
  readonly difficulty: Parsed<{ background?: string }>;
  readonly studyTips: Parsed<{ track?: string }>;
  readonly search: Parsed<{ q: string; limit: number }>;
  readonly recommendations: Parsed<{ answers: object }>;
  readonly isRefusal: (error: Error) => boolean;
}

const toTake = (on = new Date().toISOString().slice(0, 10)) => ({
  architect: examToTake('SAA', on),
  developer: examToTake('DVA', on),
});

const today = () => new Date().toISOString().slice(0, 10);

type Exam = { code: ExamCode; family: string; name: string; asOf: string; sources: string[] };

/** Adds all routes to the application. */
export function addRoutes(app: Hono, schemas: Schemas, table: Table): void {
  async function version(): Promise<{ version: string; seededAt: string }> {
    const item = await table.item('CONTENT', 'CURRENT');
    if (!item) throw new HTTPException(503);
    return item as { version: string; seededAt: string };
  }
  async function get<T>(sk: string): Promise<T> {
    const { version: current } = await version();
    const item = await table.item(`CONTENT#${current}`, sk);
    if (!item) throw new HTTPException(404);
    return JSON.parse(item.document as string);
  }
  async function list<T>(prefix: string): Promise<T[]> {
    const { version: current } = await version();
    const values = { ':pk': `CONTENT#${current}`, ':prefix': prefix };
    const items = await table.items('pk = :pk AND begins_with(sk, :prefix)', values);
    return items.map((item) => JSON.parse(item.document as string));
  }
  async function facet<T>(name: string): Promise<T[]> {
    const { version: current } = await version();
    const items = await table.items('facet = :facet', { ':facet': `${current}#${name}` }, 'byFacet');
    return items.map((item) => JSON.parse(item.document as string));
  }

  app
    .use(async (c, next) => {
      await next();
      if (c.req.method !== 'GET' || c.res.status !== 200) return;
      const text = await c.res.clone().text();
      const etag = `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
      c.res.headers.set('etag', etag);
      if (c.req.header('if-none-match') === etag) c.res = new Response(null, { status: 304, headers: { etag } });
      else if (c.req.header('accept-encoding')?.includes('gzip')) {
        c.res = new Response(gzipSync(text), {
          headers: { ...Object.fromEntries(c.res.headers), 'content-encoding': 'gzip' },
        });
      }
    })
    .get('/v1/certifications', async (c) => {
      const { level, status, on = today(), limit, cursor = '' } = schemas.certifications.parse(c.req.query());
      const all = await (level ? facet<Certification>(`LEVEL#${level}`) : list<Certification>('CERTIFICATION#'));
      const after = Buffer.from(cursor, 'base64url').toString();
      const found = all
        .map((item) => ({ ...item, status: certificationStatusOn(item, on), statusOn: on }))
        .filter((item) => (!status || item.status === status) && item.code > after);
      const items = found.slice(0, limit);
      const more = found.length > limit;
      return c.json({ items, nextCursor: more ? Buffer.from(items.at(-1)?.code ?? '').toString('base64url') : null });
    })
    .get('/v1/certifications/:code', async (c) => {
      const { on = today() } = schemas.on.parse(c.req.query());
      const item = await get<Certification>(`CERTIFICATION#${c.req.param('code')}`);
      return c.json({ ...item, status: certificationStatusOn(item, on), statusOn: on });
    })
    .get('/v1/levels', async (c) => c.json({ items: await list('LEVEL#') }))
    .get('/v1/tracks', async (c) => {
      const { on = today() } = schemas.on.parse(c.req.query());
      const items = await list<TrackProfile>('TRACK#');
      return c.json({ items: items.map((item) => ({ ...item, currentExam: currentExam(item.examFamily, on) })) });
    })
    .get('/v1/tracks/:track', async (c) => {
      const { on = today() } = schemas.on.parse(c.req.query());
      const item = await get<TrackProfile>(`TRACK#${c.req.param('track')}`);
      return c.json({ ...item, currentExam: currentExam(item.examFamily, on) });
    })
    .get('/v1/comparison', async (c) => {
      const { aspects } = schemas.comparison.parse(c.req.query());
      return c.json(compareTracks(await get('COMPARABLE#'), toTake(), aspects));
    })
    .get('/v1/skills', async (c) => c.json({ items: (await list<Skill>('SKILL#')).map(compareSkill) }))
    .get('/v1/exams', async (c) => {
      const { on = today() } = schemas.on.parse(c.req.query());
      const items = (await list<Exam>('EXAM#')).map(({ code, family, name, asOf, sources }) => {
        return { code, family, name, status: examStatusOn(code, on), asOf, sources };
      });
      return c.json({ items });
    })
    .get('/v1/exams/:code', async (c) => {
      const { on = today() } = schemas.on.parse(c.req.query());
      const exam = await get<Exam>(`EXAM#${c.req.param('code')}`);
      return c.json({ ...exam, status: examStatusOn(exam.code, on) });
    })
    .get('/v1/exams/:code/tasks/:id', async (c) => {
      const [task, ...practice] = await list<object>(`TASK#${c.req.param('code')}#${c.req.param('id')}#`);
      if (!task) throw new HTTPException(404);
      return c.json({ ...task, practice });
    })
    .get('/v1/career-paths', async (c) => c.json({ items: await list('CAREER_PATH#') }))
    .get('/v1/salary', async (c) => c.json(await get<object>('SALARY#')))
    .get('/v1/difficulty', async (c) => {
      const { background } = schemas.difficulty.parse(c.req.query());
      const items = await list<{ background: string }>('DIFFICULTY#');
      const advice = await list<{ topic: string }>('ADVICE#');
      return c.json({
        items: items.filter((item) => !background || item.background === background),
        advice: advice.filter(({ topic }) => topic === 'difficulty'),
      });
    })
    .get('/v1/learning-path', async (c) => c.json({ items: await list('LEARNING_STEP#') }))
    .get('/v1/study-tips', async (c) => {
      const { track } = schemas.studyTips.parse(c.req.query());
      const items = await list<{ audience: string }>('STUDY_TIP#');
      return c.json({ items: items.filter(({ audience }) => !track || audience === track || audience === 'both') });
    })
    .get('/v1/projects', async (c) => c.json({ items: await list('PROJECT#') }))
    .get('/v1/projects/:slug', async (c) => {
      const [project, ...trains] = await facet<object>(`PROJECT#${c.req.param('slug')}`);
      if (!project) throw new HTTPException(404);
      return c.json({ ...project, trains });
    })
    .get('/v1/sources', async (c) =>
      c.json({
        ...(await get<object>('ABOUT#')),
        items: await list('SOURCE#'),
        disagreements: await list('DISAGREEMENT#'),
      }),
    )
    .get('/v1/search', async (c) => {
      const { q, limit } = schemas.search.parse(c.req.query());
      const index = {
        postings: (letters: string) => list<Postings>(`SEARCH_INDEX#${letters}`),
        words: (letter: string) => get<Words>(`SEARCH_WORDS#${letter}`),
        document: (position: number) => get<SearchDocument>(`SEARCH#${String(position).padStart(6, '0')}`),
      };
      return c.json(await search(index, q, limit));
    })
    .get('/v1/recommendations/questions', (c) => c.json({ items: RECOMMENDATION_QUESTIONS }))
    .post('/v1/recommendations', async (c) => {
      const { answers } = schemas.recommendations.parse(await c.req.json());
      return c.json(recommend(answers as unknown as Answers));
    })
    .get('/health', async (c) => {
      const { version: contentVersion, seededAt } = await version();
      return c.json({ status: 'ok', contentVersion, seededAt });
    })
    .onError((error, c) => {
      if (error instanceof HTTPException) return c.json({ status: error.status }, error.status);
      if (schemas.isRefusal(error))
        return c.json({ status: 422, errors: (error as { issues?: object[] }).issues }, 422);
      return c.json({ status: 500 }, 500);
    });
}
