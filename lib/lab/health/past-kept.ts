/**
 * That what was written down before a fault can be read after the repair: the lines of logs, and the events of archives. A log or an
 * archive that is made again is as deployed, and empty: when each was made is looked at before the break, and the journal keeps it.
 */
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';
import { deployedStack } from '../deployed/template.ts';
import type { Finding, Probe } from '../drills/drill.ts';
import type { StoredPast } from '../drills/journal.ts';

const WANTED = 'all that was written down';

/** Streams of each log that are remembered, those written to last: their lines have not expired when the repair is checked. */
const STREAMS = 3;

/** Asked with every repair. */
export function pastIsKept(stackName: string): Probe {
  return {
    expects: 'What was written down before the fault, logs and events, can be read still',
    remember: ({ aws }) => pastOf(aws, stackName),
    async look({ aws, remembered }): Promise<Finding> {
      const before = remembered().filter((stored) => 'since' in stored);
      const lost = await Promise.all(before.map((stored) => isLost(aws, stored)));
      const ok = !lost.includes(true);
      return { ok, saw: ok ? WANTED : 'some of what was written down is gone', wanted: WANTED };
    },
  };
}

/** Since when each log and each archive of a stack is there. An archive is found by its bus: not every template has it. */
export async function pastOf(aws: AwsClients, stackName: string): Promise<StoredPast[]> {
  const { resources } = await deployedStack(aws, stackName);
  const of = (wanted: string) => resources.filter(({ type }) => type === wanted);
  const logs = of('AWS::Logs::LogGroup').map(async ({ physicalId: log }) => {
    const since = await madeAt(aws, { log });
    return since === undefined ? [] : [{ log, since, streams: await lastStreams(aws, log) }];
  });
  const archives = of('AWS::Events::EventBus').map(async ({ arn: EventSourceArn }) => {
    const { Archives = [] } = await aws.eventbridge.listArchives({ EventSourceArn });
    return Promise.all(
      Archives.map(async ({ ArchiveName: archive = '' }) => ({ archive, since: await madeAt(aws, { archive }) })),
    );
  });
  const found: readonly (readonly { readonly since?: number }[])[] = await Promise.all([...logs, ...archives]);
  return found.flat().filter(({ since }) => since !== undefined) as StoredPast[];
}

/** When a log or an archive was made, in milliseconds since 1970; undefined where there is none. */
async function madeAt(
  { logs, eventbridge }: AwsClients,
  { log, archive }: { readonly log?: string; readonly archive?: string },
): Promise<number | undefined> {
  if (log !== undefined) {
    const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: log });
    return logGroups.find(({ logGroupName }) => logGroupName === log)?.creationTime;
  }
  const described = await orMissing(eventbridge.describeArchive({ ArchiveName: archive }));
  return described?.CreationTime && new Date(described.CreationTime).getTime();
}

async function lastStreams({ logs }: AwsClients, logGroupName: string): Promise<string[]> {
  const written = { logGroupName, orderBy: 'LastEventTime', descending: true, limit: STREAMS } as const;
  const { logStreams = [] } = (await orMissing(logs.describeLogStreams(written))) ?? {};
  return logStreams.map(({ logStreamName = '' }) => logStreamName);
}

async function isLost(aws: AwsClients, stored: StoredPast): Promise<boolean> {
  if ((await madeAt(aws, stored)) !== stored.since) return true;
  const { log: logGroupName, streams = [] } = stored;
  const there = await Promise.all(
    streams.map(async (logStreamNamePrefix) => {
      const { logStreams = [] } =
        (await orMissing(aws.logs.describeLogStreams({ logGroupName, logStreamNamePrefix }))) ?? {};
      return logStreams.some(({ logStreamName }) => logStreamName === logStreamNamePrefix);
    }),
  );
  return there.includes(false);
}
