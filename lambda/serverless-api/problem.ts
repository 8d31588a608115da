/** Every error of the API, as RFC 9457 asks for. This is the one place where an error becomes HTTP. */

/** What is wrong with one field of the request. */
export interface FieldError {
  /** Where it stands: `query.limit`, `body.answers`. */
  readonly field: string;
  readonly message: string;
}

/**
 * The kinds of problems, each with its status and its title. The type is `urn:certlab:problem:<kind>`, and the code the
 * kind in PascalCase, as in the event pipeline's API.
 */
export const PROBLEMS = {
  'malformed-body': { status: 400, title: 'Malformed Body' },
  'invalid-cursor': { status: 400, title: 'Invalid Cursor' },
  'not-found': { status: 404, title: 'Not Found' },
  'method-not-allowed': { status: 405, title: 'Method Not Allowed' },
  'not-acceptable': { status: 406, title: 'Not Acceptable' },
  'body-too-large': { status: 413, title: 'Content Too Large' },
  'unsupported-media-type': { status: 415, title: 'Unsupported Media Type' },
  'invalid-request': { status: 422, title: 'Invalid Request' },
  'internal-error': { status: 500, title: 'Internal Server Error' },
  'not-seeded': { status: 503, title: 'Content Not Ready' },
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

/** An error as a problem document. What is not a {@link Problem} is a fault of ours, and says nothing but its request id. */
export function problemDocument(error: unknown, requestId: string) {
  const problem =
    error instanceof Problem
      ? error
      : new Problem('internal-error', 'Try again. If it keeps failing, report the request id and what you asked for.');
  const { status, title } = PROBLEMS[problem.kind];
  const body = {
    type: `urn:certlab:problem:${problem.kind}`,
    title,
    status,
    code: codeOf(problem.kind),
    detail: problem.message,
    requestId,
    ...(problem.errors && { errors: problem.errors }),
  };
  return { status, text: JSON.stringify(body), headers: problem.headers };
}

/** `not-found` is `NotFound`. */
export const codeOf = (kind: ProblemKind): string =>
  kind.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
