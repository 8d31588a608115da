/**
 * The user pool, asked by the page itself: its public operations as plain requests
 * (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/). No password goes anywhere else. Where a lab
 * serves the page, it passes them on to the emulator's pool.
 */
import { SESSION_HEADER, sessionAt } from '../../../study/log/lab-remote.ts';
import { isServedByLab } from '../served-by-lab.ts';

/** What the pool refused, in a sentence that says what to do. */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** Cognito's word for it: `NotAuthorizedException`; `Unreachable` where it gave no answer. */
  readonly code: string;
  constructor(code: string, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

/** Where the pool is, and the client to name there. */
export interface Pool {
  readonly endpoint: string;
  readonly clientId: string;
}

const PATIENCE_MS = 15_000;

/** The pool of what is deployed here, or undefined where accounts are not, as in `npm run dev`. @throws Refused `Unreachable` */
export async function poolHere(): Promise<Pool | undefined> {
  const answer = await fetch('/v1/sign-in', { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => undefined);
  if (!answer || answer.status >= 500) throw new Refused('Unreachable', UNREACHABLE);
  if (!answer.ok) return undefined;
  const { endpoint, clientId } = ((await answer.json().catch(() => ({}))) ?? {}) as Partial<Pool>;
  // What a network says that wants a sign-in of its own is no word on accounts.
  if (typeof endpoint !== 'string' || typeof clientId !== 'string') throw new Refused('Unreachable', UNREACHABLE);
  return { endpoint: isServedByLab() ? '/_lab/cognito' : endpoint, clientId };
}

/** @throws Refused */
export async function ask<Said>({ endpoint }: Pool, operation: string, input: object): Promise<Said> {
  const session = endpoint.startsWith('/') ? await sessionAt('') : undefined;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      ...(session !== undefined && { [SESSION_HEADER]: session }),
    },
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => undefined);
  if (!answer) throw new Refused('Unreachable', UNREACHABLE);
  const said = ((await answer.json().catch(() => ({}))) ?? {}) as Said & Fault;
  if (answer.ok) return said;
  const code = (said.__type ?? said.code ?? '').split('#').at(-1) ?? '';
  throw new Refused(code, SENTENCES[code] ?? said.message ?? said.detail ?? UNREACHABLE);
}

/** An error of Cognito's, or of the lab's. */
interface Fault {
  readonly __type?: string;
  readonly message?: string;
  readonly code?: string;
  readonly detail?: string;
}

const UNREACHABLE = 'The sign-in service gave no answer. What you did is kept in this browser: try again later.';

/** In the words of a person; others are said in Cognito's. */
const SENTENCES: Readonly<Record<string, string>> = {
  NotAuthorizedException: 'Address or password is not right.',
  UserNotConfirmedException: 'The address is not confirmed yet: enter the code that was mailed to it.',
  UsernameExistsException: 'There is an account with this address already: sign in, or set another password.',
  CodeMismatchException: 'This code is not the one that was mailed last.',
  ExpiredCodeException: 'This code has expired: ask for another one.',
  InvalidPasswordException: 'At least 12 characters, with a small and a capital letter, a digit and another sign.',
  LimitExceededException: 'Too many tries, or too many codes mailed today: try again later.',
  TooManyRequestsException: 'Too many tries at once: wait a minute.',
  PasswordResetRequiredException: 'This account needs another password: ask for a code below.',
};
