/** What Object Lock and versioning let whom do on a given day. */
import { defineFamily } from '../family.ts';

export type Who = 'a writer' | 'an administrator with s3:BypassGovernanceRetention' | 'the root user';
export type Act =
  | 'delete the version'
  | 'shorten the retention'
  | 'lengthen the retention'
  | 'hide it by a delete marker';

export interface Locked {
  readonly asks: 'succeeds' | 'fails';
  readonly mode: 'governance' | 'compliance';
  /** Days of retention from the day it was written, and days that have passed since. */
  readonly days: number;
  readonly passed: number;
  readonly legalHold: boolean;
}

export interface Attempt {
  readonly who: Who;
  readonly act: Act;
}

const WHAT = ['a contract', 'a trade record', 'a lab result', 'an audit log', 'a will'];
const WHO: readonly Who[] = ['a writer', 'an administrator with s3:BypassGovernanceRetention', 'the root user'];
const ACTS: readonly Act[] = [
  'delete the version',
  'shorten the retention',
  'lengthen the retention',
  'hide it by a delete marker',
];
const SHORT: Readonly<Record<Who, string>> = {
  'a writer': 'a writer',
  'an administrator with s3:BypassGovernanceRetention': 'an administrator',
  'the root user': 'the root user',
};

function succeeds({ mode, days, passed, legalHold }: Locked, { who, act }: Attempt): boolean {
  if (act === 'hide it by a delete marker' || act === 'lengthen the retention') return true;
  const locked = passed < days && (mode === 'compliance' || who === 'a writer');
  return !(locked || (act === 'delete the version' && legalHold));
}

export const objectLock = defineFamily<Locked, Attempt>({
  id: 'object-lock',
  kind: 'proven',
  tasks: ['SAA-C03/1.3'],
  level: 'apply',
  read: [{ guide: 'Amazon S3 User Guide', page: 'Locking objects with Object Lock' }],
  asOf: '2026-11-27',
  names: WHAT,
  misconceptions: {
    'root-may-everything': 'The root user can lift every lock.',
    'governance-binds-everybody': 'In governance mode nobody can delete a version before its time.',
    'a-lock-forbids-delete-markers': 'A locked object cannot be hidden by a delete marker.',
    'a-hold-ends-with-the-retention': 'A legal hold ends when the retention does.',
    'retention-is-fixed': 'A retention can be neither shortened nor lengthened.',
  },
  draw(random) {
    const days = random.pick([30, 90, 365]);
    return {
      asks: random.pick(['succeeds', 'fails']),
      mode: random.pick(['governance', 'compliance']),
      days,
      passed: random.chance(0.6) ? random.whole(1, days - 1) : days + random.whole(1, 40),
      legalHold: random.chance(0.5),
    };
  },
  write(locked, random) {
    const { asks, mode, days, passed, legalHold } = locked;
    // The attempt that everybody's lock allows is named rarely: it would be known by its look.
    const attempts = WHO.flatMap((who) => ACTS.map((act): Attempt => ({ who, act })));
    const isRight = (attempt: Attempt) => succeeds(locked, attempt) === (asks === 'succeeds');
    const right = random.pick(attempts.filter(isRight).length > 0 ? attempts.filter(isRight) : attempts);
    const wrong = random.some(
      attempts.filter((attempt) => !isRight(attempt)),
      3,
    );
    if (!isRight(right) || wrong.length < 3) return undefined;
    const why = ({ who, act }: Attempt): readonly [string, string] => {
      if (act === 'hide it by a delete marker')
        return [
          'a-lock-forbids-delete-markers',
          'A delete marker touches no version, so that a lock does not forbid it.',
        ];
      if (act === 'lengthen the retention')
        return ['retention-is-fixed', 'A retention can be lengthened in both modes.'];
      if (act === 'delete the version' && legalHold)
        return ['a-hold-ends-with-the-retention', 'A legal hold forbids it until somebody takes the hold away.'];
      if (passed >= days) return ['a-hold-ends-with-the-retention', `The retention of ${days} days is over.`];
      if (mode === 'compliance')
        return ['root-may-everything', 'In compliance mode nobody can, not even the root user.'];
      return [
        'governance-binds-everybody',
        `In governance mode ${who === 'a writer' ? 'only who may bypass it can' : 'who may bypass it can'}.`,
      ];
    };
    const option = (attempt: Attempt) => {
      const [misconception, reason] = why(attempt);
      return {
        text: `${SHORT[attempt.who]} tries to ${attempt.act}`,
        claim: attempt,
        reason,
        ...(!isRight(attempt) && { misconception }),
      };
    };
    return {
      stem:
        `A version of ${random.pick(WHAT)} was written ${passed} days ago into a bucket with versioning and Object Lock, with a retention of ${days} ` +
        `days in ${mode} mode and ${legalHold ? 'a legal hold, which nobody has taken away' : 'no legal hold'}. The writer may do everything with ` +
        'objects but bypass governance retention; the administrator and the root user may that too, and the requests say that ' +
        `they want to. Which of these ${asks} today?`,
      decides: `${mode} mode`,
      options: [option(right), ...wrong.map(option)],
    };
  },
});
