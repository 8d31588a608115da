/** What learners do while an incident is open; a fault of most drills shows in what becomes of these events. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckContext } from '../../../lab/drills/drill.ts';
import { goodEvent, type Kind } from '../sample-activity.ts';
import { type Output, publish } from './event-pipeline.ts';

const KINDS = ['DrillSolved', 'LessonRead', 'QuizAnswered'] as const satisfies readonly Kind[];

/** Longer than it takes the worker to be given the first. */
const RESENT_AFTER_MS = 2_000;

/**
 * One event a round, and a look at the points. Of each five rounds the first brings a broken event, as a partner's program
 * does, the third an event twice, as a producer that got no answer sends it, and the fifth a learner to a milestone.
 * The learners are nobody's but the lab's: no probe counts their points.
 */
export async function study(lab: CheckContext<Output>, round: number): Promise<void> {
  const learner = `traffic-${lab.nonce()}`;
  const event = goodEvent(KINDS[round % KINDS.length] as Kind, learner);
  const more = {
    0: [goodEvent('DrillSolved', `<${learner}>`)],
    2: [event],
    4: Array.from({ length: 5 }, () => goodEvent('DrillSolved', learner)),
  }[round % 5];
  await publish(lab, [event]);
  // Met in one moment with the first, the second may be told for a duplicate by a worker that forgets in the next.
  if (more?.includes(event)) await sleep(RESENT_AFTER_MS);
  if (more) await publish(lab, more);
  await lab.request(`${lab.outputs.ApiUrl}/v1/standings/${learner}`);
}
