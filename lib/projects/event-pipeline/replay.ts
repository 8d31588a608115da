/** What the archive of the bus holds, sent through the rule once more: by a person on call, and by the right fixes of drills. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../errors.ts';
import type { AwsClients } from '../../lab/aws/aws-clients.ts';

/** Where it is replayed: the clients, and the outputs of the stack. */
export interface Bus {
  readonly aws: Pick<AwsClients, 'eventbridge' | 'sqs'>;
  readonly outputs: Readonly<Partial<Record<'ActivityBusArn' | 'ActivityBusName' | 'ActivityQueueUrl', string>>>;
}

/**
 * ARNs of the rules that lead from the bus to the queue: not by name, since a rule that somebody made again has another.
 * @throws LabError `NoRule`
 */
async function rulesToQueue({ aws: { eventbridge, sqs }, outputs }: Bus): Promise<string[]> {
  const { ActivityBusName: EventBusName, ActivityQueueUrl: QueueUrl } = outputs;
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] });
  const { RuleNames = [] } = await eventbridge.listRuleNamesByTarget({ TargetArn: Attributes?.QueueArn, EventBusName });
  const rules = await Promise.all(RuleNames.map((Name) => eventbridge.describeRule({ Name, EventBusName })));
  if (rules.length > 0) return rules.map(({ Arn }) => Arn as string);
  throw new LabError(
    'NoRule',
    'No rule leads from the bus to the queue, so what is replayed would go nowhere. `npm run lab -- restore` says what is missing.',
  );
}

/**
 * Sends everything that the archive holds of that time through the rule again, and waits until EventBridge is done.
 * @throws LabError `NoArchive`, `NoRule` or `ReplayFailed`
 */
export async function replayThrough(bus: Bus, from: Date, to: Date): Promise<{ readonly archive: string }> {
  const { eventbridge } = bus.aws;
  const EventSourceArn = bus.outputs.ActivityBusArn;
  // Found by its bus, since an archive that is made after the deployment can be no output of it.
  const { Archives = [] } = await eventbridge.listArchives({ EventSourceArn });
  const archive = Archives[0]?.ArchiveName;
  if (!archive) {
    throw new LabError(
      'NoArchive',
      'The bus has no archive, so there is nothing to replay. Deploy the project again: `npm run lab -- up event-pipeline`.',
    );
  }
  const { ArchiveArn } = await eventbridge.describeArchive({ ArchiveName: archive });
  const rules = await rulesToQueue(bus);
  const ReplayName = `certlab-${Date.now()}`;
  await eventbridge.startReplay({
    ReplayName,
    EventSourceArn: ArchiveArn,
    EventStartTime: from,
    EventEndTime: to,
    Destination: { Arn: EventSourceArn, FilterArns: rules },
  });
  for (;;) {
    const { State, StateReason } = await eventbridge.describeReplay({ ReplayName });
    if (State === 'COMPLETED') return { archive };
    if (State === 'FAILED' || State === 'CANCELLED') {
      throw new LabError('ReplayFailed', `The replay ended as ${State}: ${StateReason ?? 'no reason was given'}.`);
    }
    await sleep(200);
  }
}
