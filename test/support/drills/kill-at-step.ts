import type { AwsClients } from '../../../lib/lab/aws/aws-clients.ts';

/**
 * Clients that end this process by SIGKILL at the n-th moment, and count on past it. Every call has two moments: before
 * it is sent (what the lab announced in its journal has not happened), and after it was answered (it has, and the lab
 * does not know). Between two moments the lab touches nothing but its journal.
 */
export function killAtStep(aws: AwsClients, step: number): AwsClients {
  let moment = 0;
  const pass = () => {
    moment += 1;
    if (moment === step) process.kill(process.pid, 'SIGKILL');
  };
  const counting = (client: object) =>
    new Proxy(client, {
      get(target, name) {
        const member = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          pass();
          const answer = await member.apply(target, args);
          pass();
          return answer;
        };
      },
    });
  return new Proxy(aws, { get: (target, name) => counting(Reflect.get(target, name)) });
}
