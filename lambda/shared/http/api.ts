/**
 * An HTTP API from a table of routes: the one dialect of all APIs here (docs/decisions/0027-a-table-of-routes.md).
 * Every answer carries a request id, every request is one line of the log, every error is a problem document.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { answering, type HttpRequest, type HttpResult, jsonBody } from './event.ts';
import type { Log } from './log.ts';
import { type FieldError, invalidRequest, PROBLEMS, Problem } from './problem.ts';
import { type Answer, type MediaType, mustAccept, represent, representProblem } from './representation.ts';
import { type BodySchema, checkBody, type QuerySchema, readQuery } from './schema.ts';

/** What a route takes; the OpenAPI document is made from the same. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** OpenAPI's form: `/v1/tracks/{track}`. A GET is answered for HEAD too. */
  readonly path: `/${string}`;
  /** @default no parameter is taken */
  readonly query?: QuerySchema;
  /** Of a POST whose body is checked here; at most `maxBytes` of it are read. */
  readonly body?: { readonly schema: BodySchema; readonly maxBytes: number };
  /** Of its good answer. A caller who takes no such answer is refused before anything is done. @default application/json */
  readonly mediaType?: MediaType;
}

/** What a route gets once all of it has been checked. */
export interface RouteInput {
  /** By the names in the path; decoded, and otherwise as the caller sent them. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
  readonly request: HttpRequest;
}

export interface Route extends Operation {
  /** Absent where another function of the same API answers: here the path is known for its 405 alone. */
  readonly answer?: (input: RouteInput) => Promise<Answer>;
}

export type HttpHandler = (event: APIGatewayProxyEventV2) => Promise<HttpResult>;

/** The handler of these routes. It never throws. */
export function httpApi(routes: readonly Route[], log: Log): HttpHandler {
  const table = routes.map((route) => ({ route, parts: route.path.split('/') }));

  /** The routes of a path, whatever their methods. */
  function routesOf(path: string) {
    const given = path.split('/');
    return table.filter(
      ({ parts }) =>
        parts.length === given.length && parts.every((part, at) => part === given[at] || (isName(part) && given[at])),
    );
  }

  async function answer(request: HttpRequest): Promise<HttpResult> {
    const found = routesOf(request.path);
    if (found.length === 0) {
      const detail = `No such path: ${request.path.slice(0, 100)}. See /docs for the list.`;
      throw new Problem(PROBLEMS['not-found'], detail);
    }
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const match = found.find(({ route }) => route.method === method && route.answer);
    const run = match?.route.answer;
    if (!run) {
      return otherMethod(
        request.method,
        found.map(({ route }) => route.method),
      );
    }
    const { mediaType = 'application/json' } = match.route;
    mustAccept(request, mediaType);
    return represent(request, await run({ ...readInput(match.route, match.parts, request), request }), mediaType);
  }

  return answering(answer, representProblem, log);
}

function readInput(route: Route, parts: readonly string[], request: HttpRequest): Omit<RouteInput, 'request'> {
  const given = request.path.split('/');
  const path = Object.fromEntries(
    parts.flatMap((part, at) => (isName(part) ? [[part.slice(1, -1), given[at] as string]] : [])),
  );
  const errors: FieldError[] = [];
  const query = readQuery(route.query ?? NO_PARAMETERS, request.query, errors);
  const body = route.body && checkBody(route.body.schema, jsonBody(request, route.body.maxBytes), 'body', errors);
  if (errors.length > 0) throw invalidRequest(errors);
  return { path, query, body };
}

const NO_PARAMETERS: QuerySchema = { parameters: {} };

const isName = (part: string): boolean => part.startsWith('{');

/** OPTIONS, with what the path takes; any other method that it does not take is refused. */
function otherMethod(method: string, taken: readonly string[]): HttpResult {
  const allow = [...taken.flatMap((one) => (one === 'GET' ? ['GET', 'HEAD'] : [one])), 'OPTIONS'].join(', ');
  if (method !== 'OPTIONS') {
    throw new Problem(PROBLEMS['method-not-allowed'], `Use one of: ${allow}.`, { headers: { allow } });
  }
  return { statusCode: 204, headers: { allow }, body: '', isBase64Encoded: false };
}
