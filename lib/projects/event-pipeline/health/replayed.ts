/** What right fixes do about a rule, and about what was sent while it was broken: they replay or redrive it. */
import { cleanBody } from '../../../../lambda/event-pipeline/worker/sqs-text.ts';
import { LabError } from '../../../errors.ts';
import type { FixContext } from '../../../lab/drills/drill.ts';
import { until } from '../../../until.ts';
import { activityRule, type Output } from '../drills/event-pipeline.ts';
import { replayThrough } from '../replay.ts';
import { nothingWaitingIsLost } from './backlog.ts';
import { takeParked } from './parked.ts';

/** An event may be ten minutes late in the archive (EventBridge User Guide, "Archiving and replaying events", 2026-11-29). */
const ARCHIVE_LAG_SECONDS = 12 * 60;

/**
 * Replays from the archive what came since the first of what the lab has sent, and no more: what came before has counted, and
 * each event of it would take its turn in front of the others. Again and again until all is there: on AWS the archive comes
 * some minutes after the bus.
 */
export async function replayDropped(lab: FixContext<Output>): Promise<void> {
  const from = Math.min(...lab.sent().map(({ at }) => at));
  if (!Number.isFinite(from))
    throw new LabError('ReplayFailed', 'Nothing was sent while it was broken, so nothing is to be replayed.');
  const arrived = await until(async () => {
    // To the second, as the API takes them.
    await replayThrough(lab, new Date(Math.floor(from / 1_000) * 1_000), new Date());
    return (await nothingWaitingIsLost.look(lab)).ok;
  }, ARCHIVE_LAG_SECONDS);
  if (!arrived) throw new LabError('ReplayFailed', 'What was replayed has not arrived.');
}

/** Sends what is parked of what the lab has sent to the queue once more, as `lab events redrive` does with all that is parked. */
export async function redriveParked(lab: FixContext<Output>): Promise<void> {
  for (const { of } of lab.sent()) {
    for (let parked = await takeParked(lab, of); parked; parked = await takeParked(lab, of)) {
      const MessageBody = cleanBody(parked.Body ?? '');
      await lab.aws.sqs.sendMessage({ QueueUrl: lab.outputs.ActivityQueueUrl, MessageBody });
    }
  }
}

/** Deletes the rule and makes it again, enabled and with its targets; with the pattern that it has, where none is given. */
export async function makeRuleAgain(
  lab: FixContext<Output>,
  pattern?: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { bus: EventBusName, rule: Name } = activityRule(lab);
  const { eventbridge } = lab.aws;
  const before = await eventbridge.describeRule({ EventBusName, Name });
  const { Targets = [] } = await eventbridge.listTargetsByRule({ EventBusName, Rule: Name });
  await eventbridge.removeTargets({ EventBusName, Rule: Name, Ids: Targets.map(({ Id }) => Id as string) });
  await eventbridge.deleteRule({ EventBusName, Name });
  const EventPattern = pattern ? JSON.stringify(pattern) : before.EventPattern;
  await eventbridge.putRule({ EventBusName, Name, EventPattern, State: 'ENABLED' });
  await eventbridge.putTargets({ EventBusName, Rule: Name, Targets });
}
