/** A client whose answers a test gives: for what a service refuses and the emulator does not. */

/** One command as it was sent. */
export interface Sent {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

/** Stands in for any client of the SDK; `answer` may throw. `sent` has what was sent, in order. */
export function fakeClient(answer: (sent: Sent) => unknown) {
  const sent: Sent[] = [];
  const send = async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
    const one = { name: command.constructor.name, input: command.input };
    sent.push(one);
    return answer(one);
  };
  return { send: send as never, sent };
}
