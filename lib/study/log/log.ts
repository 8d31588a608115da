/** What a list of records says, in the order of time: everything that is shown of a learner is computed from this. */

import { faultOf, isKnown, type Stored } from '../../../lambda/shared/evidence/stored.ts';
import type { Answer, DrillDone, EvidenceRecord, MockDone, Setting, Sitting } from './records.ts';
import { nowCalled, RETIRED, type Retired } from './retired.ts';
import { union } from './stored.ts';

export interface Log {
  readonly answers: readonly Answer[];
  readonly drills: readonly DrillDone[];
  readonly mocks: readonly MockDone[];
  readonly sittings: readonly Sitting[];
  /** By name, the last one set: by time, then by device. */
  readonly settings: ReadonlyMap<string, Setting>;
  /** Records that this version cannot read; they are kept. */
  readonly passedOver: number;
}

/** @param retired what ids became; the content's own list by default */
export function logOf(stored: readonly Stored[], retired: Retired = RETIRED): Log {
  const all = union(stored);
  const known = all.filter((record) => isKnown(record) && !faultOf(record)) as unknown as EvidenceRecord[];
  const of = <K extends EvidenceRecord['kind']>(kind: K) =>
    known.filter((record): record is Extract<EvidenceRecord, { kind: K }> => record.kind === kind);
  return {
    answers: of('answer').map((answer) => renamed(answer, retired)),
    drills: of('drill').map((done) => ({ ...done, drill: nowCalled(done.drill, retired.drills) ?? done.drill })),
    mocks: of('mock'),
    sittings: of('sat'),
    settings: new Map(of('setting').map((setting) => [setting.name, setting])),
    passedOver: all.length - known.length,
  };
}

/** An answer under the names of today; what nothing took the place of keeps its own, and goes on counting for its tasks. */
function renamed(answer: Answer, { families, misconceptions }: Retired): Answer {
  const idea = (id: string) => nowCalled(id, misconceptions) ?? id;
  const family = nowCalled(answer.family, families) ?? answer.family;
  return {
    ...answer,
    family,
    item: `${family}${answer.item.slice(answer.family.length)}`,
    misconceptions: answer.misconceptions.map(idea),
    resisted: answer.resisted.map(idea),
  };
}

/** How far a clock may be ahead before it is taken for wrong: what it wrote has not come yet. */
const AHEAD_MS = 86_400_000;

/** Whether the time of a record has come. */
export const hasCome = ({ at }: { readonly at: number }, now: number): boolean => at <= now + AHEAD_MS;

/** The records whose time has come. */
export const thoseCome = <T extends { readonly at: number }>(records: readonly T[], now: number): T[] =>
  records.filter((record) => hasCome(record, now));
