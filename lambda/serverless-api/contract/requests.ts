/**
 * What may be asked: every operation with its path and the schemas that its input is checked by
 * (`lambda/shared/http/schema.ts`). The OpenAPI document prints the same schemas, see `openapi.ts`.
 */
import { COMPARISON_ASPECTS } from '../../shared/content/compare.ts';
import { BACKGROUNDS } from '../../shared/content/model.ts';
import { type Answers, RECOMMENDATION_QUESTIONS } from '../../shared/content/recommend.ts';
import { EXAM_DATES, type ExamCode } from '../../shared/exams/dates.ts';
import type { Operation } from '../../shared/http/api.ts';
import type {
  BodyOf,
  ListSchema,
  ObjectSchema,
  QueryOf,
  TextSchema,
  WholeNumberSchema,
} from '../../shared/http/schema.ts';
import { MAX_QUERY_LENGTH, MAX_SEARCH_RESULTS } from '../../shared/search/search.ts';

export const LEVELS = ['foundational', 'associate', 'professional', 'specialty', 'business'] as const;
export const STATUSES = ['active', 'scheduled', 'beta', 'expiring', 'retired', 'not-known'] as const;
export const EXAM_CODES = Object.keys(EXAM_DATES) as [ExamCode, ...ExamCode[]];
export const TRACKS = ['architect', 'developer'] as const;

/** The largest request body that is read, in bytes. Six answers take 200. */
export const MAX_BODY_BYTES = 4096;

const choice = <const Value extends string>(values: readonly Value[], description: string) =>
  ({ type: 'string', enum: values, description }) as const satisfies TextSchema;
const wholeNumber = (maximum: number, byDefault: number) =>
  ({
    type: 'integer',
    minimum: 1,
    maximum,
    default: byDefault,
    description: 'At most this many items',
  }) as const satisfies WholeNumberSchema;

/** How the key of a question is known. */
export const QUESTION_KINDS = ['proven', 'run', 'written'] as const;

const on = {
  type: 'string',
  format: 'date',
  description: 'The day to answer for; today (UTC) when left out',
  examples: ['2026-12-01'],
} as const satisfies TextSchema;
const cursor = {
  type: 'string',
  minLength: 1,
  maxLength: 200,
  pattern: '^[A-Za-z0-9_-]+$',
  description: '`nextCursor` of the previous page, with the same filters',
} as const satisfies TextSchema;
const name = (description: string, example: string) =>
  ({ type: 'string', minLength: 1, maxLength: 60, description, examples: [example] }) as const satisfies TextSchema;
const aspects = {
  type: 'array',
  items: { type: 'string', enum: COMPARISON_ASPECTS },
  minItems: 1,
  maxItems: COMPARISON_ASPECTS.length,
  description: 'In this order, separated by commas or as repeated parameters; all by default',
} as const satisfies ListSchema;

/** One answer to each question, of its own options. */
const answers = {
  type: 'object',
  properties: Object.fromEntries(
    RECOMMENDATION_QUESTIONS.map(({ id, text, options }) => [
      id,
      choice(
        options.map((option) => option.id),
        text,
      ),
    ]),
  ),
  required: RECOMMENDATION_QUESTIONS.map(({ id }) => id),
  additionalProperties: false,
  description: 'One answer to each question of `/v1/recommendations/questions`',
} as const satisfies ObjectSchema;

const onADay = { parameters: { on } } as const;

/** Every operation that answers with JSON, by its operation id. */
export const REQUESTS = {
  listCertifications: {
    method: 'GET',
    path: '/v1/certifications',
    query: {
      parameters: {
        level: choice(LEVELS, 'Only certifications of this level'),
        status: choice(STATUSES, 'Only certifications that have this status on the day'),
        on,
        limit: wholeNumber(100, 20),
        cursor,
      },
    },
  },
  getCertification: { method: 'GET', path: '/v1/certifications/{code}', query: onADay },
  listLevels: { method: 'GET', path: '/v1/levels' },
  listTracks: { method: 'GET', path: '/v1/tracks', query: onADay },
  getTrack: { method: 'GET', path: '/v1/tracks/{track}', query: onADay },
  compareTracks: { method: 'GET', path: '/v1/comparison', query: { parameters: { aspects, on } } },
  listSkills: { method: 'GET', path: '/v1/skills' },
  listExams: { method: 'GET', path: '/v1/exams', query: onADay },
  getExam: { method: 'GET', path: '/v1/exams/{code}', query: onADay },
  getTask: { method: 'GET', path: '/v1/exams/{code}/tasks/{id}' },
  listServices: {
    method: 'GET',
    path: '/v1/services',
    query: { parameters: { exam: choice(EXAM_CODES, 'Only services in scope of this exam') } },
  },
  getService: { method: 'GET', path: '/v1/services/{service}' },
  listCareerPaths: { method: 'GET', path: '/v1/career-paths' },
  getSalaryOutlook: { method: 'GET', path: '/v1/salary' },
  listDifficulty: {
    method: 'GET',
    path: '/v1/difficulty',
    query: { parameters: { background: choice(BACKGROUNDS, 'Only what is said of this background') } },
  },
  getLearningPath: { method: 'GET', path: '/v1/learning-path' },
  listStudyTips: {
    method: 'GET',
    path: '/v1/study-tips',
    query: { parameters: { track: choice(TRACKS, 'Only tips for this track, and those for both') } },
  },
  listProjects: { method: 'GET', path: '/v1/projects' },
  getProject: { method: 'GET', path: '/v1/projects/{slug}' },
  listSources: { method: 'GET', path: '/v1/sources' },
  search: {
    method: 'GET',
    path: '/v1/search',
    query: {
      parameters: {
        q: {
          type: 'string',
          minLength: 1,
          maxLength: MAX_QUERY_LENGTH,
          trimmed: true,
          description: 'What to look for: words or a plain question',
          examples: ['passing score'],
        },
        limit: wholeNumber(MAX_SEARCH_RESULTS, 10),
      },
      required: ['q'],
    },
  },
  listRecommendationQuestions: { method: 'GET', path: '/v1/recommendations/questions' },
  recommend: {
    method: 'POST',
    path: '/v1/recommendations',
    body: {
      schema: {
        type: 'object',
        properties: { answers },
        required: ['answers'],
        additionalProperties: false,
        description: 'What you answer',
      },
      maxBytes: MAX_BODY_BYTES,
    },
  },
  listQuestions: {
    method: 'GET',
    path: '/v1/questions',
    query: {
      parameters: {
        exam: choice(EXAM_CODES, 'Only questions for this exam'),
        task: name('Only questions for this task statement', '1.1'),
        kind: choice(QUESTION_KINDS, 'Only questions whose key is known so'),
        due: name('Only questions with an option that stands for this misconception', 'a-boundary-grants'),
        seed: {
          type: 'integer',
          minimum: 1,
          maximum: 999_999,
          default: 1,
          description: 'Another seed draws other questions; the same seed draws the same',
        },
        limit: wholeNumber(20, 1),
      },
    },
  },
  answerQuestion: {
    method: 'POST',
    path: '/v1/answers',
    body: {
      schema: {
        type: 'object',
        properties: {
          question: name('Id of the question', 'iam-doors/1'),
          edition: name('Edition that it was asked from; the one that is served by default', '0123456789abcdef'),
          chose: { ...name('Letters of the options that hold', 'B'), maxLength: 5 },
        },
        required: ['question', 'chose'],
        additionalProperties: false,
        description: 'What you choose',
      },
      maxBytes: MAX_BODY_BYTES,
    },
  },
  getHealth: { method: 'GET', path: '/health' },
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof REQUESTS;

/** What may not be kept for the next caller: whether it serves now, and what belongs to the edition that it serves now. */
export const NEVER_CACHED: ReadonlySet<OperationId> = new Set(['getHealth', 'listQuestions']);

type Requests = typeof REQUESTS;
type ParameterNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterNames<Rest>
  : never;

/** The checked input of an operation, as its handler gets it. */
export interface Input<Id extends OperationId> {
  readonly path: Readonly<Record<ParameterNames<Requests[Id]['path']>, string>>;
  readonly query: Requests[Id] extends { query: infer Query } ? QueryOf<Query> : unknown;
  /** The options of a question come from the content, so that their ids are typed there. */
  readonly body: Id extends 'recommend'
    ? { readonly answers: Answers }
    : Requests[Id] extends { body: { schema: infer Schema } }
      ? BodyOf<Schema>
      : unknown;
}
