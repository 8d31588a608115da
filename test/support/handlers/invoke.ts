/** Invokes a handler as its file makes it, over clients whose `send` a test answers. */
import { vi } from 'vitest';
import type { Sent } from '../fakes/fake-client.ts';
import { refusalsOf } from './refusals.ts';

export type AnyHandler = (event: never, context: never) => Promise<unknown>;
/** A command as it was sent, and the command itself for a fake that takes one. */
export type Command = Sent & { readonly command: object };
/** A command's outcome: one for all of its refusals, or one for each by the refusal's name. */
export type Outcome = string | Readonly<Record<string, string>>;

export interface Asked {
  readonly what: string;
  /** @returns what came of it in one text; what the handler throws is left to the caller */
  readonly invoke: (handler: AnyHandler) => Promise<string>;
  /** What comes out when nothing is refused. */
  readonly good: string;
  /** By the name of each command that is sent; `throws it` stands for the refusal itself, thrown for a retry. */
  readonly refused: Readonly<Record<string, Outcome>>;
}

export interface HandlerCase {
  readonly load: () => Promise<{ readonly handler: AnyHandler }>;
  /** Every class of the SDK that the handler file makes. */
  readonly clients: readonly { readonly name: string; readonly prototype: object }[];
  /** What the services answer when they do not refuse; made again for each invocation. */
  readonly services: () => (sent: Command) => unknown;
  readonly asked: readonly Asked[];
}

/** A handler that is loaded for this call alone, invoked once; `refused` names a command and what it gets each time. */
export async function invoke(
  { load, clients, services }: HandlerCase,
  { invoke: ask }: Asked,
  refused?: { readonly command: string; readonly by: string },
): Promise<{ readonly outcome: string; readonly commands: readonly string[]; readonly called: readonly string[] }> {
  const answer = services();
  const refuse = refused && refusalsOf(refused.command)[refused.by];
  const [commands, called, refusals] = [new Set<string>(), new Set<string>(), new Set<unknown>()];
  let nth = 0;
  const spies = clients.map((client) =>
    vi.spyOn(client.prototype as { send: (command: never) => unknown }, 'send').mockImplementation(async (command) => {
      const made = command as { constructor: { name: string }; input: Record<string, unknown> };
      const sent: Command = { name: made.constructor.name, input: made.input, command: made };
      commands.add(sent.name);
      called.add(client.name);
      const given = sent.name === refused?.command ? refuse?.(sent, nth++) : undefined;
      if (given instanceof Error) {
        refusals.add(given);
        throw given;
      }
      return given ?? answer(sent);
    }),
  );
  try {
    // What one invocation has kept, such as documents that were read, must not answer for the next.
    vi.resetModules();
    const outcome = await ask((await load()).handler).catch((error: Error) =>
      refusals.has(error) ? 'throws it' : `throws ${error.name}`,
    );
    return { outcome, commands: [...commands].toSorted(), called: [...called].toSorted() };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Refusals that a command of an invocation may meet and of which the row does not say what comes out. */
export const unstated = ({ what, refused }: Asked): string[] =>
  Object.entries(refused).flatMap(([command, outcome]) =>
    Object.keys(refusalsOf(command))
      .filter((refusal) => typeof outcome !== 'string' && outcome[refusal] === undefined)
      .map((refusal) => `${what}, ${command}: ${refusal}`),
  );
