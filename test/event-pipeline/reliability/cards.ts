/** R7: many cards answered at once, the answers to each in an order that must hold while some of them fail. */
import { nextBox } from '../../../lambda/event-pipeline/worker/standing.ts';
import { randomId, seededRandom } from '../../../lib/projects/event-pipeline/sample-activity.ts';
import { THROTTLE } from './faults.ts';
import type { Run } from './scenarios.ts';
import { say } from './workload.ts';

interface Answer {
  readonly eventId: string;
  readonly card: string;
  readonly correct: boolean;
  readonly poison: boolean;
  readonly body: string;
}

/** What became of the cards, each list by card or event id; all empty is the only good end. */
export interface CardVerdict {
  /** Cards whose answers were applied in another order than they were given, or with one missing. */
  readonly outOfOrder: readonly string[];
  /** Cards that lie in another box than their answers lead to. */
  readonly wrongBox: readonly string[];
  readonly parkedWrongly: readonly string[];
  readonly poisonMissing: readonly string[];
}

/**
 * Sends `answers` answers to each of `cards` cards, card by card in turn. One in a hundred is broken and one request in
 * fifty to DynamoDB is throttled with no retry in the SDK, so that messages fail and their groups have to wait.
 */
export async function answersInOrder(run: Run, cards: number, answers: number): Promise<CardVerdict> {
  const { pipeline, proxy, seed, patience } = run;
  await proxy.set([{ ...THROTTLE, sequence: { fail: 1, pass: 49 } }]);
  await pipeline.quicken('cards', { AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint, AWS_MAX_ATTEMPTS: '1' });

  const random = seededRandom(seed + 7);
  const learnerId = `r7.${seed}.${Date.now()}`;
  const start = Date.now();
  const sent = Array.from({ length: cards * answers }, (_, index): Answer => {
    const eventId = randomId(random);
    const card = `card-${index % cards}`;
    const correct = random() < 0.8;
    // Two on the same card at least: parked, neither may hide behind the other.
    const poison = random() < 0.01 || index === cards || index === 2 * cards;
    const at = new Date(start + index).toISOString();
    const detail = { schemaVersion: 1, eventId, learnerId, cardId: card, correct: poison ? 'perhaps' : correct, at };
    return { eventId, card, correct, poison, body: JSON.stringify(detail) };
  });
  for (let first = 0; first < sent.length; first += 10) {
    await pipeline.sqs.sendMessageBatch({
      QueueUrl: pipeline.output('CardQueueUrl'),
      Entries: sent.slice(first, first + 10).map(({ body, card, eventId }, index) => ({
        Id: String(index),
        MessageBody: body,
        MessageGroupId: `${learnerId}/${card}`,
        MessageDeduplicationId: eventId,
      })),
    });
  }
  await pipeline.untilQuiet('cards', patience);

  const parked = await pipeline.parkedIds('cards');
  const items = await pipeline.items('StandingsTableName', `LEARNER#${learnerId}`);
  const applied = await pipeline.items('StandingsTableName', 'EVENT#');
  const names = [...new Set(sent.map(({ card }) => card))];
  const good = (card: string) => sent.filter((answer) => answer.card === card && !answer.poison);
  const [throttles = 0] = await proxy.fired();
  const verdict = {
    // The dedupe record of an answer says which of the card's moves it was.
    outOfOrder: names.filter((card) =>
      good(card).some(({ eventId }, index) => applied.get(`EVENT#${eventId} APPLIED`)?.review !== String(index + 1)),
    ),
    wrongBox: names.filter((card) => {
      const box = good(card).reduce((at, { correct }) => nextBox(at, correct), 1);
      return items.get(`LEARNER#${learnerId} CARD#${card}`)?.box !== String(box);
    }),
    parkedWrongly: sent.filter(({ eventId, poison }) => !poison && parked.has(eventId)).map(({ eventId }) => eventId),
    poisonMissing: sent.filter(({ eventId, poison }) => poison && !parked.has(eventId)).map(({ eventId }) => eventId),
  };
  say('R7 answers in order', seed, {
    sent: sent.length,
    cards,
    poison: sent.filter(({ poison }) => poison).length,
    throttles,
    parked: parked.size,
    'out of order': verdict.outOfOrder.length,
  });
  return verdict;
}
