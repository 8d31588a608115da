/** Runs the catch block, and looks for the secrets in what it wrote and answered. */
import { runInNewContext } from 'node:vm';
import type { CatchBody, Leak } from '../../../lambda/shared/questions/security/secrets-out.ts';
import type { Proof } from '../proof.ts';
import { remembered } from '../remembered.ts';

const TOKEN = 'caller-token-77';

/** What the block leaves in the log, and in its answer. */
const run = remembered(({ secret }: Pick<Leak, 'secret'>, { body }: CatchBody): { log: string; answer: string } => {
  let log = '';
  const write = (...words: unknown[]) => {
    log += `${words.map((word) => (typeof word === 'string' ? word : JSON.stringify(word))).join(' ')}\n`;
  };
  const error = Object.assign(new Error(`GET https://service.example/v1?key=${secret} failed`), {
    name: 'TimeoutError',
  });
  const event = { path: '/orders', headers: { authorization: `Bearer ${TOKEN}` }, body: '{}' };
  const answer = runInNewContext(
    `(() => { ${body} })()`,
    { console: { log: write }, error, event, secret, id: 'r-1' },
    { timeout: 5000 },
  );
  return { log, answer: JSON.stringify(answer) };
});

export const secretsOutProof: Proof<Leak, CatchBody> = {
  holds(leak, block) {
    const seen = run({ secret: leak.secret }, block)[leak.place];
    return !seen.includes(leak.secret) && !seen.includes(TOKEN);
  },
  explain: (leak, block) => [`run, its ${leak.place} reads: ${run({ secret: leak.secret }, block)[leak.place].trim()}`],
  vectors: [
    {
      source: 'AWS Lambda Developer Guide, "Best practices": do not log events that may hold secrets',
      parameters: { place: 'log', secret: 'key-1' },
      claim: { body: 'console.log(JSON.stringify(event)); return {}' },
      holds: false,
    },
    {
      source: 'OWASP Logging Cheat Sheet, "Data to exclude": access tokens, keys',
      parameters: { place: 'answer', secret: 'key-1' },
      claim: { body: "console.log(error.name); return { body: 'try again' }" },
      holds: true,
    },
  ],
};
