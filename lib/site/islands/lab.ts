/** The lab that serves this page, as far as a page may ask it: by its session, and only where there is one. */
import { SESSION_HEADER } from '../../study/log/lab-remote.ts';

/** Why the lab did not do it, in a sentence. */
export class LabTrouble extends Error {
  /** `Gone` where nothing answered, `OtherSession` where the lab was started again, else the lab's own code. */
  readonly code: string;
  constructor(code: string, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

export interface Lab {
  /** @throws LabTrouble */
  get<T>(path: string): Promise<T>;
  /** @throws LabTrouble */
  post<T>(path: string, body?: object): Promise<T>;
  /** Each of the JSON lines that come back. @throws LabTrouble */
  lines(path: string, body: object, each: (line: Readonly<Record<string, unknown>>) => void): Promise<void>;
}

const PATIENCE_MS = 10_000;
const GONE =
  'The lab has stopped, or the connection to it was lost. `npm start` starts it; this page looks again by itself.';

/** @throws LabTrouble */
export async function openLab(): Promise<Lab> {
  const { session } = await said<{ session: string }>(
    await reached('session', { signal: AbortSignal.timeout(PATIENCE_MS) }),
  );
  const headers = { [SESSION_HEADER]: session };
  const sending = (body: object): RequestInit => ({
    ...{ method: 'POST', body: JSON.stringify(body) },
    headers: { ...headers, 'content-type': 'application/json' },
  });
  return {
    get: async (path) => said(await reached(path, { headers, signal: AbortSignal.timeout(PATIENCE_MS) })),
    // Breaking and putting back take as long as they take.
    post: async (path, body = {}) => said(await reached(path, sending(body))),
    lines: async (path, body, each) => {
      const answer = await reached(path, sending(body));
      if (!answer.ok || !answer.body) await said(answer);
      const reader = (answer.body as ReadableStream<BufferSource>).pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { done, value } = await reader.read().catch(() => {
          throw new LabTrouble('Gone', GONE);
        });
        const whole = `${rest}${value ?? ''}`.split('\n');
        rest = whole.pop() ?? '';
        for (const line of whole) each(JSON.parse(line));
        if (done) return;
      }
    },
  };
}

const reached = (path: string, init: RequestInit): Promise<Response> =>
  fetch(`/_lab/${path}`, init).catch(() => {
    throw new LabTrouble('Gone', GONE);
  });

async function said<T>(answer: Response): Promise<T> {
  const document: unknown = await answer.json().catch(() => undefined);
  if (answer.ok && typeof document === 'object' && document !== null) return document as T;
  throw troubleOf(document, answer.status);
}

/** What a problem document says; anything else is a defect, or no answer of the lab. */
export function troubleOf(document: unknown, status = 0): LabTrouble {
  const { code, detail } = (document ?? {}) as { code?: unknown; detail?: unknown };
  if (typeof code === 'string' && typeof detail === 'string') return new LabTrouble(code, detail);
  return status >= 500
    ? new LabTrouble('Failed', `The lab could not answer (${status}). Where it runs, its terminal says why.`)
    : new LabTrouble('Gone', GONE);
}
