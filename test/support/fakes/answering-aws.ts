/** Clients of the lab that answer what a test says, by `client.operation`: for what a service says in one situation. */
import type { AwsClients } from '../../../lib/lab/aws/aws-clients.ts';

export type Answers = Readonly<Record<string, unknown>>;

/** An answer that is a refusal, by the name that AWS gives it. */
export const refusal = (name: string): Error => Object.assign(new Error(`refused: ${name}`), { name });

/**
 * The clients. An answer may be a function of the input; an `Error` is thrown; what has no answer fails the test.
 * @returns the clients, and every call in order, as `[client.operation, input]`
 */
export function answeringAws(answers: Answers): { aws: AwsClients; calls: [string, unknown][] } {
  const calls: [string, unknown][] = [];
  const client = (service: string) =>
    new Proxy(
      {},
      {
        get: (_, operation) => async (input: unknown) => {
          const call = `${service}.${String(operation)}`;
          calls.push([call, input]);
          const answer = answers[call];
          if (answer === undefined) throw new Error(`No answer was prepared for ${call}.`);
          const given: unknown = typeof answer === 'function' ? answer(input) : answer;
          if (given instanceof Error) throw given;
          return given;
        },
      },
    );
  return { aws: new Proxy({}, { get: (_, service) => client(String(service)) }) as AwsClients, calls };
}
