/**
 * The drills that run on AWS alone go through the same proof as the others, on a fake whose behaviour is written down in
 * `fake-cloud.ts`. It shows that they break and heal there; that AWS behaves so, is for `*.aws.test.ts`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { fakeCloud, makeCloud } from '../support/fake-cloud.ts';
import { proveDrill } from '../support/prove-drill.ts';

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
};

/** Both projects as far as these drills reach, as their stacks deploy them. */
function healthyCloud() {
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
    },
    tables: { content: { billing: 'on-demand' as const, recovery: true, backups: 0 } },
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
    },
    rules: { bus: { queueUrl: QUEUE, arn: RULE } },
    standings: { standings: QUEUE },
  };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-aws-drill-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const drills = (await Promise.all(CURRICULUM.map(async (entry) => (await entry.drills?.()) ?? [])))
  .flat()
  .filter(({ runsOn }) => !runsOn.includes('emulator'));

test('there are drills for AWS alone', () => expect(drills.length).toBeGreaterThanOrEqual(6));

test.for(drills)('$id breaks and heals', { timeout: 60_000 }, async (drill) => {
  const cloud = join(folder, 'cloud.json');
  makeCloud(cloud, healthyCloud());
  const ApiUrl = drill.project.slug === 'event-pipeline' ? 'https://standings.example' : OUTPUTS.ApiUrl;
  await proveDrill(drill, {
    ...fakeCloud(cloud),
    outputs: { ...OUTPUTS, ...(ApiUrl && { ApiUrl }) },
    notes: join(folder, 'notes'),
    patience: 0.25,
  });
});
