import { beforeAll, describe, expect, it } from 'vitest';
import { arnOf, decide, type Statement, statementsOf } from '../support/drills/policies.ts';
import { ofType, type Synthesized, synthesize } from '../support/synthesize.ts';

let resources: Synthesized['resources'];
let statements: readonly Statement[];

beforeAll(async () => {
  const [stack] = (await synthesize('event-pipeline')) as [Synthesized];
  resources = stack.resources;
  statements = statementsOf(resources);
});

const DATA_ACTIONS = {
  'AWS::DynamoDB::GlobalTable': ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'DeleteTable'].map(
    (action) => `dynamodb:${action}`,
  ),
  'AWS::Events::EventBus': ['events:PutEvents', 'events:DeleteEventBus'],
  'AWS::SNS::Topic': ['sns:Publish', 'sns:Subscribe'],
  'AWS::SQS::Queue': ['SendMessage', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes', 'PurgeQueue'].map(
    (action) => `sqs:${action}`,
  ),
  'AWS::StepFunctions::StateMachine': ['states:StartExecution', 'states:UpdateStateMachine'],
  'AWS::Lambda::Function': ['lambda:InvokeFunction', 'lambda:UpdateFunctionCode'],
} as const;

/** Everything that the role whose id begins with `start` may do to the data of this stack: `action on resource`. */
async function allowed(start: string): Promise<string[]> {
  const role = ofType(resources, 'AWS::IAM::Role').find(([id]) => id.startsWith(start))?.[0];
  if (!role) throw new Error(`No role is named ${start}…`);
  const found: string[] = [];
  for (const [type, actions] of Object.entries(DATA_ACTIONS)) {
    for (const [id] of ofType(resources, type)) {
      for (const action of actions) {
        if ((await decide(statements, role, action, arnOf(resources, id))) === 'Allowed') {
          found.push(`${action} on ${id.replace(/[0-9A-F]{8}$/, '')}`);
        }
      }
    }
  }
  return found.sort();
}

describe('each role may do what its work needs, and nothing else, to the data of the stack', () => {
  it.each([
    ['ApiAcceptRole', ['events:PutEvents on Bus', 'sqs:SendMessage on CardsQueue']],
    ['ApiReadRole', ['dynamodb:GetItem on Standings', 'dynamodb:Query on Standings']],
    [
      'ActivityWorkerRole',
      [
        'dynamodb:PutItem on MilestonesTable',
        'dynamodb:PutItem on Standings',
        'dynamodb:UpdateItem on Standings',
        'sqs:DeleteMessage on ActivityQueue',
        'sqs:GetQueueAttributes on ActivityQueue',
        'sqs:ReceiveMessage on ActivityQueue',
        'sqs:SendMessage on ActivityDeadLetters',
      ],
    ],
    [
      'CardsWorkerRole',
      [
        'dynamodb:GetItem on Standings',
        'dynamodb:PutItem on Standings',
        'dynamodb:UpdateItem on Standings',
        'sqs:DeleteMessage on CardsQueue',
        'sqs:GetQueueAttributes on CardsQueue',
        'sqs:ReceiveMessage on CardsQueue',
        'sqs:SendMessage on CardsDeadLetters',
      ],
    ],
    ['MilestonesTaskRole', ['dynamodb:UpdateItem on MilestonesTable']],
    ['MilestonesPipeRole', ['sqs:SendMessage on MilestonesDeadLetters', 'states:StartExecution on MilestonesWorkflow']],
    [
      'MilestonesWorkflowRole',
      [
        'lambda:InvokeFunction on MilestonesTask',
        'sns:Publish on MilestonesAwarded',
        'sqs:SendMessage on MilestonesDeadLetters',
      ],
    ],
  ])('%s', async (role, may) => {
    expect(await allowed(role)).toEqual(may);
  });
});

describe('the policies of the stack', () => {
  it('name no action by a wildcard', () => {
    expect(statements.filter(({ effect }) => effect === 'Allow').flatMap(({ actions }) => actions)).not.toContainEqual(
      expect.stringContaining('*'),
    );
  });

  it('leave a resource open only where the service knows none', () => {
    const open = statements.filter(({ effect, resources: on }) => effect === 'Allow' && on.includes('*'));
    expect(new Set(open.flatMap(({ actions }) => actions.map((action) => action.split(':')[0])))).toEqual(
      new Set(['logs', 'xray']),
    );
    expect(open.flatMap(({ actions }) => actions)).not.toContain('logs:PutLogEvents');
  });

  it('let EventBridge send to the queue and its dead-letter queue, for this rule only', () => {
    const rule = ofType(resources, 'AWS::Events::Rule')[0]?.[0] as string;
    const sends = statements.filter(
      ({ effect, actions, in: policy }) =>
        effect === 'Allow' &&
        actions.includes('sqs:SendMessage') &&
        policy.startsWith('Activity') &&
        policy.includes('Policy'),
    );
    const byEventBridge = sends.filter(({ raw }) => JSON.stringify(raw).includes('events.amazonaws.com'));
    expect(byEventBridge).toHaveLength(2);
    for (const { raw } of byEventBridge) expect(JSON.stringify(raw)).toContain(rule);
  });
});
