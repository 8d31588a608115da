/** What backups and replication lose, and how long it takes to come back. */
import { type Amount, amounts } from '../amounts.ts';
import { defineFamily } from '../family.ts';

export interface Recovery {
  readonly asks: 'worst loss' | 'worst time to recover' | 'longest interval of backups' | 'loss at a moment';
  /** Minutes between the beginnings of two backups, and that one takes; it holds the data of its beginning. */
  readonly every: number;
  readonly takes: number;
  /** Minutes until a copy is in the other region after it was taken. */
  readonly copies: number;
  readonly detect: number;
  readonly restore: number;
  readonly switchOver: number;
  /** Minutes of loss that the business allows. */
  readonly allowed: number;
  /** Minutes after the beginning of the last backup at which the region is lost. */
  readonly lostAt: number;
}

const SYSTEMS = [
  'an order system',
  'a booking site',
  'a ledger',
  'a ticket shop',
  'a document archive',
  'a fleet tracker',
];

export const recoveryObjectives = defineFamily<Recovery, Amount>({
  id: 'recovery-objectives',
  kind: 'proven',
  tasks: ['SAA-C03/2.2', 'SAA-C03/1.3'],
  level: 'analyse',
  read: [{ guide: 'AWS whitepaper Disaster Recovery of Workloads on AWS', page: 'Recovery objectives (RTO and RPO)' }],
  asOf: '2026-11-27',
  names: SYSTEMS,
  misconceptions: {
    'a-backup-holds-its-end': 'A backup holds the data of the moment at which it is done.',
    'a-backup-is-there-at-once': 'A backup can be used in the other region as soon as it is taken.',
    'the-interval-is-the-loss': 'At worst as much is lost as lies between two backups.',
    'recovery-begins-with-the-restore': 'The time to notice and to switch over does not count.',
    'recovery-time-is-loss': 'How long the recovery takes is how much data is lost.',
  },
  draw(random) {
    const every = random.pick([60, 120, 240, 360, 720]);
    const takes = random.pick([5, 10, 15, 20, 30]);
    const copies = random.pick([5, 10, 15, 25, 40]);
    const [detect, restore, switchOver] = [
      random.pick([2, 5, 10]),
      random.pick([20, 45, 60, 90]),
      random.pick([3, 5, 15]),
    ];
    const asks = random.pick<Recovery['asks']>([
      'worst loss',
      'worst time to recover',
      'longest interval of backups',
      'loss at a moment',
    ]);
    // With two backups on their way at a time, the one before the last may not have arrived either.
    if (asks === 'loss at a moment' && takes + copies >= every) return undefined;
    return {
      ...{ asks, every, takes, copies, detect, restore, switchOver },
      allowed: takes + copies + random.pick([60, 90, 180, 240]),
      lostAt: random.chance(0.5) ? random.whole(1, takes + copies - 1) : random.whole(takes + copies + 1, every),
    };
  },
  write({ asks, every, takes, copies, detect, restore, switchOver, allowed, lostAt }, random) {
    const system = random.pick(SYSTEMS);
    const minutes = (amount: number) => `${amount} minutes`;
    const backup = `holds the data of its beginning, takes ${takes} minutes and is in the second region ${copies} minutes after it ended`;
    const age = takes + copies;
    switch (asks) {
      case 'worst loss':
        return {
          stem: `The database of ${system} is backed up every ${every} minutes. A backup ${backup}. When the region is lost with all that is in it, the last copy in the second region is restored. How many minutes of data are lost at worst?`,
          decides: backup,
          options: amounts(
            every + age,
            `Just before a copy arrives, the newest that is there began ${every} + ${takes} + ${copies} minutes ago.`,
            [
              [
                every,
                'the-interval-is-the-loss',
                `The newest backup may not have arrived yet: it takes ${takes} and ${copies} minutes.`,
              ],
              [
                every + copies,
                'a-backup-holds-its-end',
                `It holds the data of its beginning, ${takes} minutes earlier.`,
              ],
              [
                every + takes,
                'a-backup-is-there-at-once',
                `It is in the second region only ${copies} minutes after it ended.`,
              ],
              [age, 'the-interval-is-the-loss', 'So much is lost at least, right after a copy arrived.'],
              [every + age + restore, 'recovery-time-is-loss', 'Nothing more is written while the system is away.'],
            ],
            minutes,
          ),
        };
      case 'worst time to recover':
        return {
          stem: `When its region is lost, this is done for ${system}, one after the other: the loss is noticed after ${detect} minutes, the backup that is ready in the second region is restored in ${restore}, traffic is switched over in ${switchOver}. Backups are made every ${every} minutes. For how many minutes is the system away?`,
          decides: 'one after the other',
          options: amounts(
            detect + restore + switchOver,
            `${detect} to notice, ${restore} to restore, ${switchOver} to switch over.`,
            [
              [restore, 'recovery-begins-with-the-restore', 'Users wait from the loss until they are served again.'],
              [
                restore + switchOver,
                'recovery-begins-with-the-restore',
                `The ${detect} minutes until somebody notices count too.`,
              ],
              [
                detect + restore,
                'recovery-begins-with-the-restore',
                `The ${switchOver} minutes until traffic arrives count too.`,
              ],
              [
                every + detect + restore + switchOver,
                'recovery-time-is-loss',
                'The interval of backups is a matter of lost data, not of time away.',
              ],
              [every, 'recovery-time-is-loss', 'The interval of backups is a matter of lost data, not of time away.'],
            ],
            minutes,
          ),
        };
      case 'longest interval of backups':
        return {
          stem: `${system[0]?.toUpperCase()}${system.slice(1)} may lose ${allowed} minutes of data when its region is lost. A backup ${backup}. What is the longest interval between the beginnings of two backups that keeps to this?`,
          decides: `may lose ${allowed} minutes of data`,
          options: amounts(
            allowed - age,
            `At worst the newest copy is one interval, ${takes} and ${copies} minutes old.`,
            [
              [allowed, 'the-interval-is-the-loss', `It forgets the ${age} minutes until a backup is there.`],
              [allowed - copies, 'a-backup-holds-its-end', 'A backup holds the data of its beginning.'],
              [allowed - takes, 'a-backup-is-there-at-once', 'A backup has to be copied before it helps.'],
              [Math.floor(allowed / 2), 'recovery-time-is-loss', 'Half of it is on the safe side for no reason.'],
            ],
            minutes,
          ),
        };
      case 'loss at a moment': {
        const arrived = lostAt >= age;
        return {
          stem: `The database of ${system} is backed up every ${every} minutes. A backup ${backup}. The region is lost ${lostAt} minutes after the last backup began. How many minutes of data are lost when the newest copy in the second region is restored?`,
          decides: `${lostAt} minutes after the last backup began`,
          options: amounts(
            arrived ? lostAt : lostAt + every,
            arrived
              ? `The last backup arrived after ${age} minutes, and holds the data of its beginning.`
              : `The last backup is not there yet: it arrives after ${age} minutes. The one before it is used.`,
            [
              [
                arrived ? lostAt + every : lostAt,
                'a-backup-is-there-at-once',
                arrived ? 'The last backup has arrived by then.' : 'The last backup has not arrived by then.',
              ],
              [
                Math.abs(lostAt - takes) + (arrived ? 0 : every),
                'a-backup-holds-its-end',
                'A backup holds the data of its beginning.',
              ],
              [every, 'the-interval-is-the-loss', 'What is lost depends on when the newest copy that is there began.'],
              [
                Math.abs(lostAt - age) + (arrived ? 0 : every),
                'a-backup-is-there-at-once',
                'The age of the data counts, not the time since it arrived.',
              ],
              [lostAt + restore, 'recovery-time-is-loss', 'Nothing more is written while the system is away.'],
            ],
            minutes,
          ),
        };
      }
    }
  },
});
