/** A version with its lock as a state, and what each request does to it. */
import type { Attempt, Locked } from '../../../lambda/shared/questions/security/object-lock.ts';
import type { Proof } from '../proof.ts';

interface Version {
  exists: boolean;
  hidden: boolean;
  readonly retainUntil: number;
  readonly mode: Locked['mode'];
  readonly hold: boolean;
}

/** Makes the request on `today`, and says why it is refused; undefined where it goes through. */
function request(version: Version, { who, act }: Attempt, today: number): string | undefined {
  const mayBypass = who !== 'a writer';
  const retained = today < version.retainUntil;
  switch (act) {
    case 'hide it by a delete marker':
      version.hidden = true;
      return undefined;
    case 'lengthen the retention':
      return undefined;
    case 'shorten the retention':
      if (!retained) return undefined;
      if (version.mode === 'compliance') return 'AccessDenied: compliance mode cannot be shortened';
      return mayBypass ? undefined : 'AccessDenied: needs s3:BypassGovernanceRetention';
    case 'delete the version':
      if (version.hold) return 'AccessDenied: a legal hold is on';
      if (retained && version.mode === 'compliance') return 'AccessDenied: compliance mode';
      if (retained && !mayBypass) return 'AccessDenied: needs s3:BypassGovernanceRetention';
      version.exists = false;
      return undefined;
  }
}

const refusal = ({ mode, days, passed, legalHold }: Locked, attempt: Attempt) =>
  request({ exists: true, hidden: false, retainUntil: days, mode, hold: legalHold }, attempt, passed);

const locked: Locked = { asks: 'succeeds', mode: 'governance', days: 30, passed: 10, legalHold: false };
const guide = 'Amazon S3 User Guide, "Locking objects with Object Lock"';

export const objectLockProof: Proof<Locked, Attempt> = {
  holds: (parameters, attempt) => (refusal(parameters, attempt) === undefined) === (parameters.asks === 'succeeds'),
  second({ asks, mode, days, passed, legalHold }, { who, act }) {
    // What binds whom, as intervals of days since the version was written.
    const byRetention = who === 'a writer' || mode === 'compliance' ? days : 0;
    const bound: Readonly<Record<Attempt['act'], readonly number[]>> = {
      'delete the version': [byRetention, legalHold ? Number.POSITIVE_INFINITY : 0],
      'shorten the retention': [byRetention],
      'lengthen the retention': [],
      'hide it by a delete marker': [],
    };
    return bound[act].some((end) => passed < end) === (asks === 'fails');
  },
  explain: (parameters, attempt) => [refusal(parameters, attempt) ?? 'goes through'],
  vectors: [
    {
      source: `${guide}: in compliance mode no user can delete it, the root user included`,
      parameters: { ...locked, mode: 'compliance' },
      claim: { who: 'the root user', act: 'delete the version' },
      holds: false,
    },
    {
      source: `${guide}: with s3:BypassGovernanceRetention a version in governance mode can be deleted`,
      parameters: locked,
      claim: { who: 'an administrator with s3:BypassGovernanceRetention', act: 'delete the version' },
      holds: true,
    },
    {
      source: `${guide}: a legal hold stays until it is removed`,
      parameters: { ...locked, legalHold: true, passed: 90 },
      claim: { who: 'the root user', act: 'delete the version' },
      holds: false,
    },
    {
      source: `${guide}: a delete marker can be put on a locked object`,
      parameters: { ...locked, mode: 'compliance' },
      claim: { who: 'a writer', act: 'hide it by a delete marker' },
      holds: true,
    },
  ],
};
