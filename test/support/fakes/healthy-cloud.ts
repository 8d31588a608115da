/** The two projects as far as some drills reach, as their stacks deploy them, for the fake cloud. */
import type { Project } from '../../../lib/project.ts';

const QUEUE = 'https://sqs.example/activity';
const RULE = 'arn:aws:events:us-east-1:111122223333:rule/bus/rule';
const OUTPUTS: Readonly<Record<string, string>> = {
  ApiUrl: 'https://api.example',
  ApiId: 'api',
  ApiFunctionName: 'serve',
  ApiFunctionAlias: 'live',
  ContentTableName: 'content',
  ActivityBusName: 'bus',
  ActivityRuleName: 'rule',
  ActivityQueueUrl: QUEUE,
  ActivityDeadLetterQueueUrl: `${QUEUE}-dead`,
  SeedFunctionName: 'seed',
};

/** The drills that break nothing but what this cloud has. Those for AWS alone are proven nowhere else. */
export const ON_FAKE_CLOUD: readonly string[] = [
  'nothing-runs',
  'one-unit',
  'queue-takes-no-post',
  'recovery-off',
  'tenth-of-yesterday',
  'throttled-to-one',
  'wrong-caller',
];

/** Their state. */
export function healthyCloud() {
  const version = () => ({ variables: { CONTENT_TABLE_NAME: 'content' }, timeout: 10, memory: 1024 });
  const apiArn = 'arn:aws:execute-api:us-east-1:111122223333:api/';
  const fromRule = { ArnEquals: { 'aws:SourceArn': RULE } };
  const statements = [
    { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Condition: fromRule },
  ];
  return {
    functions: {
      serve: {
        latest: version(),
        versions: { 1: version() },
        aliases: { live: { version: '1', weights: {} } },
        permissions: [
          { alias: 'live', sid: 'FromApi', principal: 'apigateway.amazonaws.com', sourceArn: `${apiArn}*/*` },
        ],
        concurrency: null,
      },
      seed: {
        latest: version(),
        versions: {},
        aliases: {},
        permissions: [],
        concurrency: null,
      },
    },
    tables: {
      content: { billing: 'on-demand' as const, limits: { read: 200, write: 500 }, recovery: true, backups: 0 },
    },
    apis: {
      api: {
        arn: apiArn,
        functionName: 'serve',
        alias: 'live',
        needs: 'CONTENT_TABLE_NAME',
        table: 'content',
        rate: 10,
        burst: 100,
      },
    },
    queues: {
      [QUEUE]: {
        QueueArn: 'arn:aws:sqs:us-east-1:111122223333:activity',
        Policy: JSON.stringify({ Statement: statements }),
      },
      [`${QUEUE}-dead`]: {},
    },
    messages: {},
    rules: { bus: { queueUrl: QUEUE, arn: RULE } },
    standings: { standings: QUEUE },
  };
}

/** What such a project publishes. */
export function outputsOf({ slug, outputs }: Project): Readonly<Record<string, string>> {
  // What none of these drills reaches for is named after itself.
  const others = Object.fromEntries(Object.keys(outputs).map((name) => [name, name]));
  return { ...others, ...OUTPUTS, ...(slug === 'event-pipeline' && { ApiUrl: 'https://standings.example' }) };
}
