/** An OpenAPI 3.1 document from a table of operations and the schemas of their answers. Made at build time only. */
import * as z from 'zod/mini';
import type { Operation } from './api.ts';
import { described as d } from './described.ts';
import type {
  JsonSchema,
  OpenApiDocument,
  OpenApiOperation,
  OpenApiParameter,
  OpenApiResponse,
  Reference,
} from './openapi-model.ts';
import { codeOf, PROBLEMS, type ProblemKind, typeOf } from './problem.ts';
import type { ParameterSchema, TextSchema } from './schema.ts';

/** What the document says of an operation beside what its table does. */
export interface Documented extends Operation {
  readonly tag: string;
  /** The line of a list. */
  readonly summary: string;
  /** What else a caller has to know. */
  readonly description: string;
  /** Status and schema of the good answer, by the schema's name among the components. */
  readonly answer: { readonly status: 200 | 202; readonly schema: string; readonly location?: string };
  /** Whether the answer has an ETag, and so may be 304. */
  readonly cacheable: boolean;
  readonly problems: readonly ProblemKind[];
  /** Of a body that the table does not check: its schema among the components, and its largest size. */
  readonly ownBody?: { readonly schema: string; readonly maxBytes: number };
  /** Name of a security scheme; none is public. */
  readonly security?: string;
}

export interface ApiDescription {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly operations: Readonly<Record<string, Documented>>;
  /** The parameters in paths, by their names. */
  readonly names: Readonly<Record<string, TextSchema>>;
  /** The schemas of the answers, by the names that they get among the components. */
  readonly schemas: Readonly<Record<string, z.ZodMiniType>>;
  readonly securitySchemes?: Readonly<Record<string, JsonSchema>>;
}

/** The whole document. Same description, same bytes. */
export function openApiDocument(api: ApiDescription): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  const all = { ...api.operations, ...FILES };
  for (const [id, operation] of Object.entries(all)) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: operationOf(id, operation, api),
    };
  }
  const kinds = [...new Set(Object.values(all).flatMap(({ problems }) => [...problems, ...EVERY_PROBLEM]))];
  return {
    openapi: '3.1.1',
    info: {
      title: api.title,
      version: api.version,
      description: api.description,
      contact: { name: 'certlab' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    security: [],
    // Relative to the document itself, because nobody knows at build time where it will be served.
    servers: [{ url: '.', description: 'Where this document was served' }],
    tags: Object.entries({ ...api.tags, [FILE_TAG]: 'This description of the API' }).map(([name, description]) => ({
      name,
      description,
    })),
    paths,
    components: {
      schemas: schemasOf({ ...api.schemas, Problem: problemSchema(kinds) }),
      responses: used(paths, {
        'not-modified': NOT_MODIFIED,
        unauthorized: ofTheGateway('No token, or none that is good: sign in again'),
        forbidden: ofTheGateway('Not signed by anybody who may call this, or a token of another kind'),
        'too-many-requests': ofTheGateway('Throttled by the gateway: wait a second, and retry'),
        ...Object.fromEntries(kinds.map((kind) => [kind.kind, problemResponse([kind])])),
      }),
      headers: HEADERS,
      ...(api.securitySchemes && { securitySchemes: api.securitySchemes }),
    },
  };
}

/** Any operation may answer so. */
const EVERY_PROBLEM = [PROBLEMS['not-acceptable'], PROBLEMS['invalid-request'], PROBLEMS['internal-error']];
const FILE_TAG = 'Documentation';

function operationOf(id: string, operation: Documented, api: ApiDescription): OpenApiOperation {
  const { answer, body, ownBody, cacheable, security, mediaType = 'application/json' } = operation;
  const schema = body ? plain(body.schema) : ownBody && { $ref: reference(ownBody.schema) };
  const maxBytes = body?.maxBytes ?? ownBody?.maxBytes;
  return {
    operationId: id,
    summary: operation.summary,
    description: operation.description,
    tags: [operation.tag],
    parameters: [...pathParameters(operation.path, api.names), ...queryParameters(operation)],
    ...(security && { security: [{ [security]: [] }] }),
    ...(schema && {
      requestBody: {
        required: true as const,
        description: `JSON in UTF-8, uncompressed; at most ${maxBytes} bytes`,
        content: { 'application/json': { schema } },
      },
    }),
    responses: {
      [answer.status]: {
        description: operation.summary,
        content: { [mediaType]: { schema: FILE_SCHEMAS[answer.schema] ?? { $ref: reference(answer.schema) } } },
        headers: {
          'X-Request-Id': headerOf('X-Request-Id'),
          ...(cacheable && { ETag: headerOf('ETag') }),
          ...(answer.location && { Location: { description: answer.location, schema: { type: 'string' } } }),
        },
      },
      ...(cacheable && { 304: responseOf('not-modified') }),
      ...(isByToken(security, api) && { 401: responseOf('unauthorized') }),
      ...(security && { 403: responseOf('forbidden') }),
      429: responseOf('too-many-requests'),
      ...problemsOf([...operation.problems, ...EVERY_PROBLEM]),
    },
  };
}

const isByToken = (security: string | undefined, { securitySchemes = {} }: ApiDescription): boolean =>
  security !== undefined && securitySchemes[security]?.scheme === 'bearer';

/** Which problems an operation may answer with, by their statuses. */
function problemsOf(kinds: readonly ProblemKind[]): Record<string, OpenApiResponse | Reference> {
  const byStatus = Map.groupBy(new Set(kinds), ({ status }) => status);
  return Object.fromEntries(
    [...byStatus].map(([status, [first, ...others]]) => [
      status,
      others.length > 0 ? problemResponse([first as ProblemKind, ...others]) : responseOf((first as ProblemKind).kind),
    ]),
  );
}

const problemResponse = (kinds: readonly ProblemKind[]): OpenApiResponse => ({
  description: kinds.map((kind) => `${kind.title} (\`${codeOf(kind)}\`)`).join(', or '),
  content: { 'application/problem+json': { schema: { $ref: reference('Problem') } } },
  headers: { 'X-Request-Id': headerOf('X-Request-Id') },
});

const problemSchema = (kinds: readonly ProblemKind[]) =>
  z.strictObject({
    type: d(z.enum(kinds.map(typeOf)), 'The kind of problem, as a URN'),
    title: d(z.string(), 'The kind of problem, in words'),
    status: d(z.int(), 'The status of the answer', 422),
    code: d(z.enum(kinds.map(codeOf)), 'The kind of problem, for programs'),
    detail: d(z.string(), 'What is wrong, and what to do'),
    requestId: d(z.string(), 'Names this request in the logs'),
    errors: d(
      z.optional(
        z.array(
          z.strictObject({
            field: d(z.string(), 'Where it stands', 'query.limit'),
            message: d(z.string(), 'What it must be'),
          }),
        ),
      ),
      'What is wrong, field by field; the first ten or twenty of them',
    ),
  });

const NOT_MODIFIED = { description: 'What you have, by If-None-Match, is still current' };
/** API Gateway's own answers, which no function of ours sees. */
const ofTheGateway = (description: string): OpenApiResponse => ({
  description,
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: { message: { type: 'string', description: "The gateway's words" } },
        required: ['message'],
      },
    },
  },
});

const HEADERS = {
  'X-Request-Id': { description: 'Names this request in the logs', schema: { type: 'string' } },
  ETag: { description: 'For If-None-Match', schema: { type: 'string' } },
};
const headerOf = (name: keyof typeof HEADERS): Reference => ({ $ref: `#/components/headers/${name}` });
const responseOf = (name: string): Reference => ({ $ref: `#/components/responses/${name}` });

/** The components that something refers to; linters ask about the others, and rightly. */
function used<Component>(by: unknown, components: Readonly<Record<string, Component>>): Record<string, Component> {
  const text = JSON.stringify(by);
  return Object.fromEntries(
    Object.entries(components).filter(([name]) => text.includes(`"#/components/responses/${name}"`)),
  );
}

/** The two files, which no schema of ours describes. */
const FILE_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  OpenApi: { type: 'object', description: 'OpenAPI 3.1' },
  Page: { type: 'string', description: 'HTML' },
};
const file = (path: Operation['path'], schema: string, summary: string, description: string): Documented => ({
  method: 'GET',
  path,
  tag: FILE_TAG,
  summary,
  description,
  answer: { status: 200, schema },
  cacheable: true,
  problems: [],
});
const FILES = {
  getOpenApi: file(
    '/openapi.json',
    'OpenApi',
    'This document',
    'Made when the API was built; for generators of clients.',
  ),
  getDocs: {
    ...file('/docs', 'Page', 'This document, to read', 'One page that loads nothing and runs nothing.'),
    mediaType: 'text/html' as const,
  },
};

function pathParameters(path: string, names: ApiDescription['names']): OpenApiParameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const schema = names[name];
    if (!schema) throw new Error(`Say what {${name}} of ${path} is, among the names of the API's description.`);
    return { name, in: 'path', required: true, ...parameter(schema) };
  });
}

function queryParameters({ query }: Operation): OpenApiParameter[] {
  return Object.entries(query?.parameters ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: query?.required?.includes(name) ?? false,
    ...parameter(schema),
    ...(schema.type === 'array' && { style: 'form' as const, explode: false }),
  }));
}

function parameter({ description, examples, ...rest }: ParameterSchema) {
  const example = examples?.[0];
  return { description, schema: plain(rest), ...(example !== undefined && { example }) };
}

/** A schema without the keyword that only this repository knows. */
const plain = (schema: object): JsonSchema =>
  JSON.parse(JSON.stringify(schema, (name, value) => (name === 'trimmed' ? undefined : value)));

const reference = (name: string): string => `#/components/schemas/${name}`;

function schemasOf(named: Readonly<Record<string, z.ZodMiniType>>): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: reference, io: 'input', override: tidy });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, id: ___, ...schema }]) => [name, schema]),
  );
}

type Overridden = { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema };

/** zod adds to a date's format a pattern that repeats it in 200 characters, and to an integer the bounds of JavaScript. */
function tidy({ zodSchema, jsonSchema }: Overridden): void {
  if (jsonSchema.format) delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  // Descriptions stand in zod's own registry, while ours has the names.
  Object.assign(jsonSchema, z.globalRegistry.get(zodSchema));
}
