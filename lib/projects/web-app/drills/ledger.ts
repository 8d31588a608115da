/** A candidate's answers as a ledger: each is saved at a question of its own, so that each can be looked for by itself. */
import { type CheckContext, CouldNotLook } from '../../../lab/drills/drill.ts';
import { NoAnswer } from '../../../lab/drills/drill-context.ts';
import type { Ledger } from '../../../lab/game-day/ledger.ts';
import { type Candidate, join, type Output, patiently } from '../health/sitting.ts';

interface Sitting {
  readonly candidate: Candidate;
  /** `/v1/sittings/<id>` */
  readonly path: string;
  readonly questions: readonly { readonly position: number; readonly choose: number }[];
  readonly saved: Map<number, string>;
}

export function keepAnswers(lab: CheckContext<Output>): Ledger {
  const sittings: Sitting[] = [];
  /** The one that goes on, until it has no question left or is refused. */
  let current: Sitting | undefined;

  async function begin(): Promise<Sitting | string> {
    const { answer, candidate } = await join(lab);
    if (!candidate) return `${answer.status} when joining`;
    const started = await candidate.ask('POST', '/v1/sittings', { exam: 'SAA-C03', length: 'short' });
    if (started.status !== 201) return `${started.status} when beginning`;
    const path = `/v1/sittings/${JSON.parse(started.text).id}`;
    const asked = await candidate.ask('GET', `${path}/questions`);
    if (asked.status !== 200) return `${asked.status} when reading the questions`;
    return { candidate, path, questions: JSON.parse(asked.text).items, saved: new Map() };
  }

  async function saveOne() {
    if (!current) {
      const begun = await begin();
      if (typeof begun === 'string') return { acknowledged: false, said: begun };
      current = begun;
      sittings.push(begun);
    }
    const { candidate, path, questions, saved } = current;
    const { position, choose } = questions[saved.size] as Sitting['questions'][number];
    const chose = 'ABCDE'.slice(0, choose);
    const { status } = await candidate.ask('PUT', `${path}/answers/${position}`, { chose });
    if (status === 200) saved.set(position, chose);
    // What is refused for good, such as a sitting that is not there any more, is not tried forever.
    const isOver = saved.size === questions.length || (status >= 400 && status < 500 && status !== 429);
    if (isOver) current = undefined;
    return { acknowledged: status === 200, said: String(status) };
  }

  return {
    async ask() {
      try {
        return await saveOne();
      } catch (error) {
        if (!isSilence(error)) throw error;
        return { acknowledged: false, said: error.message };
      }
    },
    async lost() {
      const lost: string[] = [];
      for (const { candidate, path, saved } of sittings) {
        const look = async () => {
          const { status, text } = await candidate.ask('GET', `${path}/questions`);
          return { ok: status < 500, saw: status === 200 ? text : '{"items":[]}', wanted: 'its questions' };
        };
        const kept = await patiently(lab, look);
        if (!kept.ok) throw new CouldNotLook('The exam room does not say what it has kept.');
        const items: readonly { position: number; chosen?: string }[] = JSON.parse(kept.saw).items;
        for (const [position, chose] of saved) {
          const now = items.find((item) => item.position === position)?.chosen;
          if (now !== chose) lost.push(`${path}/answers/${position}: ${chose}`);
        }
      }
      return lost;
    },
  };
}

const isSilence = (error: unknown): error is Error => error instanceof NoAnswer || error instanceof CouldNotLook;
