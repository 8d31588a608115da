/** The OpenAPI 3.1 document, from the schemas that validate requests and test responses. Made at build time only. */
import * as z from 'zod/mini';
import { PROBLEMS, type ProblemKind } from '../problem.ts';
import { MAX_BODY_BYTES, type OperationId, type OperationRequest, REQUESTS } from './requests.ts';
import { ENTITIES, PROBLEM_RESPONSE, RESPONSES } from './responses.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

export interface OpenApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
  readonly example?: string;
  readonly style?: 'form';
  readonly explode?: boolean;
}

export interface OpenApiResponse {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly OpenApiParameter[];
  readonly requestBody?: {
    readonly required: true;
    readonly description: string;
    readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  };
  readonly responses: Readonly<Record<string, OpenApiResponse | { readonly $ref: string }>>;
}

export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly security: readonly [];
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, OpenApiResponse>>;
  };
}

type Tag = 'Certifications' | 'Tracks' | 'Exams' | 'Guide' | 'Practice' | 'Service';

const OPERATION_NOTES: Readonly<Record<OperationId, readonly [Tag, string]>> = {
  listCertifications: ['Certifications', 'All certifications, with their status on a day, page by page'],
  getCertification: ['Certifications', 'One certification, with its status on a day'],
  listLevels: ['Certifications', 'The levels of certifications, from first to last'],
  listTracks: ['Tracks', 'Architect and developer, with the exam that is current on a day'],
  getTrack: ['Tracks', 'One of the two tracks'],
  compareTracks: ['Tracks', 'Both tracks side by side, by all aspects or by those you name'],
  listSkills: ['Tracks', 'Skill areas: level and rank for each track, and who leads by how much'],
  listExams: ['Exams', 'The exams whose blueprints are held, with their status on a day'],
  getExam: ['Exams', 'An exam: format, domains, weights, task statements, status on a day, and what changes'],
  getTask: ['Exams', 'A task statement: what trains it today, its drills, what is planned, and what is missing'],
  listServices: ['Exams', 'The services that the exam guides call in scope'],
  getService: ['Exams', 'A service in scope, and for which exams'],
  listCareerPaths: ['Guide', 'Where each track leads, from the first job to the last'],
  getSalaryOutlook: ['Guide', 'What can be said of pay without inventing figures'],
  listDifficulty: ['Guide', 'Which exam is easier, by what you have done before'],
  getLearningPath: ['Guide', 'The four steps, in order'],
  listStudyTips: ['Guide', 'How to study, for both exams or one'],
  listProjects: ['Practice', 'The projects to practise with'],
  getProject: ['Practice', 'A practice project, and the task statements that it trains'],
  listSources: ['Guide', 'Where the facts come from, how far to trust them, and where they disagree'],
  search: ['Guide', 'Finds what fits the words best: plurals, synonyms and typing errors included'],
  listRecommendationQuestions: ['Tracks', 'The six questions, with what each answer counts'],
  recommend: [
    'Tracks',
    'Which certification, or in which order both, by your six answers, and which exam that is today',
  ],
  getHealth: ['Service', 'Whether content is served, and which version of it'],
};

const PARAMETER_NOTES: Readonly<
  Record<string, { readonly description: string; readonly example?: string; readonly pattern?: string }>
> = {
  'path.code': { description: 'Exam code', example: 'SAA-C03' },
  'path.id': { description: 'Task statement, unique within its exam', example: '1.1' },
  'path.service': { description: 'Service, without its vendor', example: 'dynamodb' },
  'path.track': { description: 'architect or developer', example: 'architect' },
  'path.slug': { description: 'Practice project', example: 'serverless-api' },
  'query.level': { description: 'Only certifications of this level' },
  'query.status': { description: 'Only certifications that have this status on the day' },
  'query.on': { description: 'The day to answer for; today (UTC) when left out', example: '2026-12-01' },
  'query.limit': { description: 'At most this many items' },
  'query.cursor': {
    description: '`nextCursor` of the previous page, with the same filters',
    pattern: '^[A-Za-z0-9_-]+$',
  },
  'query.aspects': { description: 'In this order, separated by commas or as repeated parameters; all by default' },
  'query.background': { description: 'Only what is said of this background' },
  'query.track': { description: 'Only tips for this track, and those for both' },
  'query.exam': { description: 'Only services in scope of this exam', example: 'SAA-C03' },
  'query.q': { description: 'What to look for: words or a plain question', example: 'passing score' },
};

/** The whole document; `version` is the API's own. Throws when a parameter has no note here. */
export function openApiDocument(version: string): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const [id, request] of Object.entries(REQUESTS) as [OperationId, OperationRequest][]) {
    paths[request.path] = { ...paths[request.path], [request.method.toLowerCase()]: operation(id, request) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'certlab comparison API',
      version,
      description:
        'AWS Certified Solutions Architect - Associate and AWS Certified Developer - Associate, compared. ' +
        'GET answers carry an ETag and may be kept for five minutes; HEAD and OPTIONS work on every path. ' +
        'Errors are RFC 9457 problems with a request id. Unknown query parameters are refused.',
    },
    // Public: no operation asks who calls.
    security: [],
    // Relative to the document itself, because nobody knows at build time where it will be served.
    servers: [{ url: '.', description: 'Where this document was served' }],
    paths: { ...paths, ...filePaths() },
    components: { schemas: componentSchemas(), responses: problemResponses() },
  };
}

/** The name of a response's schema among the components: its entity's, where it is one, or its operation's. */
function schemaName(id: OperationId): string {
  const entity = Object.entries(ENTITIES).find(([, schema]) => schema === RESPONSES[id]);
  return entity ? entity[0] : `${id[0]?.toUpperCase()}${id.slice(1)}Response`;
}

function componentSchemas(): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries({ ...ENTITIES, Problem: PROBLEM_RESPONSE })) registry.add(schema, { id });
  for (const id of Object.keys(RESPONSES) as OperationId[]) registry.add(RESPONSES[id], { id: schemaName(id) });
  const { schemas } = z.toJSONSchema(registry, { uri: reference, override: tidy });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, id: ___, ...schema }]) => [name, schema]),
  );
}

const reference = (name: string): string => `#/components/schemas/${name}`;

/** zod adds to a date's format a pattern that repeats it in 200 characters, and to an integer the bounds of JavaScript. */
function tidy({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format) delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

function operation(id: OperationId, request: OperationRequest): OpenApiOperation {
  const [tag, summary] = OPERATION_NOTES[id];
  const parameters = [...pathParameters(request.path), ...queryParameters(request)];
  return {
    operationId: id,
    summary,
    tags: [tag],
    parameters,
    ...(request.body && {
      requestBody: {
        required: true as const,
        description: `At most ${MAX_BODY_BYTES} bytes`,
        content: { 'application/json': { schema: jsonSchemaOf(request.body, 'input') } },
      },
    }),
    responses: {
      200: {
        description: summary,
        content: { 'application/json': { schema: { $ref: reference(schemaName(id)) } } },
        headers: { 'X-Request-Id': REQUEST_ID },
      },
      ...(request.method === 'GET' && id !== 'getHealth' && { 304: NOT_MODIFIED }),
      429: TOO_MANY_REQUESTS,
      ...problemsOf(request),
    },
  };
}

/** Which problems an operation may answer with, by their statuses. */
function problemsOf(request: OperationRequest): Record<string, { $ref: string }> {
  const kinds: readonly ProblemKind[] = [
    ...(request.body ? (['malformed-body', 'body-too-large', 'unsupported-media-type'] as const) : []),
    ...(request.query && 'cursor' in request.query.shape ? (['invalid-cursor'] as const) : []),
    ...(request.path.includes('{') ? (['not-found'] as const) : []),
    'not-acceptable',
    'invalid-request',
    'internal-error',
    'not-seeded',
  ];
  return Object.fromEntries(
    kinds.map((kind) => [PROBLEMS[kind].status, { $ref: `#/components/responses/${kind}` }] as const),
  );
}

function problemResponses(): Record<string, OpenApiResponse> {
  const content = { 'application/problem+json': { schema: { $ref: reference('Problem') } } };
  return Object.fromEntries(
    Object.entries(PROBLEMS).map(([kind, { title }]) => [
      kind,
      { description: title, content, headers: { 'X-Request-Id': REQUEST_ID } },
    ]),
  );
}

/** The two files of the API, which no schema of ours describes. */
function filePaths(): OpenApiDocument['paths'] {
  const get = (operationId: string, summary: string, mediaType: string, type: string) => ({
    get: {
      operationId,
      summary,
      tags: ['Service'],
      parameters: [],
      responses: {
        200: { description: summary, content: { [mediaType]: { schema: { type } } } },
        304: NOT_MODIFIED,
        429: TOO_MANY_REQUESTS,
        406: { $ref: '#/components/responses/not-acceptable' },
      },
    },
  });
  return {
    '/openapi.json': get('getOpenApi', 'This document', 'application/json', 'object'),
    '/docs': get('getDocs', 'This document, to read', 'text/html', 'string'),
  };
}

const NOT_MODIFIED = { description: 'What you have, by If-None-Match, is still current' };
/** API Gateway's own answer, which no function of ours sees. */
const TOO_MANY_REQUESTS: OpenApiResponse = {
  description: 'Throttled by the gateway: wait a second, and retry',
  content: {
    'application/json': {
      schema: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
    },
  },
};
const REQUEST_ID = { description: 'Names this request in the logs', schema: { type: 'string' } };

function pathParameters(path: string): OpenApiParameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    ...noteOn(`path.${name}`),
  }));
}

function queryParameters({ query }: OperationRequest): OpenApiParameter[] {
  if (!query) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(query, 'output') as z.core.JSONSchema.BaseSchema;
  return Object.entries(properties).map(([name, schema]) => {
    const { default: byDefault, type } = schema as z.core.JSONSchema.BaseSchema;
    const pattern = PARAMETER_NOTES[`query.${name}`]?.pattern;
    return {
      name,
      in: 'query',
      // What has a default is always there for the handler, and never has to be for the caller.
      required: required.includes(name) && byDefault === undefined,
      schema: { ...(schema as JsonSchema), ...(pattern && { pattern }) },
      ...(type === 'array' && { style: 'form' as const, explode: false }),
      ...noteOn(`query.${name}`),
    };
  });
}

function noteOn(parameter: string): { description: string; example?: string } {
  const note = PARAMETER_NOTES[parameter];
  if (!note) throw new Error(`Say what ${parameter} is, in PARAMETER_NOTES of openapi.ts.`);
  const { pattern: _, ...shown } = note;
  return shown;
}

function jsonSchemaOf(schema: z.ZodMiniType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, override: tidy });
  return rest;
}
