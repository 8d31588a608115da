/** A version of the emulator that closes a gap turns this red, and the entry of lib/emulator/gaps.ts goes. */
import { CloudFormationClient, CreateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { DescribeArchiveCommand, EventBridgeClient, ListArchivesCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { GAPS } from '../../lib/emulator/gaps.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const cloudFormation = new CloudFormationClient(clientConfigOf(target));

async function deployAlone(type: string): Promise<void> {
  const StackName = `Gap-${type.replaceAll('::', '-')}`;
  await cloudFormation.send(
    new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources: { Alone: { Type: type } } }) }),
  );
  await cloudFormation.send(new DeleteStackCommand({ StackName }));
}

describe('CloudFormation on the emulator', () => {
  it.each(GAPS.map(({ type }) => type))('still refuses %s', async (type) => {
    await expect(deployAlone(type)).rejects.toThrow(/Unrecognized resource types/);
    await expect(deployAlone(type)).rejects.toThrow(type);
  });

  it('takes a type that is no gap, so that the refusals above are of the type alone', async () => {
    await expect(deployAlone('AWS::SQS::Queue')).resolves.toBeUndefined();
  });
});

/** For each gap that an API fills: whether what the stacks asked for is there. */
const IS_THERE: Readonly<Record<string, () => Promise<void>>> = {
  'AWS::Events::Archive': async () => {
    const client = new EventBridgeClient(clientConfigOf(target));
    const EventSourceArn = target.outputs.EventPipeline?.ActivityBusArn;
    const { Archives = [] } = await client.send(new ListArchivesCommand({ EventSourceArn }));
    expect(Archives).toHaveLength(1);
    const { ArchiveName } = Archives[0] ?? {};
    const archive = await client.send(new DescribeArchiveCommand({ ArchiveName }));
    expect(archive).toMatchObject({ EventSourceArn, State: 'ENABLED', RetentionDays: expect.any(Number) });
    expect(archive.RetentionDays).toBeGreaterThan(0);
  },
};

describe('what CloudFormation left out and an API makes', () => {
  it.each(GAPS.filter(({ make }) => make).map(({ type }) => type))('is there after `lab up`: %s', async (type) => {
    const isThere = IS_THERE[type];
    if (!isThere) throw new Error(`Say here how to see that ${type} is there.`);
    await isThere();
  });
});
