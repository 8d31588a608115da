/**
 * What `lab restore` says and does after a repair, or a slip, that no journal holds: each case is done by hand as a
 * learner would, and the command is asked. A deployment of its own, since some of it stays wrecked until the end.
 */
import { describe, expect, it } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { openLab } from '../../../lib/lab/lab.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { zipFolder } from '../../../lib/zip.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { runCommand } from '../../support/processes/run-command.ts';

const target = await deployedTarget('restore');
const lab = openLab(CURRICULUM, target.stateFolder);
const aws = awsClients(clientConfigOf(target));
const { ServerlessApi: api = {}, EventPipeline: pipeline = {} } = target.outputs;

interface Change {
  readonly change: string;
  readonly type: string;
  readonly what: string;
}
const restore = async () => {
  const { out, err, code } = await runCommand(lab, 'restore --json');
  expect(err).toBe('');
  const { ledBack, drift, cleared } = JSON.parse(out) as {
    ledBack: Change[];
    drift: Change[];
    cleared: { messages: number }[];
  };
  const said = (changes: readonly Change[]) =>
    changes.map(({ change, type, what }) => `${change} ${type.replace('AWS::', '')} ${what}`.trim());
  return { code, ledBack: said(ledBack), left: said(drift), cleared: cleared.map(({ messages }) => messages) };
};
const WELL = { code: 0, ledBack: [], left: [], cleared: [] };
const NOTHING_LEFT = { code: 0, left: [], cleared: [] };

const Api = api.ApiFunctionName as string;
const Table = api.ContentTableName as string;
const Worker = pipeline.ActivityWorkerName as string;
const QueueUrl = pipeline.ActivityQueueUrl as string;
const mappingOf = async (FunctionName: string) =>
  (await aws.lambda.listEventSourceMappings({ FunctionName })).EventSourceMappings?.[0];
const roleOf = async (FunctionName: string) =>
  (await aws.lambda.getFunctionConfiguration({ FunctionName })).Role?.split('/').at(-1) as string;
const ANYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }],
});
const READING = ANYTHING.replace('dynamodb:*', 'sqs:*');

it('a deployment that nobody touched is as deployed: nothing is named, and nothing is written', async () => {
  expect(await restore()).toEqual(WELL);
  const { out } = await runCommand(lab, 'restore');
  expect(out).toContain('No drill has left anything to put back.');
  expect(out.match(/is as deployed\./g)).toHaveLength(3);
});

describe('leads back by itself', () => {
  it('an alias on $LATEST', async () => {
    const before = await aws.lambda.getAlias({ FunctionName: Api, Name: 'live' });
    await aws.lambda.updateAlias({ FunctionName: Api, Name: 'live', FunctionVersion: '$LATEST' });
    expect(await restore()).toEqual({
      ...NOTHING_LEFT,
      ledBack: ['changed Lambda::Alias FunctionVersion'],
    });
    const now = await aws.lambda.getAlias({ FunctionName: Api, Name: 'live' });
    expect(now.FunctionVersion).toBe(before.FunctionVersion);
  });

  it('half of the calls on another version, and all of them; a version that holds the same is no drift', async () => {
    const { FunctionVersion: deployed } = await aws.lambda.getAlias({ FunctionName: Api, Name: 'live' });
    const { MemorySize } = await aws.lambda.getFunctionConfiguration({ FunctionName: Api });
    await aws.lambda.updateFunctionConfiguration({ FunctionName: Api, MemorySize: (MemorySize ?? 0) + 64 });
    const { Version: broken } = await aws.lambda.publishVersion({ FunctionName: Api });
    await aws.lambda.updateFunctionConfiguration({ FunctionName: Api, MemorySize });
    const { Version: same } = await aws.lambda.publishVersion({ FunctionName: Api });
    await aws.lambda.updateAlias({
      FunctionName: Api,
      Name: 'live',
      FunctionVersion: deployed,
      RoutingConfig: { AdditionalVersionWeights: { [broken as string]: 0.5 } },
    });
    expect((await restore()).ledBack).toEqual(['changed Lambda::Alias RoutingConfig']);
    const now = await aws.lambda.getAlias({ FunctionName: Api, Name: 'live' });
    expect([now.FunctionVersion, now.RoutingConfig?.AdditionalVersionWeights ?? {}]).toEqual([deployed, {}]);

    await aws.lambda.updateAlias({ FunctionName: Api, Name: 'live', FunctionVersion: same });
    expect(await restore()).toEqual(WELL);

    // The broken one alone: what it holds is not what was deployed.
    await aws.lambda.updateAlias({ FunctionName: Api, Name: 'live', FunctionVersion: broken });
    expect((await restore()).ledBack).toHaveLength(1);
    expect((await aws.lambda.getAlias({ FunctionName: Api, Name: 'live' })).FunctionVersion).toBe(deployed);
  });

  it('an alias that was deleted and made again, without what let the API in', async () => {
    const ALIAS = { FunctionName: Api, Name: 'live' };
    const { FunctionVersion } = await aws.lambda.getAlias(ALIAS);
    await aws.lambda.deleteAlias(ALIAS);
    await aws.lambda.createAlias({ ...ALIAS, FunctionVersion });
    const url = `${api.ApiUrl}/v1/services`;
    expect((await fetch(url)).status).toBe(500);

    const { ledBack, ...rest } = await restore();
    expect([ledBack, rest]).toEqual([[expect.stringMatching(/^gone Lambda::Permission/)], NOTHING_LEFT]);
    expect((await fetch(url)).status).toBe(200);
    expect(await restore()).toEqual(WELL);
  });

  it('policies beside those of the template, inline and managed, and one of the template that was emptied', async () => {
    const RoleName = await roleOf(Api);
    const own = (await aws.iam.listRolePolicies({ RoleName })).PolicyNames as string[];
    const { PolicyDocument } = await aws.iam.getRolePolicy({ RoleName, PolicyName: own[0] });
    const { Policy } = await aws.iam.createPolicy({ PolicyName: 'mine-managed', PolicyDocument: ANYTHING });
    await aws.iam.putRolePolicy({ RoleName, PolicyName: 'mine', PolicyDocument: ANYTHING });
    await aws.iam.attachRolePolicy({ RoleName, PolicyArn: Policy?.Arn });
    await aws.iam.deleteRolePolicy({ RoleName, PolicyName: own[0] });
    const said = await restore();
    await aws.iam.deletePolicy({ PolicyArn: Policy?.Arn });
    expect(said).toMatchObject(NOTHING_LEFT);
    expect(said.ledBack.toSorted()).toEqual([
      'added IAM::Role inline policy mine',
      'changed IAM::Role ManagedPolicyArns',
      'gone IAM::Policy',
    ]);
    expect((await aws.iam.listRolePolicies({ RoleName })).PolicyNames).toEqual(own);
    const again = await aws.iam.getRolePolicy({ RoleName, PolicyName: own[0] });
    expect(JSON.parse(decodeURIComponent(again.PolicyDocument ?? ''))).toEqual(
      JSON.parse(decodeURIComponent(PolicyDocument ?? '')),
    );
  });

  it("a queue's policy that was replaced, and its time-out", async () => {
    const names = ['Policy', 'VisibilityTimeout'] as const;
    const before = await aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: [...names] });
    const open = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*' }],
    };
    await aws.sqs.setQueueAttributes({
      QueueUrl,
      Attributes: { Policy: JSON.stringify(open), VisibilityTimeout: '1' },
    });
    const said = await restore();
    expect(said).toMatchObject(NOTHING_LEFT);
    expect(said.ledBack).toContain('changed SQS::Queue VisibilityTimeout');
    const after = await aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: [...names] });
    expect(after.Attributes?.VisibilityTimeout).toBe(before.Attributes?.VisibilityTimeout);
    expect(JSON.parse(after.Attributes?.Policy || 'null')).toEqual(JSON.parse(before.Attributes?.Policy || 'null'));
  });

  it('a mapping that was switched off, one too many, a rule, and the settings of a function', async () => {
    const mapping = await mappingOf(Worker);
    const EventBusName = pipeline.ActivityBusName as string;
    await aws.lambda.updateEventSourceMapping({ UUID: mapping?.UUID, Enabled: false, BatchSize: 1 });
    const cards = await mappingOf(pipeline.CardWorkerName as string);
    // Lambda maps nothing to a function whose role may not read it.
    await aws.iam.putRolePolicy({ RoleName: await roleOf(Worker), PolicyName: 'read', PolicyDocument: READING });
    await aws.lambda.createEventSourceMapping({ FunctionName: Worker, EventSourceArn: cards?.EventSourceArn });
    await aws.eventbridge.putRule({ Name: 'mine', EventBusName, EventPattern: '{"source":["mine"]}' });
    await aws.lambda.updateFunctionConfiguration({ FunctionName: Worker, Timeout: 3, Environment: { Variables: {} } });
    await aws.lambda.putFunctionConcurrency({ FunctionName: Worker, ReservedConcurrentExecutions: 0 });
    const said = await restore();
    expect(said).toMatchObject(NOTHING_LEFT);
    expect(said.ledBack).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^added Lambda::Function event source mapping /),
        'added IAM::Role inline policy read',
        'added Events::EventBus rule mine',
        'changed Lambda::EventSourceMapping BatchSize',
        'changed Lambda::EventSourceMapping Enabled',
        'changed Lambda::Function Timeout',
        'changed Lambda::Function ReservedConcurrentExecutions',
      ]),
    );
    expect(await restore()).toEqual(WELL);
  });

  it('clears what is parked', async () => {
    const DeadLetters = pipeline.ActivityDeadLetterQueueUrl as string;
    await aws.sqs.sendMessage({ QueueUrl: DeadLetters, MessageBody: 'left over' });
    await aws.sqs.sendMessage({ QueueUrl, MessageBody: '{}', DelaySeconds: 900 });
    const { out, code } = await runCommand(lab, 'restore');
    expect([code, out.replace(/\s+/g, ' ')]).toEqual([0, expect.stringContaining('1 parked message is cleared')]);
    expect(await restore()).toEqual(WELL);
    await aws.sqs.purgeQueue({ QueueUrl });
  });
});

describe('names what it cannot lead back, the one command that does, and ends with 1', () => {
  it('a mapping that was deleted and created again', async () => {
    const mapping = await mappingOf(Worker);
    await aws.lambda.deleteEventSourceMapping({ UUID: mapping?.UUID });
    const { UUID } = await aws.lambda.createEventSourceMapping({
      FunctionName: Worker,
      EventSourceArn: mapping?.EventSourceArn,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(await restore()).toEqual({
      ...WELL,
      code: 1,
      left: ['gone Lambda::EventSourceMapping', `added Lambda::Function event source mapping ${UUID}`],
    });
    // What fetches in place of what is gone goes on fetching.
    expect((await aws.lambda.getEventSourceMapping({ UUID })).State).not.toBe('Deleting');
    const { out } = await runCommand(lab, 'restore');
    expect(out.replace(/\s+/g, ' ')).toContain('`lab reset event-pipeline` makes it as deployed.');
  });

  it('a pipe that was deleted', async () => {
    await aws.pipes.deletePipe({ Name: pipeline.MilestonePipeName });
    const { code, left } = await restore();
    expect([code, left]).toEqual([1, expect.arrayContaining(['gone Pipes::Pipe'])]);
  });

  it('so does break, of a drill whose resource is another one now', async () => {
    const { err, code } = await runCommand(lab, 'break event-pipeline/1');
    expect([code, err.replace(/\s+/g, ' ')]).toEqual([1, expect.stringContaining('`lab reset event-pipeline`')]);
    expect((await restore()).code).toBe(1);
  });

  it('and lab reset of this one project makes it as deployed, with the code and the weights, and leaves the other alone', {
    timeout: 300_000,
  }, async () => {
    await aws.lambda.updateFunctionCode({ FunctionName: Worker, ZipFile: zipFolder(import.meta.dirname) });
    const { CreationDateTime: before } = (await aws.dynamodb.describeTable({ TableName: Table })).Table ?? {};
    const reset = await runCommand(lab, 'reset event-pipeline --json');
    expect([reset.code, reset.err]).toEqual([0, '']);
    const [project] = JSON.parse(reset.out).projects;
    expect(project).toMatchObject({ slug: 'event-pipeline', state: 'deployed' });
    expect(JSON.parse(reset.out).projects).toHaveLength(1);
    expect(await restore()).toEqual(WELL);
    const orphans = (await aws.lambda.listEventSourceMappings({})).EventSourceMappings ?? [];
    expect(orphans.map(({ UUID }) => UUID).toSorted()).toEqual(
      [project.outputs.ActivityMappingId, project.outputs.CardMappingId].toSorted(),
    );
    // The other project was not deployed again.
    expect((await aws.dynamodb.describeTable({ TableName: Table })).Table?.CreationDateTime).toEqual(before);
  });

  it('which can be broken again, and put back', { timeout: 240_000 }, async () => {
    const broken = await runCommand(lab, 'break event-pipeline/1');
    expect([broken.code, broken.err]).toEqual([0, '']);
    expect((await restore()).code).toBe(0);
  });
});
