/** Which change of a template makes CloudFormation put another resource in the old one's place? */
import { defineFamily } from '../family.ts';

type Properties = Readonly<Record<string, unknown>>;

export interface DeployedResource {
  readonly asks: 'replaced' | 'kept';
  readonly type: string;
  readonly before: Properties;
}

/** The properties that change. */
export interface TemplateChange {
  readonly after: Properties;
}

interface Known {
  readonly type: string;
  readonly name: string;
  readonly base: Properties;
  readonly replaced: readonly (readonly [string, Properties])[];
  readonly kept: readonly (readonly [string, Properties])[];
}

const KNOWN: readonly Known[] = [
  {
    type: 'AWS::DynamoDB::Table',
    name: 'DynamoDB table',
    base: {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
    },
    replaced: [
      ['the attribute of its partition key', { KeySchema: [{ AttributeName: 'b', KeyType: 'HASH' }] }],
      ['the name of the table', { TableName: 'n' }],
    ],
    kept: [
      ['its billing mode', { BillingMode: 'PROVISIONED' }],
      ['the view of its stream', { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }],
      ['its deletion protection', { DeletionProtectionEnabled: true }],
      ['its time to live', { TimeToLiveSpecification: { AttributeName: 't', Enabled: true } }],
      ['its point-in-time recovery', { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    ],
  },
  {
    type: 'AWS::SQS::Queue',
    name: 'SQS queue',
    base: { VisibilityTimeout: 30 },
    replaced: [
      ['the name of the queue', { QueueName: 'n' }],
      ['whether it is a FIFO queue', { FifoQueue: true }],
    ],
    kept: [
      ['its visibility timeout', { VisibilityTimeout: 60 }],
      ['its redrive policy', { RedrivePolicy: { maxReceiveCount: 3, deadLetterTargetArn: 'arn' } }],
      ['its retention period', { MessageRetentionPeriod: 600 }],
      ['its encryption key', { KmsMasterKeyId: 'alias/k' }],
    ],
  },
  {
    type: 'AWS::Lambda::Function',
    name: 'Lambda function',
    base: { Code: { S3Bucket: 'b', S3Key: 'k' }, Role: 'r', MemorySize: 128 },
    replaced: [['the name of the function', { FunctionName: 'n' }]],
    kept: [
      ['its memory size', { MemorySize: 512 }],
      ['the key of its code', { Code: { S3Bucket: 'b', S3Key: 'k2' } }],
      ['its execution role', { Role: 'r2' }],
      ['its timeout in seconds', { Timeout: 9 }],
      ['its subnets', { VpcConfig: { SubnetIds: ['s'], SecurityGroupIds: ['g'] } }],
      ['its variables', { Environment: { Variables: { A: 'b' } } }],
    ],
  },
  {
    type: 'AWS::RDS::DBInstance',
    name: 'RDS instance',
    base: { DBInstanceClass: 'db.t4g.micro', Engine: 'postgres', AllocatedStorage: '20' },
    replaced: [
      ['whether its storage is encrypted', { StorageEncrypted: true }],
      ['the identifier of the instance', { DBInstanceIdentifier: 'n' }],
      ['its subnet group', { DBSubnetGroupName: 'g' }],
    ],
    kept: [
      ['its instance class', { DBInstanceClass: 'db.m6g.large' }],
      ['its allocated storage', { AllocatedStorage: '40' }],
      ['whether it is Multi-AZ', { MultiAZ: true }],
      ['its backup retention', { BackupRetentionPeriod: 7 }],
      ['its deletion protection', { DeletionProtection: true }],
    ],
  },
  {
    type: 'AWS::Kinesis::Stream',
    name: 'Kinesis data stream',
    base: { ShardCount: 1 },
    replaced: [['the name of the stream', { Name: 'n' }]],
    kept: [
      ['its shard count', { ShardCount: 2 }],
      ['its retention', { RetentionPeriodHours: 48 }],
      ['its encryption', { StreamEncryption: { EncryptionType: 'KMS', KeyId: 'k' } }],
      ['its capacity mode', { StreamModeDetails: { StreamMode: 'ON_DEMAND' } }],
    ],
  },
  {
    type: 'AWS::EC2::Subnet',
    name: 'subnet',
    base: { VpcId: 'v', CidrBlock: '10.0.0.0/24' },
    replaced: [
      ['its CIDR block', { CidrBlock: '10.0.1.0/24' }],
      ['its Availability Zone', { AvailabilityZone: 'us-east-1b' }],
      ['the VPC that it is in', { VpcId: 'w' }],
    ],
    kept: [
      ['whether it hands out public addresses', { MapPublicIpOnLaunch: true }],
      ['the type of its hostnames', { PrivateDnsNameOptionsOnLaunch: { HostnameType: 'resource-name' } }],
      ['the tags that it carries', { Tags: [{ Key: 'a', Value: 'b' }] }],
    ],
  },
  {
    type: 'AWS::SNS::Topic',
    name: 'SNS topic',
    base: { DisplayName: 'd' },
    replaced: [
      ['the name of the topic', { TopicName: 'n' }],
      ['whether it is a FIFO topic', { FifoTopic: true }],
    ],
    kept: [
      ['its display name', { DisplayName: 'e' }],
      ['its encryption key', { KmsMasterKeyId: 'k' }],
      ['its tracing of messages', { TracingConfig: 'Active' }],
    ],
  },
];

export const replacement = defineFamily<DeployedResource, TemplateChange>({
  id: 'replacement',
  kind: 'proven',
  tasks: ['DVA-C03/3.1', 'DVA-C03/3.3'],
  level: 'apply',
  read: [{ guide: 'AWS CloudFormation User Guide', page: 'Understand update behaviors of stack resources' }],
  asOf: '2026-11-27',
  misconceptions: {
    'an-update-happens-in-place': 'CloudFormation changes the resource that is there, whatever property changes.',
    'a-large-change-replaces': 'A change that matters much makes a new resource, and a small one does not.',
  },
  draw(random) {
    const { type, base } = random.pick(KNOWN);
    return { asks: random.pick(['replaced', 'kept']), type, before: base };
  },
  write({ asks, type, before }, random) {
    const { name, replaced, kept } = KNOWN.find((known) => known.type === type) as Known;
    /** Two properties that change together: the resource is replaced where one of them makes it so. */
    const pair = (first: Known['kept'][number], second: Known['kept'][number], isReplaced: boolean) => ({
      text: random.chance(0.5) ? `${first[0]} and ${second[0]}` : `${second[0]} and ${first[0]}`,
      claim: { after: { ...before, ...first[1], ...second[1] } },
      reason: isReplaced
        ? `Of ${second[0]} the reference of ${type} says "Update requires: Replacement", and one such property is enough.`
        : `Of neither of them the reference of ${type} says "Update requires: Replacement".`,
      ...(isReplaced !== (asks === 'replaced') && {
        misconception: isReplaced ? 'an-update-happens-in-place' : 'a-large-change-replaces',
      }),
    });
    const keeps = random.shuffle(
      kept.flatMap((first, at) => kept.slice(at + 1).map((second) => pair(first, second, false))),
    );
    const replaces = random.shuffle(kept.flatMap((first) => replaced.map((second) => pair(first, second, true))));
    const [right, wrong] = asks === 'replaced' ? [replaces, keeps] : [keeps, replaces];
    return {
      stem:
        asks === 'replaced'
          ? `A stack holds a ${name}, and its template is changed in two properties at once. With which two does CloudFormation ` +
            `make a new ${name} in place of the old one?`
          : `A stack holds a ${name} that must stay the one that it is, with its identity. Which two of its properties can be ` +
            'changed in the template all the same?',
      decides: asks === 'replaced' ? `make a new ${name}` : 'must stay the one that it is',
      // Pairs of about the same length as the right one: length tells nothing.
      options: [right[0], ...wrong].filter(
        (option) => option !== undefined && Math.abs(option.text.length / (right[0]?.text.length ?? 1) - 1) <= 0.3,
      ) as typeof right,
    };
  },
});
