/** Which handler lets a secret out: into its log, its answer, or its variables. */
import { defineFamily } from '../family.ts';

export interface Leak {
  /** Where the secret must not be seen when the call fails. */
  readonly place: 'log' | 'answer';
  readonly secret: string;
}

/** The body of a handler's `catch`, as JavaScript; `secret`, `error`, `event` and `id` are in reach. */
export interface CatchBody {
  readonly body: string;
}

const SERVICES = ['a payment service', 'a map service', 'a mail service', 'a warehouse', 'a translation service'];

/** Statements that may be in a catch, and whether each lets the secret into log or answer. */
const LOGS = [
  ["console.log('failed', id, error.name)", false],
  ['console.log(error.message)', true],
  ["console.log('failed', JSON.stringify(event))", true],
  ["console.log('failed', event.path)", false],
  ["console.log('failed', { id, secret: secret.length })", false],
  ["console.log('failed with', secret)", true],
  ["console.log('failed', Object.keys(event.headers))", false],
] as const;
const ANSWERS = [
  ["return { statusCode: 502, body: 'try again' }", false],
  ['return { statusCode: 502, body: error.message }', true],
  ['return { statusCode: 502, body: JSON.stringify(event) }', true],
  ['return { statusCode: 502, body: error.name }', false],
  ['return { statusCode: 502, body: id }', false],
] as const;

export const secretsOut = defineFamily<Leak, CatchBody>({
  id: 'secrets-out',
  kind: 'proven',
  tasks: ['DVA-C03/2.2', 'DVA-C03/4.1'],
  level: 'apply',
  read: [
    { guide: 'AWS Lambda Developer Guide', page: 'Best practices for working with AWS Lambda functions' },
    { path: 'lambda/event-pipeline/observe.ts' },
  ],
  asOf: '2026-11-27',
  names: SERVICES,
  misconceptions: {
    'a-message-is-harmless': 'The message of an error says nothing that is secret.',
    'an-event-is-harmless': 'What the caller sent may be written anywhere.',
    'a-log-is-private': 'What goes into a log is seen by nobody.',
  },
  draw: (random) => ({ place: random.pick(['log', 'answer']), secret: `key-${random.whole(1000, 9999)}` }),
  write({ place, secret }, random) {
    // Each lets something out at one of the two places: what is right for the log is wrong for the answer.
    const pairs = LOGS.flatMap(([log, logs]) =>
      ANSWERS.filter(([, answers]) => answers !== logs).map(([answer]) => ({ log, answer, leaksInLog: logs })),
    );
    const right = random.pick(pairs.filter(({ leaksInLog }) => leaksInLog !== (place === 'log')));
    const others = random.some(
      pairs.filter(({ leaksInLog }) => leaksInLog === (place === 'log')),
      3,
    );
    const text = ({ log, answer }: { log: string; answer: string }) => `${log}; ${answer}`;
    const guilty = ({ log, answer }: { log: string; answer: string }) => (place === 'log' ? log : answer);
    return {
      stem:
        `A handler sends its caller’s event on to ${random.pick(SERVICES)} with a key from Secrets Manager in the address. When that fails, the ` +
        'library’s error has the whole address in its message, and the event holds the caller’s own token. With which catch block ' +
        `does neither key nor token stand in the ${place}?`,
      decides: `does neither key nor token stand in the ${place}`,
      options: [
        {
          text: text(right),
          claim: { body: text(right) },
          reason: `What it writes into the ${place} holds neither of them.`,
        },
        ...others.map((one) => {
          const what = guilty(one);
          const misconception = what.includes('error.message')
            ? 'a-message-is-harmless'
            : what.includes('stringify(event)')
              ? 'an-event-is-harmless'
              : 'a-log-is-private';
          return {
            text: text(one),
            claim: { body: text(one) },
            misconception,
            reason: {
              'a-message-is-harmless': 'The message holds the address, and with it the key.',
              'an-event-is-harmless': 'The event holds the caller’s token.',
              'a-log-is-private': `It writes ${secret.slice(0, 4)}… itself: a log is read by many, and kept for long.`,
            }[misconception],
          };
        }),
      ],
    };
  },
});
