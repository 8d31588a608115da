/**
 * What every function, pipe and workflow may do, it does: each project is asked for all that it promises, and each grant
 * of a role has to be among the calls that the emulator held against its policies, on the resource that it is given for.
 * That nothing is called without a grant is the emulator's own enforcement (lib/emulator/front/held_calls.py for pipes
 * and workflows). What is granted and not called is in `NOT_CALLED`, with its reason.
 *
 * The roles of the delivery pipeline, of its actions, builds and rule are held by the rehearsal, which works under them
 * (test/delivery-pipeline/pipeline-roles.emulator.test.ts).
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { actors } from '../../lib/lab/access/holders.ts';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { deployedStack } from '../../lib/lab/deployed/template.ts';
import { check } from '../../lib/lab/drills/run-drill.ts';
import { STARTED_BY_DEFAULT } from '../../lib/projects/registry.ts';
import { until } from '../../lib/until.ts';
import { learnersOf } from '../support/api/learners.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';
import {
  type Call,
  callsHeld,
  type Grant,
  grantsOf,
  type NotCalled,
  sentence,
  unlisted,
  unused,
} from '../support/grants.ts';

const NOT_CALLED: readonly NotCalled[] = [
  {
    grant: / (xray|logs):\w+ on /,
    because: 'Lambda and Step Functions send traces and logs, and the emulator without asking',
  },
  {
    grant: / sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes|ChangeMessageVisibility|GetQueueUrl) on /,
    because: 'the event source mapping reads with the role of the function, and the emulator without asking',
  },
  {
    grant: /^SeedFunction\w+: dynamodb:(Query|UpdateItem) on \S+:table\/[^/]+$/,
    because:
      'it retires the edition before, and here is only one; the same code does it in seed-content.emulator.test.ts, on a table of its own',
  },
  {
    grant: /Pipe\w*: dynamodb:ListStreams on /,
    because: "AWS's page asks for it; what a pipe would list where it has the stream's ARN, it does not say",
  },
  {
    grant: /Pipe\w*: sqs:SendMessage on \S+DeadLetters/,
    because: "what a pipe gives up after its retries; the emulator's pipe tries forever",
  },
  {
    grant: /Workflow\w*: lambda:InvokeFunction on \S+:\*$/,
    because: 'the CDK grants versions and aliases of a task with the task, and the workflow calls it by its name',
  },
];

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));

/** Asks each project for all that its contract promises, and delivers to the recorder every kind of event. */
async function askEverything(): Promise<void> {
  for (const { project, drills } of STARTED_BY_DEFAULT) {
    const [drill] = (await drills?.()) ?? [];
    if (!drill) continue;
    const outputs = target.outputs[project.stackName] ?? {};
    const deployment = { aws, outputs, notes: join(target.stateFolder, 'grants'), patience: 1 };
    const { probes } = await check(drill, deployment);
    expect(probes.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
  }
  const FunctionName = target.outputs.DeliveryPipeline?.RecordDeliveryFunctionName;
  for (const state of ['STARTED', 'FAILED', 'SUCCEEDED']) {
    const detail = { pipeline: 'grants', 'execution-id': `grants-${randomUUID()}`, state };
    const kind = state === 'FAILED' ? 'Action' : 'Pipeline';
    const event = {
      'detail-type': `CodePipeline ${kind} Execution State Change`,
      time: new Date().toISOString(),
      detail,
    };
    const { FunctionError } = await aws.lambda.invoke({ FunctionName, Payload: JSON.stringify(event) });
    expect(FunctionError).toBeUndefined();
  }
}

/** A learner signs up, keeps evidence, reads it on another device, and leaves. */
async function keepEvidence(): Promise<void> {
  const { signUp, signIn, ask } = learnersOf(target);
  const token = `Bearer ${(await signIn(await signUp())).access}`;
  const records = [{ kind: 'sat', id: randomUUID(), at: 1, exam: 'SAA-C03', passed: true }];
  for (const [method, path, body] of [
    ['POST', '/v1/me/evidence', { epoch: null, records }],
    ['GET', '/v1/me', undefined],
    ['GET', '/v1/me/evidence', undefined],
    ['DELETE', '/v1/me', undefined],
  ] as const) {
    const { ok } = await ask(token, method, path, body);
    expect([method, path, ok]).toEqual([method, path, true]);
  }
}

/** A message that the worker of the cards can never apply: it has to park it. Both queues are left empty. */
async function parkACard(): Promise<void> {
  const { CardQueueUrl: QueueUrl, CardDeadLetterQueueUrl } = target.outputs.EventPipeline ?? {};
  const id = randomUUID();
  await aws.sqs.sendMessage({ QueueUrl, MessageBody: '{', MessageGroupId: id, MessageDeduplicationId: id });
  const parked = await until(async () => {
    const { Attributes } = await aws.sqs.getQueueAttributes({
      QueueUrl: CardDeadLetterQueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages'],
    });
    return Attributes?.ApproximateNumberOfMessages !== '0';
  }, 60);
  expect(parked).toBe(true);
  await aws.sqs.purgeQueue({ QueueUrl: CardDeadLetterQueueUrl });
}

/** A milestone that cannot be awarded, since half of its key is missing: the workflow has to park it. */
async function parkAMilestone(): Promise<void> {
  const { MilestoneMachineArn: stateMachineArn, MilestoneDeadLetterQueueUrl: QueueUrl } =
    target.outputs.EventPipeline ?? {};
  const id = randomUUID();
  const input = JSON.stringify([{ eventName: 'INSERT', dynamodb: { Keys: { pk: { S: id } } } }]);
  const { executionArn } = await aws.sfn.startExecution({ stateMachineArn, input });
  await until(async () => (await aws.sfn.describeExecution({ executionArn })).status !== 'RUNNING', 60);
  const { Messages = [] } = await aws.sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 1 });
  expect(Messages.map(({ Body }) => Body).join()).toContain(id);
  await aws.sqs.purgeQueue({ QueueUrl });
}

/** What acts in the projects: roles of the CDK's own custom resources are the CDK's. */
const ACTING = /^AWS::(Lambda::Function|Pipes::Pipe|StepFunctions::StateMachine)$/;

const grants: Grant[] = [];
const types = new Set<string>();
let calls: Call[];

beforeAll(async () => {
  for (const { project } of STARTED_BY_DEFAULT) {
    const stack = await deployedStack(aws, project.stackName);
    const acting = new Map(
      actors(stack)
        .filter(({ resource: { type, logicalId } }) => ACTING.test(type) && !/CustomResourceProvider/.test(logicalId))
        .map(({ resource, roleName }) => [roleName, resource]),
    );
    for (const { type } of acting.values()) types.add(type);
    for (const grant of grantsOf(stack)) {
      const actor = acting.get(grant.roleName);
      if (actor) grants.push({ ...grant, of: actor.logicalId });
    }
  }
  await askEverything();
  await keepEvidence();
  await parkACard();
  await parkAMilestone();
  calls = callsHeld(target.stateFolder);
}, 300_000);

describe('a grant of a function, a pipe or a workflow', () => {
  it('is used, on the resource that it is given for, or is on the list with a reason', () => {
    expect([...types].toSorted()).toEqual(
      ['Lambda::Function', 'Pipes::Pipe', 'StepFunctions::StateMachine'].map((type) => `AWS::${type}`),
    );
    expect(grants.length).toBeGreaterThan(30);
    expect(unlisted(unused(grants, calls), NOT_CALLED)).toEqual({ withoutReason: [], reasonForNothing: [] });
  });

  it.each([
    ['a function', /Function|Worker/],
    ['a pipe', /Pipe/],
    ['a workflow', /Workflow/],
  ])('is noticed where nobody uses it: of %s, an action too many, and one on a resource too many', (_, whose) => {
    const used = grants.find((grant) => whose.test(grant.of) && unused([grant], calls).length === 0) as Grant;
    const planted = [
      { ...used, action: 'dynamodb:DeleteTable' },
      { ...used, resource: `${used.resource}-of-somebody` },
    ];
    expect(unused([used, ...planted], calls)).toEqual(planted.map(sentence));
  });
});
