import { describe, expect, test } from 'vitest';
import type { Stored } from '../../../lib/lab/drills/journal.ts';
import { pastIsKept, pastOf } from '../../../lib/lab/health/past-kept.ts';
import { answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

const BEFORE = { log: 1_000, archive: '2026-11-29T10:00:00Z', streams: ['new', 'old'] };
const RESOURCES = {
  Log: { Type: 'AWS::Logs::LogGroup', Properties: {} },
  Bus: { Type: 'AWS::Events::EventBus', Properties: {} },
};

/** A stack with a log and a bus whose archive was made then. Undefined is gone. */
const holding = ({ log, archive, streams = [] }: { log?: number; archive?: string; streams?: readonly string[] }) =>
  answeringAws({
    'cloudformation.getTemplate': { TemplateBody: JSON.stringify({ Resources: RESOURCES }) },
    'cloudformation.listStackResources': {
      StackResourceSummaries: Object.entries(RESOURCES).map(([LogicalResourceId, { Type }]) => ({
        ...{ LogicalResourceId, ResourceType: Type, PhysicalResourceId: LogicalResourceId.toLowerCase() },
      })),
    },
    'cloudformation.describeStacks': {
      Stacks: [{ StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/S/1' }],
    },
    // By prefix: another log whose name only begins alike is none.
    'logs.describeLogGroups': {
      logGroups: [
        { logGroupName: 'log-of-others', creationTime: 1 },
        ...(log === undefined ? [] : [{ logGroupName: 'log', creationTime: log }]),
      ],
    },
    'logs.describeLogStreams': ({ logStreamNamePrefix: prefix = '' }: { logStreamNamePrefix?: string }) => ({
      logStreams: streams
        .filter((each) => each.startsWith(prefix))
        .map((logStreamName) => ({ logStreamName: logStreamName })),
    }),
    'eventbridge.listArchives': { Archives: archive === undefined ? [] : [{ ArchiveName: 'archive' }] },
    'eventbridge.describeArchive':
      archive === undefined ? refusal('ResourceNotFoundException') : { CreationTime: new Date(archive) },
  }).aws;

/** Whether the probe is content when this is left of {@link BEFORE}. */
async function left(now: Parameters<typeof holding>[0], stored?: readonly Stored[]): Promise<boolean> {
  const before = stored ?? (await pastOf(holding(BEFORE), 'S'));
  return (await pastIsKept('S').look({ aws: holding(now), remembered: () => before } as never)).ok;
}

describe('what was written down', () => {
  test('is remembered by when a log and an archive were made, and by what was written to last', async () => {
    expect(await pastOf(holding(BEFORE), 'S')).toEqual([
      { log: 'log', since: 1_000, streams: ['new', 'old'] },
      { archive: 'archive', since: Date.parse(BEFORE.archive) },
    ]);
    expect(await pastOf(holding({}), 'S')).toEqual([]);
  });

  test('is kept: the same, and more', async () => {
    expect(await left(BEFORE)).toBe(true);
    expect(await left({ ...BEFORE, streams: ['newest', 'new', 'old'] })).toBe(true);
  });

  test.each([
    ['a log that was made again', { ...BEFORE, log: 2_000 }],
    ['a log that is gone', { ...BEFORE, log: undefined }],
    ['a stream of it that is gone', { ...BEFORE, streams: ['new', 'older'] }],
    ['an archive that was made again', { ...BEFORE, archive: '2026-11-29T11:00:00Z' }],
    ['an archive that is gone', { ...BEFORE, archive: undefined }],
  ])('is not: %s', async (_, now) => expect(await left(now)).toBe(false));

  test('is nothing to ask where nothing of it was remembered', async () => {
    expect(await left({}, [{ functionName: 'f', versions: ['1'] }])).toBe(true);
  });
});
