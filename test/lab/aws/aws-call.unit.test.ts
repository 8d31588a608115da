/** `lab aws` in the AWS CLI's words, against the SDK's own schemas: no call leaves this process. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CLI_SERVICES, callOf, flagOf, missingParameter, readable, selected } from '../../../lib/lab/aws/aws-call.ts';
import { AWS_SERVICES, type AwsClients, awsClients } from '../../../lib/lab/aws/aws-clients.ts';

const folder = mkdtempSync(join(tmpdir(), 'certlab-aws-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string | Buffer) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

/** The input that a command line comes to. */
const inputOf = (service: string, operation: string, ...words: string[]) =>
  (callOf(service, operation, words).command as unknown as { input: Record<string, unknown> }).input;

describe('shorthand', () => {
  it.each([
    ['a map in a structure', 'Variables={K=v,L=w}', { Variables: { K: 'v', L: 'w' } }],
    [
      'values with what looks like syntax',
      'Variables={U=http://x:1/?a=b,E=}',
      { Variables: { U: 'http://x:1/?a=b', E: '' } },
    ],
    ['a quoted comma', 'Variables={K="a,b}",L=\'c d\'}', { Variables: { K: 'a,b}', L: 'c d' } }],
    ['an escaped comma', 'Variables={K=a\\,b}', { Variables: { K: 'a,b' } }],
    ['JSON', '{"Variables": {"K": "v"}}', { Variables: { K: 'v' } }],
  ])('%s', (_, word, value) => {
    expect(inputOf('lambda', 'update-function-configuration', '--environment', word)).toEqual({ Environment: value });
  });

  it('lists: bare, bracketed, of structures, and in JSON', () => {
    const vpc = (word: string) => inputOf('lambda', 'update-function-configuration', '--vpc-config', word).VpcConfig;
    const both = { SubnetIds: ['a', 'b'], SecurityGroupIds: ['c'] };
    expect(vpc('SubnetIds=a,b,SecurityGroupIds=c')).toEqual(both);
    expect(vpc('SubnetIds=[a,b],SecurityGroupIds=[c]')).toEqual(both);
    expect(inputOf('iam', 'tag-role', '--tags', 'Key=a,Value=1', 'Key=b,Value=2').Tags).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]);
    expect(inputOf('sqs', 'get-queue-attributes', '--attribute-names', 'All', 'Policy').AttributeNames).toEqual([
      'All',
      'Policy',
    ]);
    expect(inputOf('sqs', 'get-queue-attributes', '--attribute-names', '["All"]').AttributeNames).toEqual(['All']);
  });

  it('a map of structures, a map of strings, and numbers and booleans by their kind', () => {
    expect(inputOf('dynamodb', 'get-item', '--key', 'pk={S=EXAM#1},n={N=5}').Key).toEqual({
      pk: { S: 'EXAM#1' },
      n: { N: '5' },
    });
    expect(inputOf('sqs', 'set-queue-attributes', '--attributes', 'VisibilityTimeout=60').Attributes).toEqual({
      VisibilityTimeout: '60',
    });
    expect(
      inputOf('lambda', 'update-alias', '--routing-config', 'AdditionalVersionWeights={2=0.5}').RoutingConfig,
    ).toEqual({
      AdditionalVersionWeights: { 2: 0.5 },
    });
    expect(inputOf('lambda', 'update-event-source-mapping', '--no-enabled', '--batch-size=5')).toEqual({
      Enabled: false,
      BatchSize: 5,
    });
    expect(inputOf('cloudwatch', 'get-metric-statistics', '--start-time', '2026-11-25T10:00:00Z').StartTime).toEqual(
      new Date('2026-11-25T10:00:00Z'),
    );
    for (const [text, moment] of [
      ['2026-11-25T10:00:00+02:00', '2026-11-25T08:00:00Z'],
      ['2026-11-25', '2026-11-25T00:00:00Z'],
      ['1764064800.5', '2025-11-25T10:00:00.500Z'],
    ] as const)
      expect(inputOf('cloudwatch', 'get-metric-statistics', '--start-time', text).StartTime).toEqual(new Date(moment));
  });
});

describe('refuses, and never stores as a string', () => {
  it.each([
    ['a structure without a name', ['lambda', 'update-function-configuration', '--environment', 'K'], 'WrongValue'],
    [
      'a name that the structure has not',
      ['lambda', 'update-function-configuration', '--environment', 'Vars={K=v}'],
      'WrongValue',
    ],
    ['a map without braces', ['lambda', 'update-function-configuration', '--environment', 'Variables=K'], 'WrongValue'],
    [
      'braces that do not close',
      ['lambda', 'update-function-configuration', '--environment', 'Variables={K=v'],
      'WrongValue',
    ],
    [
      'text after the end',
      ['lambda', 'update-function-configuration', '--environment', 'Variables={K=v}x'],
      'WrongValue',
    ],
    ['a word for a number', ['lambda', 'update-function-configuration', '--timeout', 'ten'], 'WrongValue'],
    ['a word for a boolean', ['lambda', 'update-event-source-mapping', '--enabled', 'yes'], 'WrongValue'],
    ['31 November', ['cloudwatch', 'get-metric-statistics', '--start-time', '2026-11-31T10:00:00Z'], 'WrongValue'],
    [
      '29 February of no leap year',
      ['cloudwatch', 'get-metric-statistics', '--start-time', '2026-02-29'],
      'WrongValue',
    ],
    [
      'a time without a zone',
      ['cloudwatch', 'get-metric-statistics', '--start-time', '2026-11-25T10:00:00'],
      'WrongValue',
    ],
    [
      'an hour that no day has',
      ['cloudwatch', 'get-metric-statistics', '--start-time', '2026-11-25T25:00:00Z'],
      'WrongValue',
    ],
    [
      'more seconds than time has',
      ['cloudwatch', 'get-metric-statistics', '--start-time', '9'.repeat(20)],
      'WrongValue',
    ],
    ['a word for a time', ['cloudwatch', 'get-metric-statistics', '--start-time', 'yesterday'], 'WrongValue'],
    ['JSON of another kind', ['lambda', 'update-function-configuration', '--environment', '["K"]'], 'WrongValue'],
    ['a number in JSON for a string', ['iam', 'tag-role', '--tags', '[{"Key": 1}]'], 'WrongValue'],
    ['JSON that is cut off', ['lambda', 'update-function-configuration', '--environment', '{"Variables"'], 'NotJson'],
    ['bytes that are not base64', ['lambda', 'invoke', '--payload', '{"a": 1}'], 'WrongValue'],
    ['a file that is not there', ['iam', 'put-role-policy', '--policy-document', 'file://nowhere.json'], 'NoSuchFile'],
    ['two values for one', ['lambda', 'get-function', '--function-name', 'a', 'b'], 'TooManyValues'],
    [
      'a parameter given twice',
      ['lambda', 'get-function', '--function-name', 'a', '--function-name', 'b'],
      'TooManyValues',
    ],
    ['a parameter without a value', ['lambda', 'get-function', '--function-name'], 'MissingValue'],
    ['a parameter that there is not', ['lambda', 'get-function', '--nme', 'a'], 'UnknownParameter'],
    ['a service that there is not', ['constructor', 'get'], 'UnknownService'],
    ['an operation that there is not', ['lambda', 'get-nothing'], 'UnknownOperation'],
    ['an output that the lab does not write', ['sts', 'get-caller-identity', '--output', 'table'], 'WrongValue'],
  ])('%s', (_, [service = '', operation = '', ...words], code) => {
    expect(() => callOf(service, operation, words)).toThrow(expect.objectContaining({ code }));
  });
});

describe('files and bytes', () => {
  it('take a text from a file, and bytes as they are, as base64 or raw', () => {
    const policy = file('policy.json', '{"Version":"2012-10-17"}');
    expect(inputOf('iam', 'put-role-policy', '--policy-document', `file://${policy}`).PolicyDocument).toBe(
      '{"Version":"2012-10-17"}',
    );
    const environment = file('environment.json', '{"Variables": {"K": "v"}}');
    expect(inputOf('lambda', 'update-function-configuration', '--environment', `file://${environment}`)).toEqual({
      Environment: { Variables: { K: 'v' } },
    });
    const bytes = Buffer.from([0, 255, 7]);
    const payload = (...words: string[]) =>
      Buffer.from(inputOf('lambda', 'invoke', '--payload', ...words).Payload as Uint8Array);
    expect(payload(`fileb://${file('bytes', bytes)}`)).toEqual(bytes);
    expect(payload('AP8H')).toEqual(bytes);
    expect(payload('{}', '--cli-binary-format', 'raw-in-base64-out').toString()).toBe('{}');
    expect(Buffer.from(inputOf('s3api', 'put-object', '--body', file('body', 'x')).Body as Uint8Array).toString()).toBe(
      'x',
    );
  });

  it('are shown as base64, but documents as text and policies decoded', async () => {
    const answer = {
      Payload: Buffer.from('{"a":1}'),
      Items: [{ b: { B: Buffer.from([255]) } }],
      PolicyDocument: '%7B%22a%22%3A1%7D',
    };
    expect(await readable(answer)).toEqual({
      Payload: '{"a":1}',
      Items: [{ b: { B: '/w==' } }],
      PolicyDocument: { a: 1 },
    });
  });
});

describe('the rest of a call', () => {
  it('--query selects by JMESPath, and refuses what is not', () => {
    const answer = {
      Functions: [
        { Name: 'a', Size: 1 },
        { Name: 'b', Size: 2 },
      ],
    };
    expect(selected(answer, 'Functions[?Size > `1`].Name | [0]')).toBe('b');
    expect(selected(answer, undefined)).toBe(answer);
    expect(() => selected(answer, 'Functions[')).toThrow(expect.objectContaining({ code: 'WrongQuery' }));
    expect(callOf('sts', 'get-caller-identity', ['--query', 'Account']).query).toBe('Account');
  });

  it('names the parameter that is missing', async () => {
    const { client, command } = callOf('lambda', 'get-function', []);
    const sent = client({
      region: 'us-east-1',
      endpoint: 'http://localhost:9',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const error = await sent.send(command).catch((thrown: unknown) => thrown);
    expect(missingParameter(error)).toBe('--function-name');
    expect(missingParameter(new Error('something else'))).toBeUndefined();
  });

  it.each([...CLI_SERVICES.keys()])('knows the SDK of %s', (service) => {
    expect(() => callOf(service, 'no-such-operation', [])).toThrow(
      expect.objectContaining({ code: 'UnknownOperation' }),
    );
  });

  it.each(Object.entries(AWS_SERVICES))('has both clients of %s in its package', (name, { module, className }) => {
    const config = { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
    const sdk = createRequire(import.meta.url)(module);
    expect(awsClients(config)[name as keyof AwsClients]).toBeInstanceOf(sdk[className]);
    expect(new sdk[`${className}Client`](config)).toHaveProperty('send');
  });

  it.each([
    ['KMSKeyArn', '--kms-key-arn'],
    ['FunctionName', '--function-name'],
    ['S3Bucket', '--s3-bucket'],
  ])('spells %s as %s', (name, flag) => {
    expect(flagOf(name)).toBe(flag);
  });
});

it('takes the region as the AWS CLI does, which is no input of the operation', () => {
  const { region, command } = callOf('rds', 'describe-global-clusters', [
    '--region',
    'us-west-2',
    '--max-records',
    '20',
  ]);
  expect([region, (command as unknown as { input: object }).input]).toEqual(['us-west-2', { MaxRecords: 20 }]);
  expect(callOf('rds', 'describe-global-clusters', []).region).toBeUndefined();
});
