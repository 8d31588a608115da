/**
 * Every property of every resource of every template against what the service's own API says after a deployment. What
 * differs is set through an API (lib/emulator/makers.ts), stands in the README's table (lib/emulator/gaps.ts), or fails.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GAPS, gapOf } from '../../lib/emulator/gaps.ts';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { type ReadBack, readStack, type Template } from '../../lib/lab/deployed/as-deployed.ts';
import { driftOf, withoutGaps } from '../../lib/lab/deployed/drift.ts';
import { KEEPS_NOTHING } from '../../lib/lab/deployed/reader.ts';
import { READERS } from '../../lib/lab/deployed/readers.ts';
import { resetEmulator } from '../../lib/lab/deployed/reset.ts';
import { allDrills, type NumberedDrill } from '../../lib/lab/drills/catalogue.ts';
import { deploymentOf, notesOn } from '../../lib/lab/drills/incidents.ts';
import { append, openJournal, readIncident } from '../../lib/lab/drills/journal.ts';
import { injectFault, restore } from '../../lib/lab/drills/run-drill.ts';
import { judgeOf } from '../../lib/lab/health/accepted.ts';
import { openLab } from '../../lib/lab/lab.ts';
import { statusOf } from '../../lib/lab/stacks/stacks.ts';
import { emulatorTarget } from '../../lib/lab/target.ts';
import { CURRICULUM, STARTED_BY_DEFAULT } from '../../lib/projects/registry.ts';
import { deployStage, stageStacks } from '../../lib/rehearsal/deploy.ts';
import { EMULATOR_ACCOUNT } from '../../lib/target.ts';
import { zipFolder } from '../../lib/zip.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';
import { type Synthesized, synthesize } from '../support/synthesize.ts';

const target = await deployedTarget('every-property');
const lab = openLab(CURRICULUM, target.stateFolder);
const aws = awsClients(clientConfigOf(target));
const stacks = await synthesize(STARTED_BY_DEFAULT.map(({ project }) => project.slug).join());

const read = (stack: Synthesized) =>
  readStack(stack.name, stack.template.toJSON() as Template, aws, {
    region: target.region,
    account: EMULATOR_ACCOUNT,
  });

/** What differs and is not on the list, by resource and path. */
const unlisted = (resources: readonly ReadBack[]) =>
  resources.flatMap((one) =>
    withoutGaps(one).map(({ path, expected, found }) => ({
      ...{ type: one.type, logicalId: one.logicalId },
      ...{ path, expected, found },
    })),
  );

const localTarget = () => emulatorTarget(target.endpoint, target.stateFolder);

// The stages of the delivery pipeline are deployed by its rehearsal: here in the same way, from the same assembly.
const assembly = join(target.stateFolder, 'assembly-of-stages');
cpSync(join(target.stateFolder, 'assembly'), assembly, { recursive: true });
for (const stage of stageStacks(await pipelinesAssembly())) {
  await deployStage(assembly, stage, localTarget(), { method: 'direct' }, join(target.stateFolder, 'stage'), () => {});
}

/** As synthesized: the copy that is deployed lacks the pipeline, which says what its stages are. */
async function pipelinesAssembly(): Promise<string> {
  const { createApp } = await import('../../lib/app.ts');
  return (await createApp({ outdir: join(target.stateFolder, 'assembly-synthesized') })).synth().directory;
}

const deployed = new Map<string, ReadBack[]>();
for (const stack of stacks) deployed.set(stack.name, await read(stack));

describe('every property of every resource is as its template says, or on the list of gaps', () => {
  it('of all stacks: the three projects, and the stages that the pipeline deploys', () => {
    expect(stacks.map(({ name }) => name).sort()).toEqual([
      'Beta-ServerlessApi',
      'DeliveryPipeline',
      'EventPipeline',
      'Prod-ServerlessApi',
      'ServerlessApi',
    ]);
  });

  it.each(stacks.map(({ name }) => name))('of %s', (name) => {
    const resources = deployed.get(name) ?? [];

    expect(resources.length).toBeGreaterThan(20);
    expect(unlisted(resources)).toEqual([]);
  });
});

it('knows how to read every type of every template, or says why there is nothing to read', () => {
  const types = stacks.flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type));
  const unknown = new Set(types.filter((type) => !READERS[type] && !KEEPS_NOTHING[type] && !gapOf(type)));

  expect([...unknown]).toEqual([]);
});

/** What no reader takes for its own: a property that comes back as it was asked for is compared by nobody. */
const UNHEARD_OF = 'asked for by a test';

/** Whether the service's own word is read of a property; what a reader finds the resource by, it cannot be without. */
async function isRead(one: ReadBack, name: string): Promise<boolean> {
  const asked = { ...one, properties: { ...one.properties, [name]: UNHEARD_OF } };
  const found = await READERS[one.type]?.(aws, asked).catch(() => undefined);
  return found?.properties[name] !== UNHEARD_OF;
}

it('asks of every property of every type: a rule judges it after a repair, or it is compared as deployed', async () => {
  const asked = new Map(
    ['ServerlessApi', 'EventPipeline'].flatMap((name) =>
      (deployed.get(name) ?? [])
        .filter(({ found }) => found)
        .flatMap((one) =>
          Object.keys(one.properties).map((property) => [`${one.type} ${property}`, { one, property }]),
        ),
    ),
  );
  const left: string[] = [];
  for (const [name, { one, property }] of asked as Map<string, { one: ReadBack; property: string }>) {
    if (judgeOf(one.type, property) === '' && !(await isRead(one, property))) left.push(name);
  }

  expect(asked.size).toBeGreaterThan(140);
  expect(left).toEqual([]);
});

it('every property on the list still differs: an entry that the emulator has closed has to go', () => {
  const all = [...deployed.values()].flat();
  const closed = GAPS.filter(({ ignores, make }) => ignores && !make).filter(
    ({ type, ignores }) =>
      !all.some((one) => one.type === type && one.differences.some(({ path }) => `${path}.`.startsWith(`${ignores}.`))),
  );

  expect(closed).toEqual([]);
});

describe('sees what is changed by hand', () => {
  it('a value, an addition, and a resource that is gone', async () => {
    const stack = stacks.find(({ name }) => name === 'EventPipeline') as Synthesized;
    const queue = target.outputs.EventPipeline?.ActivityQueueUrl as string;
    const topic = deployed.get('EventPipeline')?.find(({ type }) => type === 'AWS::SNS::Topic')?.physicalId as string;
    const worker = target.outputs.EventPipeline?.ActivityWorkerName as string;
    const before = await aws.sqs.getQueueAttributes({ QueueUrl: queue, AttributeNames: ['All'] });

    await aws.sqs.setQueueAttributes({ QueueUrl: queue, Attributes: { VisibilityTimeout: '7' } });
    await aws.lambda.putFunctionConcurrency({ FunctionName: worker, ReservedConcurrentExecutions: 3 });
    await aws.sns.tagResource({ ResourceArn: topic, Tags: [{ Key: 'by', Value: 'hand' }] });
    const changed = unlisted(await read(stack)).map(({ path, found }) => [path, found]);
    await aws.sqs.setQueueAttributes({
      QueueUrl: queue,
      Attributes: { VisibilityTimeout: before.Attributes?.VisibilityTimeout as string },
    });
    await aws.lambda.deleteFunctionConcurrency({ FunctionName: worker });
    await aws.sns.untagResource({ ResourceArn: topic, TagKeys: ['by'] });

    expect(changed).toContainEqual(['VisibilityTimeout', '7']);
    expect(changed).toContainEqual(['ReservedConcurrentExecutions', '3']);
    expect(changed).toContainEqual(['Tags.by', 'hand']);
    expect(changed).toHaveLength(3);
    expect(unlisted(await read(stack))).toEqual([]);
  });
});

const driftIn = async (name: string) =>
  ((await driftOf(name, localTarget(), aws, target.stateFolder)) ?? []).map(({ type, change, what }) =>
    [type.split('::').slice(1).join(' '), change, what].join(' ').trim(),
  );

describe('what is not as deployed', () => {
  it('is nothing, right after a deployment', async () => {
    for (const { name } of stacks.filter(({ name }) => !/^(Beta|Prod)-/.test(name)))
      expect(await driftIn(name), name).toEqual([]);
  });

  it('is nothing after a drill that published a version, and was restored', async () => {
    const drill = (await allDrills(lab)).find(({ name }) => name === 'table-name-lost') as NumberedDrill;
    const notes = notesOn(lab, 'emulator');
    const deployment = { ...(await deploymentOf(drill.project, localTarget(), notes)), patience: 0.1 };
    await restore(await injectFault(drill, deployment, null), aws);

    expect(await driftIn('ServerlessApi')).toEqual([]);
  });
});

describe('lab reset', () => {
  it('makes everything as deployed, whatever was changed, removed and added by hand', {
    timeout: 300_000,
  }, async () => {
    const { ServerlessApi: api = {}, EventPipeline: pipeline = {} } = target.outputs;
    const resourcesOf = (stack: string, type: string) =>
      (deployed.get(stack) ?? []).filter((one) => one.type === type).map(({ physicalId }) => physicalId as string);
    const [role] = resourcesOf('EventPipeline', 'AWS::IAM::Role') as [string];
    const [pipe] = resourcesOf('EventPipeline', 'AWS::Pipes::Pipe') as [string];
    const [bus] = resourcesOf('EventPipeline', 'AWS::Events::EventBus') as [string];
    const worker = pipeline.ActivityWorkerName as string;
    const reader = api.ApiFunctionName as string;
    const queue = pipeline.ActivityQueueUrl as string;
    const parkedUrl = pipeline.ActivityDeadLetterQueueUrl as string;
    const mappings = await aws.lambda.listEventSourceMappings({ FunctionName: worker });
    const [mapping] = mappings.EventSourceMappings ?? [];
    const incident = openJournal(notesOn(lab, 'emulator'), 'serverless-api/query-denied', null);
    append(incident, { entry: 'broken' });
    const before = await answerOf(api.ApiUrl as string);

    await aws.lambda.deleteEventSourceMapping({ UUID: mapping?.UUID });
    const again = await aws.lambda.createEventSourceMapping({
      FunctionName: worker,
      EventSourceArn: mapping?.EventSourceArn,
      BatchSize: 1,
    });
    await aws.lambda.updateFunctionConfiguration({ FunctionName: worker, Timeout: 3, Environment: { Variables: {} } });
    await aws.lambda.addPermission({
      ...{ FunctionName: worker, StatementId: 'mine' },
      ...{ Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' },
    });
    await aws.iam.putRolePolicy({
      RoleName: role,
      PolicyName: 'mine',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }],
      }),
    });
    await aws.iam.attachRolePolicy({ RoleName: role, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
    await aws.eventbridge.putRule({ Name: 'mine', EventBusName: bus, EventPattern: '{"source":["mine"]}' });
    await aws.sqs.setQueueAttributes({ QueueUrl: queue, Attributes: { Policy: '', VisibilityTimeout: '7' } });
    await aws.sqs.sendMessage({ QueueUrl: parkedUrl, MessageBody: 'left over' });
    await aws.pipes.deletePipe({ Name: pipe });
    const pipelineDrift = await driftIn('EventPipeline');

    // The alias on what is still being worked at, then on two releases at once, and code that nobody released.
    await aws.lambda.updateAlias({ FunctionName: reader, Name: 'live', FunctionVersion: '$LATEST' });
    const onLatest = await driftIn('ServerlessApi');
    await aws.lambda.updateFunctionConfiguration({ FunctionName: reader, MemorySize: 512 });
    const { Version: other } = await aws.lambda.publishVersion({ FunctionName: reader });
    await aws.lambda.updateAlias({
      ...{ FunctionName: reader, Name: 'live', FunctionVersion: before.version },
      RoutingConfig: { AdditionalVersionWeights: { [other as string]: 0.5 } },
    });
    const weighted = await driftIn('ServerlessApi');
    await aws.lambda.updateFunctionCode({ FunctionName: reader, ZipFile: zipFolder(folderWith('index.js')) });
    const [table] = resourcesOf('ServerlessApi', 'AWS::DynamoDB::GlobalTable') as [string];
    await aws.dynamodb.updateTable({ TableName: table, DeletionProtectionEnabled: false });
    await aws.dynamodb.deleteTable({ TableName: table });
    const wrecked = await driftIn('ServerlessApi');

    expect(pipelineDrift).toEqual(
      expect.arrayContaining([
        'Lambda EventSourceMapping gone',
        `Lambda Function added event source mapping ${again.UUID}`,
        'Lambda Function changed Timeout',
        'Lambda Function added permission mine',
        'IAM Role added inline policy mine',
        'IAM Role changed ManagedPolicyArns',
        'Events EventBus added rule mine',
        'SQS Queue changed VisibilityTimeout',
        'SQS QueuePolicy gone',
        'Pipes Pipe gone',
      ]),
    );
    expect(onLatest).toEqual(['Lambda Alias changed FunctionVersion']);
    expect(weighted).toContain('Lambda Alias changed RoutingConfig');
    expect(wrecked).toEqual(
      expect.arrayContaining([
        'Lambda Function changed Code.S3Key',
        'Lambda Function changed MemorySize',
        'DynamoDB GlobalTable gone',
      ]),
    );

    const reset = await resetEmulator(lab, target, true);

    expect(reset.projects.map(({ slug }) => slug).sort()).toEqual([
      'delivery-pipeline',
      'event-pipeline',
      'serverless-api',
    ]);
    for (const name of ['ServerlessApi', 'EventPipeline', 'DeliveryPipeline']) {
      expect(unlisted(await read(stackNamed(name))), name).toEqual([]);
      expect(await driftIn(name), name).toEqual([]);
    }
    const outputs = new Map(
      (await statusOf(reset.projects, reset.up.target)).map((status) => [status.stack, status.outputs]),
    );
    const parked = await aws.sqs.getQueueAttributes({
      QueueUrl: outputs.get('EventPipeline')?.ActivityDeadLetterQueueUrl as string,
      AttributeNames: ['ApproximateNumberOfMessages'],
    });
    expect(parked.Attributes?.ApproximateNumberOfMessages).toBe('0');
    expect(readIncident(incident)?.restoredAt).toBeDefined();
    expect((await answerOf(outputs.get('ServerlessApi')?.ApiUrl as string)).body).toEqual(before.body);
  });
});

/** A folder with a handler that answers nothing. */
function folderWith(file: string): string {
  const folder = join(target.stateFolder, 'mine');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), 'exports.handler = async () => ({});');
  return folder;
}

const stackNamed = (name: string) => stacks.find((stack) => stack.name === name) as Synthesized;

/** What the API answers, and the version that its alias leads to. */
const answerOf = async (apiUrl: string) => {
  const response = await fetch(`${apiUrl.replace(/\/$/, '')}/v1/comparison`);
  const { FunctionVersion } = await aws.lambda.getAlias({
    FunctionName: target.outputs.ServerlessApi?.ApiFunctionName as string,
    Name: 'live',
  });
  return { version: FunctionVersion, body: await response.text() };
};
