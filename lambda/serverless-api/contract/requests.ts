/**
 * What may be asked: every operation with its path and the schemas that its input is validated by. The OpenAPI document
 * is generated from the same schemas, see `openapi.ts`.
 */
import * as z from 'zod/mini';
import { COMPARISON_ASPECTS } from '../../shared/content/compare.ts';
import { BACKGROUNDS } from '../../shared/content/model.ts';
import { type Answers, RECOMMENDATION_QUESTIONS } from '../../shared/content/recommend.ts';
import { EXAM_DATES, type ExamCode } from '../../shared/exams/dates.ts';
import { MAX_QUERY_LENGTH, MAX_SEARCH_RESULTS } from '../../shared/search/search.ts';

export const LEVELS = ['foundational', 'associate', 'professional', 'specialty', 'business'] as const;
export const STATUSES = ['active', 'scheduled', 'beta', 'expiring', 'retired', 'not-known'] as const;
export const EXAM_CODES = Object.keys(EXAM_DATES) as [ExamCode, ...ExamCode[]];
export const TRACKS = ['architect', 'developer'] as const;

/** The largest request body that is read, in bytes. Six answers take 200. */
export const MAX_BODY_BYTES = 4096;
const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;

/** The query parameters, each a schema from the text of the URL to the value that the handler gets. */
const level = z.optional(z.enum(LEVELS));
const status = z.optional(z.enum(STATUSES));
const on = z.optional(z.iso.date());
const cursor = z.optional(z.string().check(z.minLength(1), z.maxLength(200)));
const limit = wholeNumber(1, MAX_PAGE, DEFAULT_PAGE);
const aspects = z.optional(
  z.pipe(
    z.pipe(
      // Each aspect once, with its comma, and room to be generous.
      z.string().check(z.maxLength(800)),
      z.transform((list: string) => list.split(',')),
    ),
    z.array(z.enum(COMPARISON_ASPECTS)).check(z.minLength(1), z.maxLength(COMPARISON_ASPECTS.length)),
  ),
);

/** Parameters that are lists: with commas, or repeated. */
export const LISTS: ReadonlySet<string> = new Set(['aspects']);

/** One answer to each question, of its own options. */
const answers = Object.fromEntries(
  RECOMMENDATION_QUESTIONS.map(({ id, options }) => [id, z.enum(options.map((option) => option.id))]),
) as unknown as { [Id in keyof Answers]: z.ZodMiniType<Answers[Id], unknown> };

function wholeNumber(minimum: number, maximum: number, byDefault: number) {
  const digits = z.string().check(z.regex(/^\d{1,6}$/));
  const bounded = z.int().check(z.minimum(minimum), z.maximum(maximum));
  return z._default(z.pipe(digits, z.pipe(z.transform(Number), bounded)), byDefault);
}

/** An operation of the API; `query` and `body` are there where it takes them. */
export interface OperationRequest {
  readonly method: 'GET' | 'POST';
  /** OpenAPI's form: `/v1/tracks/{track}`. */
  readonly path: `/${string}`;
  readonly query?: z.ZodMiniObject;
  readonly body?: z.ZodMiniType;
}

/** Every operation that answers with JSON, by its operation id. */
export const REQUESTS = {
  listCertifications: {
    method: 'GET',
    path: '/v1/certifications',
    query: z.strictObject({ level, status, on, limit, cursor }),
  },
  getCertification: { method: 'GET', path: '/v1/certifications/{code}', query: z.strictObject({ on }) },
  listLevels: { method: 'GET', path: '/v1/levels' },
  listTracks: { method: 'GET', path: '/v1/tracks', query: z.strictObject({ on }) },
  getTrack: { method: 'GET', path: '/v1/tracks/{track}', query: z.strictObject({ on }) },
  compareTracks: { method: 'GET', path: '/v1/comparison', query: z.strictObject({ aspects, on }) },
  listSkills: { method: 'GET', path: '/v1/skills' },
  listExams: { method: 'GET', path: '/v1/exams', query: z.strictObject({ on }) },
  getExam: { method: 'GET', path: '/v1/exams/{code}', query: z.strictObject({ on }) },
  getTask: { method: 'GET', path: '/v1/exams/{code}/tasks/{id}' },
  listServices: {
    method: 'GET',
    path: '/v1/services',
    query: z.strictObject({ exam: z.optional(z.enum(EXAM_CODES)) }),
  },
  getService: { method: 'GET', path: '/v1/services/{service}' },
  listCareerPaths: { method: 'GET', path: '/v1/career-paths' },
  getSalaryOutlook: { method: 'GET', path: '/v1/salary' },
  listDifficulty: {
    method: 'GET',
    path: '/v1/difficulty',
    query: z.strictObject({ background: z.optional(z.enum(BACKGROUNDS)) }),
  },
  getLearningPath: { method: 'GET', path: '/v1/learning-path' },
  listStudyTips: {
    method: 'GET',
    path: '/v1/study-tips',
    query: z.strictObject({ track: z.optional(z.enum(TRACKS)) }),
  },
  listProjects: { method: 'GET', path: '/v1/projects' },
  getProject: { method: 'GET', path: '/v1/projects/{slug}' },
  listSources: { method: 'GET', path: '/v1/sources' },
  search: {
    method: 'GET',
    path: '/v1/search',
    query: z.strictObject({
      q: z.string().check(z.trim(), z.minLength(1), z.maxLength(MAX_QUERY_LENGTH)),
      limit: wholeNumber(1, MAX_SEARCH_RESULTS, 10),
    }),
  },
  listRecommendationQuestions: { method: 'GET', path: '/v1/recommendations/questions' },
  recommend: {
    method: 'POST',
    path: '/v1/recommendations',
    body: z.strictObject({ answers: z.strictObject(answers) }),
  },
  getHealth: { method: 'GET', path: '/health' },
} as const satisfies Record<string, OperationRequest>;

export type OperationId = keyof typeof REQUESTS;

type Requests = typeof REQUESTS;
type ParameterNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterNames<Rest>
  : never;

/** The validated input of an operation, as its handler gets it. */
export interface Input<Id extends OperationId> {
  readonly path: Readonly<Record<ParameterNames<Requests[Id]['path']>, string>>;
  readonly query: Requests[Id] extends { query: infer Schema extends z.ZodMiniType } ? z.output<Schema> : unknown;
  readonly body: Requests[Id] extends { body: infer Schema extends z.ZodMiniType } ? z.output<Schema> : unknown;
}
