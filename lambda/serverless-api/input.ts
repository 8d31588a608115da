/** Reads and validates what a request brings; everything that is wrong with it is told at once. */
import * as z from 'zod/mini';
import { MAX_BODY_BYTES, type OperationRequest } from './contract/requests.ts';
import { type FieldError, Problem } from './problem.ts';

const NO_PARAMETERS = z.strictObject({});

/** The validated query and body of an operation. Throws problems 400, 413, 415 and 422. */
export async function readInput(
  operation: OperationRequest,
  request: Request,
): Promise<{ query: unknown; body: unknown }> {
  const { query, errors } = readQuery(operation.query ?? NO_PARAMETERS, new URL(request.url).searchParams);
  const body = operation.body?.safeParse(await readJson(request));
  if (body?.error) errors.push(...body.error.issues.flatMap((issue) => fieldErrors('body', issue)));
  if (errors.length > 0) {
    throw new Problem('invalid-request', `Mend ${errors.map(({ field }) => field).join(', ')} and ask again.`, {
      errors,
    });
  }
  return { query, body: body?.data };
}

function readQuery(schema: z.ZodMiniObject, parameters: URLSearchParams): { query: unknown; errors: FieldError[] } {
  const given = Object.fromEntries(parameters);
  const result = schema.safeParse(given);
  const errors = result.error?.issues.flatMap((issue) => fieldErrors('query', issue, Object.keys(schema.shape))) ?? [];
  for (const name of Object.keys(given)) {
    if (parameters.getAll(name).length > 1) errors.push({ field: `query.${name}`, message: 'Give it once only.' });
  }
  return { query: result.data, errors };
}

async function readJson(request: Request): Promise<unknown> {
  const [mediaType, ...parameters] = (request.headers.get('content-type') ?? '').toLowerCase().split(';');
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  const readable = mediaType?.trim() === 'application/json' && (!charset || /^charset="?utf-8"?$/.test(charset));
  if (!readable || request.headers.has('content-encoding')) {
    throw new Problem('unsupported-media-type', 'Send plain JSON in UTF-8, as application/json.', {
      headers: { accept: 'application/json' },
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
function fieldErrors(part: 'query' | 'body', issue: z.core.$ZodIssue, known?: readonly string[]): FieldError[] {
  const field = [part, ...issue.path].join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ field: `${field}.${key}`, message: unknownName(known) }));
    case 'invalid_value':
      return [{ field, message: `Must be one of: ${issue.values.join(', ')}.` }];
    case 'too_small':
      return [{ field, message: `Must be at least ${issue.minimum}${UNITS[issue.origin] ?? ''}.` }];
    case 'too_big':
      return [{ field, message: `Must be at most ${issue.maximum}${UNITS[issue.origin] ?? ''}.` }];
    case 'invalid_format':
      return [
        { field, message: issue.format === 'date' ? 'Must be a day, as 2026-12-01.' : 'Must be a whole number.' },
      ];
    case 'invalid_type':
      return [{ field, message: `Must be there, and be of type ${issue.expected}.` }];
    default:
      return [{ field, message: 'Is not valid; see /openapi.json for what is.' }];
  }
}

const UNITS: Readonly<Record<string, string>> = { string: ' characters long', array: ' items long' };

function unknownName(known: readonly string[] = []): string {
  return known.length > 0 ? `Is not known here; these are: ${known.join(', ')}.` : 'Is not known here; nothing is.';
}
