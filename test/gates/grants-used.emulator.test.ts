/**
 * What every function may do, it does: each project is asked for all that it promises, and each grant of a function's
 * role has to be among the calls that the emulator held against its policies, on the resource that it is given for. That
 * nothing is called without a grant is the emulator's own enforcement.
 *
 * Not asked: pipes and workflows, whose calls the emulator makes without a role; the roles of the delivery pipeline's
 * actions and builds, which the rehearsal works under (test/delivery-pipeline/pipeline-run.emulator.test.ts); and the
 * CDK's own custom resources. What else is granted and not called is in `NOT_CALLED`, with its reason.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CALLS_FILE } from '../../lib/emulator/emulator.ts';
import { globMatches } from '../../lib/lab/access/glob.ts';
import { actors, deployedRoles } from '../../lib/lab/access/holders.ts';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { deployedStack } from '../../lib/lab/deployed/template.ts';
import { check } from '../../lib/lab/drills/run-drill.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { until } from '../../lib/until.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

interface Grant {
  /** Logical id of the function. */
  readonly of: string;
  readonly roleName: string;
  readonly action: string;
  readonly resource: string;
}
interface Call {
  readonly roleName: string;
  readonly action: string;
  readonly resource: string;
}

const NOT_CALLED: readonly { readonly grant: RegExp; readonly because: string }[] = [
  {
    grant: / (xray|logs):\w+ on /,
    because: 'the Lambda service sends traces and logs, and the emulator without asking',
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
    grant: /^FiguresFunction\w+: sqs:SendMessage on \S+Undelivered/,
    because: 'the Lambda service sends there, with the role of the function, an event that failed each time',
  },
];

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));

/** Asks each project for all that its contract promises, and delivers to the recorder every kind of event. */
async function askEverything(): Promise<void> {
  for (const { project, drills } of CURRICULUM) {
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

function callsHeld(): Call[] {
  return readFileSync(join(target.stateFolder, CALLS_FILE), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as [string, string, string, string])
    .map(([principal, action, resource]) => ({ roleName: principal.split('/')[1] ?? '', action, resource }));
}

const sentence = ({ of, action, resource }: Grant) => `${of}: ${action} on ${resource}`;

const unused = (grants: readonly Grant[], calls: readonly Call[]): string[] =>
  grants
    .filter(
      (grant) =>
        !calls.some(
          (call) =>
            call.roleName === grant.roleName &&
            call.action.toLowerCase() === grant.action.toLowerCase() &&
            globMatches(grant.resource, call.resource),
        ),
    )
    .map(sentence);

const grants: Grant[] = [];
let calls: Call[];

beforeAll(async () => {
  for (const { project } of CURRICULUM) {
    const stack = await deployedStack(aws, project.stackName);
    const roles = new Map(deployedRoles(stack).map((role) => [role.roleName, role]));
    for (const { resource, roleName } of actors(stack)) {
      if (resource.type !== 'AWS::Lambda::Function' || /CustomResourceProvider/.test(resource.logicalId)) continue;
      const statements = (roles.get(roleName)?.policies ?? []).flatMap(({ policy }) => [policy.Statement ?? []].flat());
      for (const { Effect, Action = [], Resource = [] } of statements) {
        if (Effect !== 'Allow') continue;
        for (const action of [Action].flat()) {
          for (const on of [Resource].flat()) grants.push({ of: resource.logicalId, roleName, action, resource: on });
        }
      }
    }
  }
  await askEverything();
  await parkACard();
  calls = callsHeld();
}, 300_000);

describe('a grant of a function', () => {
  it('is used, on the resource that it is given for, or is on the list with a reason', () => {
    expect(grants.length).toBeGreaterThan(20);
    const idle = unused(grants, calls);
    expect(idle.filter((grant) => !NOT_CALLED.some((entry) => entry.grant.test(grant)))).toEqual([]);
    expect(NOT_CALLED.filter((entry) => !idle.some((grant) => entry.grant.test(grant)))).toEqual([]);
  });

  it('is noticed where nobody uses it: an action too many, and one on a resource too many', () => {
    const [used] = grants.filter((grant) => unused([grant], calls).length === 0) as [Grant];
    const planted = [
      { ...used, action: 'dynamodb:DeleteTable' },
      { ...used, resource: `${used.resource}-of-somebody` },
    ];
    expect(unused([used, ...planted], calls)).toEqual(planted.map(sentence));
  });
});
