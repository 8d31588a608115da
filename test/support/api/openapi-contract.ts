/** Holds an answer of the API against the OpenAPI document: the same check for the app in memory and the deployed one. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OpenApiDocument } from '../../../lambda/shared/http/openapi-model.ts';
import { contentEdition } from '../content/content-edition.ts';

/** What was asked, and what came back. */
export interface Exchange {
  readonly method: string;
  /** The path as the document has it: `/v1/tracks/{track}`. */
  readonly path: string;
  readonly status: number;
  readonly mediaType: string | null;
  readonly body: string;
}

/** A function that says everything in which an exchange breaks the document's promises; `[]` when it keeps them. */
export function contractOf(document: OpenApiDocument): (exchange: Exchange) => string[] {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  // A default import of CommonJS: the function is under `default` for Node, as itself for the types.
  (addFormats as unknown as { default: (to: Ajv2020) => void }).default(ajv);
  ajv.addSchema(document, 'openapi.json');

  return ({ method, path, status, mediaType, body }) => {
    const operation = document.paths[path]?.[method.toLowerCase()];
    if (!operation) return [`${method} ${path} is not in the document`];
    if (!operation.responses[status]) return [`${method} ${path} must not answer ${status}`];
    const pointer = `/paths/${escapePointer(path)}/${method.toLowerCase()}/responses/${status}`;
    const { $ref } = operation.responses[status] as { $ref?: string };
    const response = $ref
      ? document.components.responses[$ref.split('/').at(-1) as string]
      : operation.responses[status];
    const content = (response as { content?: Record<string, unknown> }).content;
    if (!content) return body === '' ? [] : [`${status} must have no body`];
    const type = mediaType?.split(';')[0]?.trim() ?? '';
    if (!content[type]) return [`${status} must not be ${mediaType}`];
    if (!type.endsWith('json')) return [];
    const at = $ref ? $ref.slice(1) : pointer;
    const validate = ajv.getSchema(`openapi.json#${at}/content/${escapePointer(type)}/schema`);
    if (!validate) return [`${at} has no schema for ${type}`];
    return validate(JSON.parse(body))
      ? []
      : (validate.errors ?? []).map(
          (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
        );
  };
}

const escapePointer = (name: string): string => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Requests that between them take every operation of the API, in more than one way where it has parameters. */
export const REQUESTS_OF_EVERY_KIND: readonly {
  readonly path: string;
  readonly url: string;
  readonly body?: unknown;
}[] = [
  { path: '/v1/certifications', url: '/v1/certifications' },
  { path: '/v1/certifications', url: '/v1/certifications?level=associate&status=active&limit=2' },
  { path: '/v1/certifications', url: '/v1/certifications?on=2030-01-01&limit=100' },
  { path: '/v1/certifications/{code}', url: '/v1/certifications/SAA-C03' },
  { path: '/v1/certifications/{code}', url: '/v1/certifications/DVA-C02?on=2026-12-01' },
  { path: '/v1/levels', url: '/v1/levels' },
  { path: '/v1/tracks', url: '/v1/tracks' },
  { path: '/v1/tracks/{track}', url: '/v1/tracks/architect' },
  { path: '/v1/tracks/{track}', url: '/v1/tracks/developer?on=2026-12-01' },
  { path: '/v1/comparison', url: '/v1/comparison' },
  { path: '/v1/comparison', url: '/v1/comparison?aspects=skills,salary,coding' },
  { path: '/v1/skills', url: '/v1/skills' },
  { path: '/v1/exams', url: '/v1/exams' },
  { path: '/v1/exams/{code}', url: '/v1/exams/SAA-C03' },
  { path: '/v1/exams/{code}', url: '/v1/exams/DVA-C02?on=2026-11-30' },
  { path: '/v1/exams/{code}', url: '/v1/exams/DVA-C03?on=2026-11-30' },
  { path: '/v1/exams/{code}/tasks/{id}', url: '/v1/exams/SAA-C03/tasks/1.1' },
  { path: '/v1/exams/{code}/tasks/{id}', url: '/v1/exams/DVA-C03/tasks/2.3' },
  { path: '/v1/services', url: '/v1/services?exam=DVA-C02' },
  { path: '/v1/services/{service}', url: '/v1/services/sqs' },
  { path: '/v1/exams/{code}', url: '/v1/exams/SAA-C03?on=1990-01-01' },
  { path: '/v1/comparison', url: '/v1/comparison?on=1990-01-01' },
  { path: '/v1/tracks', url: '/v1/tracks?on=0001-01-01' },
  { path: '/v1/projects/{slug}', url: '/v1/projects/web-app' },
  { path: '/v1/career-paths', url: '/v1/career-paths' },
  { path: '/v1/salary', url: '/v1/salary' },
  { path: '/v1/difficulty', url: '/v1/difficulty' },
  { path: '/v1/difficulty', url: '/v1/difficulty?background=devops' },
  { path: '/v1/learning-path', url: '/v1/learning-path' },
  { path: '/v1/study-tips', url: '/v1/study-tips?track=developer' },
  { path: '/v1/projects', url: '/v1/projects' },
  { path: '/v1/projects/{slug}', url: '/v1/projects/serverless-api' },
  { path: '/v1/projects/{slug}', url: '/v1/projects/guardrails' },
  { path: '/v1/sources', url: '/v1/sources' },
  { path: '/v1/search', url: '/v1/search?q=serverless' },
  { path: '/v1/search', url: '/v1/search?q=nothing%20has%20these%20words' },
  { path: '/v1/recommendations/questions', url: '/v1/recommendations/questions' },
  {
    path: '/v1/recommendations',
    url: '/v1/recommendations',
    body: {
      answers: {
        background: 'devops',
        coding: 'some',
        question: 'either',
        strengths: 'both-equally',
        role: 'well-rounded-engineer',
        problem: 'broken-application',
      },
    },
  },
  { path: '/v1/questions', url: '/v1/questions' },
  {
    path: '/v1/questions',
    url: '/v1/questions?exam=SAA-C03&task=1.1&kind=proven&due=a-boundary-grants&seed=3&limit=5',
  },
  { path: '/v1/questions', url: '/v1/questions?exam=DVA-C03&seed=999999&limit=20' },
  { path: '/v1/answers', url: '/v1/answers', body: { question: 'iam-doors/1', chose: 'A' } },
  {
    path: '/v1/answers',
    url: '/v1/answers',
    body: { question: 'iam-doors/1', chose: 'd', edition: contentEdition.version },
  },
  { path: '/health', url: '/health' },
  { path: '/openapi.json', url: '/openapi.json' },
  { path: '/docs', url: '/docs' },
];
