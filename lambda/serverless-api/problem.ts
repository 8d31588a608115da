/** Every error of the API, as RFC 9457 asks for. This is the one place where an error becomes HTTP. */

/** What is wrong with one field of the request. */
export interface FieldError {
  /** Where it stands: `query.limit`, `body.answers`. */
  readonly field: string;
  readonly message: string;
}

/** The kinds of problems, each with its status and its title; the type is `urn:certlab:problem:<kind>`. */
export const PROBLEMS = {
  'malformed-body': { status: 400, title: 'The body is not what its media type says' },
  'invalid-cursor': { status: 400, title: 'The cursor was not made by this API for this query' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'not-acceptable': { status: 406, title: 'None of the accepted media types can be served' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type of the body is not supported' },
  'invalid-request': { status: 422, title: 'The request has invalid fields' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  'not-seeded': { status: 503, title: 'The content is not there yet' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemKind = keyof typeof PROBLEMS;

/** Thrown anywhere in the handling of a request; `detail` is shown to the caller, so it says what to do. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemKind;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    kind: ProblemKind,
    detail: string,
    more: { readonly errors?: readonly FieldError[]; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.kind = kind;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

/** The answer to any error. What is not a {@link Problem} is a fault of ours, and says nothing but its request id. */
export function problemResponse(error: unknown, requestId: string): Response {
  const problem =
    error instanceof Problem
      ? error
      : new Problem('internal-error', 'Try again. If it stays, report the request id with what you asked for.');
  const { status, title } = PROBLEMS[problem.kind];
  const body = {
    type: `urn:certlab:problem:${problem.kind}`,
    title,
    status,
    detail: problem.message,
    requestId,
    ...(problem.errors && { errors: problem.errors }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...problem.headers },
  });
}
