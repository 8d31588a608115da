/** Every error of an API, as RFC 9457 asks for. This is the one place where an error becomes HTTP. */

/** What is wrong with one field of the request. */
export interface FieldError {
  /** Where it stands: `query.limit`, `body.answers`. */
  readonly field: string;
  readonly message: string;
}

/** A kind of problem; its type is `urn:certlab:problem:<kind>`, and its code the kind in PascalCase, for programs. */
export interface ProblemKind {
  readonly kind: string;
  readonly status: number;
  readonly title: string;
}

/** Kinds by their names, from the status and the title of each. */
export function problemKinds<const Kinds extends Readonly<Record<string, readonly [status: number, title: string]>>>(
  kinds: Kinds,
): { readonly [Kind in keyof Kinds]: ProblemKind } {
  const entries = Object.entries(kinds).map(([kind, [status, title]]) => [kind, { kind, status, title }]);
  return Object.fromEntries(entries) as { [Kind in keyof Kinds]: ProblemKind };
}

/** The kinds that every API of ours has; those that only one has stand in its own table. */
export const PROBLEMS = problemKinds({
  'malformed-body': [400, 'Malformed Body'],
  'not-found': [404, 'Not Found'],
  'method-not-allowed': [405, 'Method Not Allowed'],
  'not-acceptable': [406, 'Not Acceptable'],
  'body-too-large': [413, 'Content Too Large'],
  'unsupported-media-type': [415, 'Unsupported Media Type'],
  'invalid-request': [422, 'Invalid Request'],
  'internal-error': [500, 'Internal Server Error'],
});

/** Thrown anywhere in the handling of a request; the detail is shown to the caller, so it says what to do. */
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
  const { kind, message, errors, headers } = error instanceof Problem ? error : faultOfOurs();
  const { status, title } = kind;
  const body = {
    type: typeOf(kind),
    title,
    status,
    code: codeOf(kind),
    detail: message,
    requestId,
    ...(errors && { errors }),
  };
  return { status, text: JSON.stringify(body), headers };
}

const faultOfOurs = (): Problem =>
  new Problem(
    PROBLEMS['internal-error'],
    'Try again. If it keeps failing, report the request id and what you asked for.',
  );

export const typeOf = ({ kind }: ProblemKind): string => `urn:certlab:problem:${kind}`;

/** `not-found` is `NotFound`. */
export const codeOf = ({ kind }: ProblemKind): string =>
  kind.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** So many errors are listed; a request must not be answered by many times its size. */
const MAX_ERRORS = 10;

/** What is wrong with a request: the first fields by name, and how many more there are. */
export function invalidRequest(errors: readonly FieldError[]): Problem {
  const listed = errors.slice(0, MAX_ERRORS).map(({ field, message }) => ({ field: shown(field), message }));
  const more = errors.length - listed.length;
  // One field may break several rules.
  const named = [...new Set(listed.map(({ field }) => field))];
  const fields = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return new Problem(PROBLEMS['invalid-request'], `Fix ${fields}, and retry.`, { errors: listed });
}

/** A field's name as far as it is repeated to the caller who sent it. */
const shown = (field: string): string => (field.length > 60 ? `${field.slice(0, 60)}…` : field);
