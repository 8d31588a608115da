/** An account's log as another place of records: `/v1/me/evidence`, with the token of who is signed in. */
import { faultOf, type Stored } from '../../../lambda/shared/evidence/stored.ts';
import type { Remote } from './sync.ts';

/** The account's log is another one than this browser was in step with: it was deleted, or it is another account's. */
export class AnotherLog extends Error {
  override readonly name = 'AnotherLog';
}

const PATIENCE_MS = 20_000;

/** Who asks, and where. */
export interface Caller {
  /** An access token that is good for a while. */
  readonly token: () => Promise<string>;
  /** Address of the API, without a slash at its end; the page's own origin by default. */
  readonly base?: string;
}

/** @throws Error with a sentence for people */
export async function askMe(
  { token, base = '' }: Caller,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await token()}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(PATIENCE_MS * (method === 'DELETE' ? 2 : 1)),
  }).catch((error: unknown) => {
    if (error instanceof DOMException || error instanceof TypeError) throw new Error(GONE);
    throw error;
  });
  const said = (await answer.json().catch(() => undefined)) as { code?: string; detail?: string } | undefined;
  // What a network says that wants a sign-in of its own, for one: nothing was taken.
  if (answer.ok && (typeof said !== 'object' || said === null)) throw new Error(GONE);
  if (answer.ok) return said;
  if (said?.code === 'AnotherLog') throw new AnotherLog(said.detail);
  if (answer.status === 429) throw new Error('Too many requests at once: it is sent again in a while.');
  throw new Error(`Your account did not take it: ${said?.detail ?? `status ${answer.status}.`}`);
}

const GONE = 'The connection to your account was lost.';

export function accountRemote(caller: Caller): Remote {
  let epoch: string | null = null;
  return {
    async read(since) {
      const path = `/v1/me/evidence${since === undefined ? '' : `?since=${encodeURIComponent(since)}`}`;
      const said = (await askMe(caller, 'GET', path)) as Partial<Page>;
      const { items, from, cursor, more } = said;
      if (!Array.isArray(items) || typeof from !== 'number' || typeof more !== 'boolean') throw new Error(GONE);
      epoch = said.epoch ?? null;
      return { records: items.filter((record) => !faultOf(record)), from, cursor: cursor ?? null, more };
    },
    async add(records) {
      const said = (await askMe(caller, 'POST', '/v1/me/evidence', { epoch, records })) as Partial<Page>;
      epoch = said.epoch ?? null;
    },
  };
}

interface Page {
  readonly epoch: string | null;
  readonly items: readonly Stored[];
  readonly from: number;
  readonly cursor: string | null;
  readonly more: boolean;
}
