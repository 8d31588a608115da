/** Reads and validates what a request brings; everything that is wrong with it is told at once. */
import * as z from 'zod/mini';
import { LISTS, MAX_BODY_BYTES, type OperationRequest } from './contract/requests.ts';
import { type FieldError, Problem } from './problem.ts';

const NO_PARAMETERS = z.strictObject({});

/** So many errors are listed; a request must not be answered by many times its size. */
const MAX_ERRORS = 10;

/** The validated query and body of an operation. Throws problems 400, 413, 415 and 422. */
export async function readInput(
  operation: OperationRequest,
  request: Request,
): Promise<{ query: unknown; body: unknown }> {
  const { query, errors } = readQuery(operation.query ?? NO_PARAMETERS, new URL(request.url).searchParams);
  const body = operation.body?.safeParse(await readJson(request));
  if (body?.error) errors.push(...body.error.issues.flatMap((issue) => fieldErrors('body', issue, operation.body)));
  if (errors.length > 0) throw invalidRequest(errors);
  return { query, body: body?.data };
}

/** A field is listed once, by the first thing that is wrong with it, and of a list the first item that is. */
function invalidRequest(errors: readonly FieldError[]): Problem {
  const firsts = new Map(errors.toReversed().map((error) => [error.field.replace(/\.\d+$/, ''), error]));
  const listed = [...firsts.values()].toReversed().slice(0, MAX_ERRORS);
  const more = firsts.size - listed.length;
  const fields = `${listed.map(({ field }) => field).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return new Problem('invalid-request', `Fix ${fields}, and retry.`, { errors: listed });
}

function readQuery(schema: z.ZodMiniObject, parameters: URLSearchParams): { query: unknown; errors: FieldError[] } {
  const given: Record<string, string> = Object.fromEntries(parameters);
  const repeated = new Set<string>();
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    // A list may come as one text with commas, or as its name repeated (what most generated clients send).
    if (LISTS.has(name)) given[name] = values.join(',');
    else if (values.length > 1) repeated.add(name);
  }
  const result = schema.safeParse(given);
  const errors = result.error?.issues.flatMap((issue) => fieldErrors('query', issue, schema)) ?? [];
  for (const name of repeated) errors.push({ field: shown(`query.${name}`), message: 'Give it only once.' });
  return { query: result.data, errors };
}

async function readJson(request: Request): Promise<unknown> {
  const [mediaType, ...parameters] = (request.headers.get('content-type') ?? '').toLowerCase().split(';');
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  const readable = mediaType?.trim() === 'application/json' && (!charset || /^charset="?utf-8"?$/.test(charset));
  if (!readable || request.headers.has('content-encoding')) {
    throw new Problem('unsupported-media-type', 'Send JSON in UTF-8, uncompressed, as application/json.', {
      headers: { accept: 'application/json', 'accept-encoding': 'identity' },
    });
  }
  // What the header announces is refused before a byte of it is read; what comes without one is measured.
  const tooLarge = () => new Problem('body-too-large', `Send at most ${MAX_BODY_BYTES} bytes.`);
  if (Number(request.headers.get('content-length')) > MAX_BODY_BYTES) throw tooLarge();
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MAX_BODY_BYTES) throw tooLarge();
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Problem('malformed-body', 'The body is not JSON in UTF-8: check quotes, commas and brackets.');
  }
}

/** zod/mini ships without messages, so that the words are ours and the bundle is small. */
function fieldErrors(part: 'query' | 'body', issue: z.core.$ZodIssue, schema?: z.ZodMiniType): FieldError[] {
  const field = shown([part, ...issue.path].join('.'));
  switch (issue.code) {
    case 'unrecognized_keys': {
      const message = unknownName(part, namesAt(schema, issue.path));
      return issue.keys.map((key) => ({ field: shown(`${field}.${key}`), message }));
    }
    case 'invalid_value':
      return [{ field, message: `Must be one of: ${issue.values.join(', ')}.` }];
    case 'too_small':
      return [{ field, message: `Must be at least ${issue.minimum}${UNITS[issue.origin] ?? ''}.` }];
    case 'too_big':
      return [{ field, message: `Must be at most ${issue.maximum}${UNITS[issue.origin] ?? ''}.` }];
    case 'invalid_format':
      return [
        { field, message: issue.format === 'date' ? 'Must be a date, such as 2026-12-01.' : 'Must be a whole number.' },
      ];
    case 'invalid_type':
      return [{ field, message: `Required; must be ${/^[aio]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}.` }];
    default:
      return [{ field, message: 'Invalid: see /openapi.json for its schema.' }];
  }
}

const UNITS: Readonly<Record<string, string>> = { string: ' characters long', array: ' items long' };

/** A field's name as far as it is repeated to the caller who sent it. */
const shown = (field: string): string => (field.length > 60 ? `${field.slice(0, 60)}…` : field);

/** The names that an object of the schema knows, at a place in it. */
function namesAt(schema: z.ZodMiniType | undefined, path: readonly PropertyKey[]): readonly string[] {
  const at = path.reduce<unknown>((inner, name) => (inner as Partial<z.ZodMiniObject>)?.shape?.[String(name)], schema);
  return Object.keys((at as Partial<z.ZodMiniObject> | undefined)?.shape ?? {});
}

function unknownName(part: 'query' | 'body', known: readonly string[]): string {
  const what = part === 'query' ? 'parameter' : 'property';
  if (known.length === 0) return `Unknown ${what}. None is supported.`;
  return `Unknown ${what}. Supported: ${known.join(', ')}.`;
}
