/** A queue of SQS: messages that are received come back unless they are deleted, and its counts are approximate. */
import { randomUUID } from 'node:crypto';

export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** From when on it can be received, in milliseconds. */
  visibleAt: number;
  received: number;
}

/**
 * SQS Developer Guide, "Amazon SQS queue metrics": counts are approximate, and right about a minute after nobody has sent
 * or received any more. Here each is as old as one of its servers happens to be.
 */
const AGES_SECONDS = [0, 40, 5, 60, 20] as const;

export class LateQueue {
  messages: QueuedMessage[] = [];
  readonly #counts: { readonly at: number; readonly visible: number; readonly inFlight: number }[] = [];
  #asked = 0;

  send(body: string, attributes: QueuedMessage['attributes'] = {}, at = Date.now()): void {
    this.messages.push({ id: randomUUID(), body, attributes, visibleAt: at, received: 0 });
    this.note(at);
  }

  /** Takes messages for `seconds`. */
  receive(most: number, seconds: number, at = Date.now()): QueuedMessage[] {
    const taken = this.messages.filter(({ visibleAt }) => visibleAt <= at).slice(0, most);
    for (const message of taken) {
      message.visibleAt = at + seconds * 1_000;
      message.received += 1;
    }
    this.note(at);
    return taken;
  }

  delete(id: string, at = Date.now()): void {
    this.messages = this.messages.filter((message) => message.id !== id);
    this.note(at);
  }

  /** Keeps how many there are to be received and in flight, for who asks later. */
  note(at: number): void {
    const inFlight = this.messages.filter(({ visibleAt }) => visibleAt > at).length;
    const visible = this.messages.length - inFlight;
    const last = this.#counts.at(-1);
    if (last?.inFlight !== inFlight || last.visible !== visible) this.#counts.push({ at, visible, inFlight });
  }

  /** How many messages there were a while ago. */
  approximately(): { readonly visible: number; readonly inFlight: number } {
    const age = AGES_SECONDS[this.#asked++ % AGES_SECONDS.length] ?? 0;
    const then = Date.now() - age * 1_000;
    return this.#counts.findLast(({ at }) => at <= then) ?? { visible: 0, inFlight: 0 };
  }
}
