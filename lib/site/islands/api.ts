/** Questions and verdicts of the API; whatever else answers is told in a sentence. */
import type { Explained, Question } from '../../../lambda/shared/pages/question-view.ts';

/** Why there is no answer; `isFinal` where asking again changes nothing. */
export class ApiTrouble extends Error {
  readonly isFinal: boolean;
  constructor(sentence: string, isFinal = false) {
    super(sentence);
    this.isFinal = isFinal;
  }
}

export interface Drawn {
  readonly edition: string;
  readonly items: readonly Question[];
}

export interface Verdict extends Explained {
  readonly edition: string;
}

/** A part of a page that is loaded when somebody wants it. @throws ApiTrouble where it does not come */
export const loaded = <Part>(part: Promise<Part>): Promise<Part> =>
  part.catch(() => {
    throw new ApiTrouble('A part of this page did not come: load the page again. What you did is kept.');
  });

const PATIENCE_MS = 10_000;
const DAY_MS = 86_400_000;

let ahead = 0;

/** What is to say of this device's clock; undefined where it agrees with the API's within a day. */
export function clockFault(): string | undefined {
  if (Math.abs(ahead) <= DAY_MS) return undefined;
  const days = Math.round(Math.abs(ahead) / DAY_MS);
  return `The clock of this device is about ${days} day${days === 1 ? '' : 's'} ${ahead > 0 ? 'ahead' : 'behind'}: set it right. What you answer is kept, and counts at the time that this clock gives it.`;
}

/** @throws ApiTrouble */
export async function questionsFor(query: Readonly<Record<string, string>>): Promise<Drawn> {
  const said = await ask(`/v1/questions?${new URLSearchParams(query)}`);
  const { edition, items } = said as Partial<Drawn>;
  if (typeof edition !== 'string' || !Array.isArray(items) || !items.every(isQuestion)) throw notOurs();
  return { edition, items };
}

/** @throws ApiTrouble */
export async function verdictOn(question: string, letters: readonly string[]): Promise<Verdict> {
  const said = await ask('/v1/answers', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question, chose: letters.join('') }),
  });
  const { edition, key, options, read, decides } = said as Partial<Verdict>;
  const whole = [key, options, read].every(Array.isArray) && [edition, decides].every((one) => typeof one === 'string');
  if (!whole) throw notOurs();
  return said as unknown as Verdict;
}

const isQuestion = (one: Partial<Question>) =>
  typeof one?.id === 'string' && typeof one.stem === 'string' && Array.isArray(one.options) && Array.isArray(one.tasks);

const notOurs = () =>
  new ApiTrouble('What came is not the API’s answer; perhaps a network asks you to sign in first. Open another page.');

async function ask(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const answer = await fetch(path, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) }).catch((error: unknown) => {
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    throw new ApiTrouble(
      late ? 'The API did not answer within ten seconds.' : 'The connection to the API was lost, or it has stopped.',
    );
  });
  const date = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isFinite(date)) ahead = Date.now() - date;
  const said: unknown = await answer.json().catch(() => undefined);
  const body = typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : undefined;
  if (answer.ok && body) return body;
  if (answer.status >= 500 || answer.status === 429)
    throw new ApiTrouble(`The API could not answer (${answer.status}). Try again in a moment.`);
  if (body && typeof body.title === 'string')
    throw new ApiTrouble([body.title, body.detail].filter((one) => typeof one === 'string').join('. '), true);
  throw notOurs();
}
