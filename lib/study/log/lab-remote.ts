/** The lab's file as a page reaches it, by `/_lab/evidence` (lib/lab/site). */
import { faultOf } from '../../../lambda/shared/evidence/stored.ts';
import type { Portion, Remote } from './sync.ts';

/** Why the lab did not take or give records, for people. They wait on this device. */
export class LabUnreachable extends Error {
  override readonly name = 'LabUnreachable';
}

/** The header by which a page says what `/_lab/session` told it. */
export const SESSION_HEADER = 'certlab-session';

const PATIENCE_MS = 5_000;

/**
 * The lab at this address, or undefined where there is none, as on AWS.
 * @param base `''` for the page's own origin
 */
export async function labRemote(base = ''): Promise<Remote | undefined> {
  const session = await sessionAt(base);
  if (session === undefined) return undefined;
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const headers = { [SESSION_HEADER]: session, ...(init.body ? { 'content-type': 'application/json' } : {}) };
    const answer = await fetch(`${base}/_lab/evidence${path}`, {
      ...init,
      headers,
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch(() => undefined);
    if (!answer) throw new LabUnreachable(GONE);
    const said: unknown = await answer.json().catch(() => undefined);
    if (answer.ok && typeof said === 'object') return said;
    // Another program has this address by now.
    if (answer.ok) throw new LabUnreachable(GONE);
    const { code, detail } = (said ?? {}) as { code?: string; detail?: string };
    throw new LabUnreachable(
      code === 'OtherSession' ? RESTARTED : `The lab did not take it: ${detail ?? answer.status}.`,
    );
  };
  return {
    read: async (cursor) => portionOf(await ask(cursor === undefined ? '' : `?since=${encodeURIComponent(cursor)}`)),
    add: async (records) => {
      await ask('', { method: 'POST', body: JSON.stringify({ records }) });
    },
  };
}

const GONE = 'The lab has stopped, or the connection to it was lost.';
const RESTARTED = 'The lab was started again since this page was loaded: load the page again.';

/** What the lab at this address calls the session that its pages prove themselves by; undefined where there is none. */
export async function sessionAt(base: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${base}/_lab/session`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const { session } = (await answer.json()) as { session?: unknown };
    return answer.ok && typeof session === 'string' ? session : undefined;
  } catch {
    return undefined;
  }
}

/** What another program has at this path is no portion. @throws LabUnreachable */
function portionOf(said: unknown): Portion {
  const { records, from, cursor, more } = (said ?? {}) as Partial<Portion>;
  if (!Array.isArray(records) || typeof from !== 'number' || typeof more !== 'boolean') throw new LabUnreachable(GONE);
  return { records: records.filter((record) => !faultOf(record)), from, cursor: cursor ?? null, more };
}
