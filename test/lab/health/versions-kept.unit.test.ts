import { describe, expect, test } from 'vitest';
import type { StoredItems } from '../../../lib/lab/drills/journal.ts';
import { versionsAreKept, versionsIn } from '../../../lib/lab/health/versions-kept.ts';
import { answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

/** A stack with two functions, of which one has an alias, and so many versions of that. */
function holding(versions: readonly string[] | Error) {
  const [first, ...others] = ['$LATEST', ...(versions instanceof Error ? [] : versions)].map((Version) => ({
    Version,
  }));
  const resources = {
    Api: { Type: 'AWS::Lambda::Function', Properties: {} },
    Seed: { Type: 'AWS::Lambda::Function', Properties: {} },
    Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Api' } } },
  };
  return answeringAws({
    'cloudformation.getTemplate': { TemplateBody: JSON.stringify({ Resources: resources }) },
    'cloudformation.listStackResources': {
      StackResourceSummaries: Object.entries(resources).map(([LogicalResourceId, { Type }]) => ({
        LogicalResourceId,
        ResourceType: Type,
        PhysicalResourceId: LogicalResourceId.toLowerCase(),
      })),
    },
    'cloudformation.describeStacks': {
      Stacks: [{ StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/S/1' }],
    },
    // In two pages.
    'lambda.listVersionsByFunction':
      versions instanceof Error
        ? versions
        : ({ Marker }: { Marker?: string }) =>
            Marker ? { Versions: others } : { Versions: [first], NextMarker: 'more' },
  }).aws;
}

const BEFORE = ['1', '2', '10'];

/** Whether the probe is content when these are left of {@link BEFORE}. */
async function left(versions: readonly string[] | Error, before?: readonly StoredItems[]): Promise<boolean> {
  const stored = before ?? (await versionsIn(holding(BEFORE), 'S'));
  const look = versionsAreKept('S').look({ aws: holding(versions), remembered: () => stored } as never);
  return (await look).ok;
}

describe('what can be gone back to', () => {
  test('is remembered by its numbers, of what callers reach by an alias, without what changes', async () => {
    expect(await versionsIn(holding(BEFORE), 'S')).toEqual([{ functionName: 'api', versions: BEFORE }]);
  });

  test('is kept: the same, or more that were published since', async () => {
    expect(await left(BEFORE)).toBe(true);
    expect(await left([...BEFORE, '11', '12'])).toBe(true);
  });

  test('is not: the oldest gone, all but one gone, the function gone', async () => {
    expect(await left(['2', '10', '11'])).toBe(false);
    expect(await left(['10'])).toBe(false);
    expect(await left(refusal('ResourceNotFoundException'))).toBe(false);
  });

  test('is nothing to ask where no version was remembered, as by what broke it before there was this probe', async () => {
    expect(await left([], [{ table: 'of-learners', items: [] }])).toBe(true);
  });
});
