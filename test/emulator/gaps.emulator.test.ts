/** A version of the emulator that closes a gap turns this red, and the entry of lib/emulator/gaps.ts goes. */
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import {
  DeleteArchiveCommand,
  DescribeArchiveCommand,
  EventBridgeClient,
  ListArchivesCommand,
  UpdateArchiveCommand,
} from '@aws-sdk/client-eventbridge';
import { GetBucketTaggingCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { fillGaps } from '../../lib/emulator/fill-gaps.ts';
import { GAPS } from '../../lib/emulator/gaps.ts';
import { EMULATOR_ACCOUNT } from '../../lib/target.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const cloudFormation = new CloudFormationClient(clientConfigOf(target));

async function tagsOf(Bucket: string | undefined) {
  const s3 = new S3Client({ ...clientConfigOf(target), forcePathStyle: true });
  return (await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet;
}

async function deployAlone(type: string): Promise<void> {
  const StackName = `Gap-${type.replaceAll('::', '-')}`;
  await cloudFormation.send(
    new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources: { Alone: { Type: type } } }) }),
  );
  await cloudFormation.send(new DeleteStackCommand({ StackName }));
}

describe('CloudFormation on the emulator', () => {
  it.each(GAPS.filter(({ ignores }) => !ignores).map(({ type }) => type))('still refuses %s', async (type) => {
    await expect(deployAlone(type)).rejects.toThrow(/Unrecognized resource types/);
    await expect(deployAlone(type)).rejects.toThrow(type);
  });

  it('still ignores the tags of AWS::S3::Bucket', async () => {
    const Bucket = { Type: 'AWS::S3::Bucket', Properties: { Tags: [{ Key: 'certlab', Value: 'gap' }] } };
    const Outputs = { Name: { Value: { Ref: 'Bucket' } } };
    const StackName = 'Gap-Bucket-Tags';
    const TemplateBody = JSON.stringify({ Resources: { Bucket }, Outputs });
    await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody }));
    await waitUntilStackCreateComplete({ client: cloudFormation, maxWaitTime: 30, minDelay: 1 }, { StackName });
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));

    await expect(tagsOf(Stacks?.[0]?.Outputs?.[0]?.OutputValue)).rejects.toThrow(/TagSet/);
    await cloudFormation.send(new DeleteStackCommand({ StackName }));
  });

  it('takes a type that is no gap, so that the refusals above are of the type alone', async () => {
    await expect(deployAlone('AWS::SQS::Queue')).resolves.toBeUndefined();
  });
});

it('sets an archive that is there back to what its template asks', async () => {
  const clientConfig = clientConfigOf(target);
  const client = new EventBridgeClient(clientConfig);
  const { region } = clientConfig;
  const here = { name: 'emulator', account: EMULATOR_ACCOUNT, region, clientConfig } as const;
  const ArchiveName = 'gap-archive';
  const SourceArn = target.outputs.EventPipeline?.ActivityBusArn?.replace(/[^/]+$/, 'default');
  const properties = { ArchiveName, SourceArn, EventPattern: { source: ['gap'] }, RetentionDays: 7 };
  const deploy = () => fillGaps('Gap', [{ logicalId: 'Archive', type: 'AWS::Events::Archive', properties }], {}, here);
  try {
    await deploy();
    await client.send(
      new UpdateArchiveCommand({ ArchiveName, EventPattern: '{"source":["other"]}', RetentionDays: 1 }),
    );
    await deploy();
    const { EventPattern, RetentionDays } = await client.send(new DescribeArchiveCommand({ ArchiveName }));
    expect({ EventPattern, RetentionDays }).toEqual({ EventPattern: '{"source":["gap"]}', RetentionDays: 7 });
  } finally {
    await client.send(new DeleteArchiveCommand({ ArchiveName }));
  }
});

/** For each resource that an API makes, and for the tags that empty a bucket: whether what the stacks asked for is there. */
const IS_THERE: Readonly<Record<string, () => Promise<void>>> = {
  'AWS::S3::Bucket': async () => {
    const resources = await cloudFormation.send(new ListStackResourcesCommand({ StackName: 'DeliveryPipeline' }));
    const buckets = resources.StackResourceSummaries?.filter(({ ResourceType }) => ResourceType === 'AWS::S3::Bucket');
    expect(buckets?.length).toBeGreaterThan(1);
    for (const { PhysicalResourceId } of buckets ?? []) {
      expect(await tagsOf(PhysicalResourceId)).toContainEqual({ Key: 'certlab', Value: 'delivery-pipeline' });
    }
  },
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
  it.each(Object.entries(IS_THERE))('is there after `lab up`: %s', async (_type, isThere) => {
    await isThere();
  });

  it('is looked at here where it is a whole resource, and property by property in every-property', () => {
    const whole = GAPS.filter(({ make, ignores }) => make && !ignores).map(({ type }) => type);
    expect(Object.keys(IS_THERE)).toEqual(expect.arrayContaining(whole));
  });
});
