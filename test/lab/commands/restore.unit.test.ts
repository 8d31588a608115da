/** `lab restore` where nothing runs, where something is parked, and in an account: what it says, and how often it asks. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { append, openJournal } from '../../../lib/lab/drills/journal.ts';
import type { Target } from '../../../lib/target.ts';
import { sampleDrill } from '../../support/drills/sample-drill.ts';
import { STACK_ID, sampleLab } from '../../support/drills/sample-lab.ts';
import type { FakeStack } from '../../support/fakes/fake-emulator.ts';

const ACCOUNT = '111122223333';
const asked: string[] = [];
let endpoint: string;
let answer: boolean;
vi.mock('@inquirer/confirm', () => ({
  default: async ({ message }: { message: string }) => {
    asked.push(message);
    return answer;
  },
}));
/** The account is the fake emulator: its stacks, queues and functions. */
vi.mock('../../../lib/lab/aws/aws-target.ts', async (original) => ({
  ...(await original<object>()),
  awsTarget: async (): Promise<Target> => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const clientConfig = { region: 'us-east-1', endpoint, credentials };
    return { name: 'aws', region: 'us-east-1', account: ACCOUNT, clientConfig };
  },
}));

const here = sampleLab([sampleDrill]);
const { run } = here;
const queue = () => here.outputs.QueueUrl as string;

describe('where no emulator runs and no drill left anything', () => {
  it('is done at once, and says so', async () => {
    rmSync(join(here.lab.stateFolder, 'emulator.json'));
    expect(await run('restore')).toEqual({ out: 'No drill has left anything to put back.\n', err: '', code: 0 });
    expect(JSON.parse((await run('restore --json')).out)).toMatchObject({ restored: [], drift: [], cleared: [] });
  });

  it('tells programs in JSON what is wrong with what was typed', async () => {
    const { out, code } = await run('restore --region eu-west-1 --json');
    expect([JSON.parse(out).error.message, code]).toEqual([expect.stringContaining('--region belongs to'), 64]);
    expect((await run('restore --region eu-west-1')).out).toBe('');
  });
});

it('does not say that nothing was left where something was', async () => {
  await run('break sample/1');
  expect((await run('restore')).out).not.toContain('No drill has left');
});

it.each([
  [1, '1 parked message is cleared'],
  [2, '2 parked messages are cleared'],
])('says what it cleared of a dead-letter queue with %i in it', async (messages, words) => {
  const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:000000000000:dead';
  const stack = here.emulator.stacks.get('Sample') as FakeStack;
  stack.resources = {
    Work: ['AWS::SQS::Queue', queue(), { RedrivePolicy: { deadLetterTargetArn } }],
    Dead: ['AWS::SQS::Queue', queue().replace('work', 'dead')],
  };
  here.emulator.answers.set('AmazonSQS.PurgeQueue', () => ({}));
  here.emulator.answers.set('AmazonSQS.GetQueueAttributes', () => ({
    Attributes: { ApproximateNumberOfMessages: String(messages), ApproximateNumberOfMessagesNotVisible: '0' },
  }));
  expect((await run('restore')).out).toContain(`dead: ${words}`);
});

describe('in an account', () => {
  const onAws = (line: string) => run(`${line} --target aws --profile sandbox --region us-east-1`);
  beforeEach(() => {
    ({ endpoint } = here.emulator);
    asked.length = 0;
    const stack = here.emulator.stacks.get('Sample') as FakeStack;
    stack.tags = { certlab: 'sample' };
    here.emulator.answers.set('AmazonSQS.ListQueueTags', () => ({}));
    process.stdin.isTTY = true;
  });
  afterEach(() => {
    Reflect.deleteProperty(process.stdin, 'isTTY');
  });
  const QUESTION = expect.stringMatching(/^Restore Sample in account 111122223333, region us-east-1/);

  it('asks once for a project: for the incident, and for what was changed by hand besides', async () => {
    answer = true;
    const notes = join(here.lab.stateFolder, 'drills', `${ACCOUNT}-us-east-1`);
    // Of a drill that this version does not have any longer, so that none of its checks is waited for.
    const journal = openJournal(notes, 'sample/of-before', null, STACK_ID);
    const target = { queueUrl: queue(), name: 'DelaySeconds' };
    append(journal, { entry: 'change', kind: 'queue-attribute', target, before: '7', after: '0' });
    append(journal, { entry: 'broken' });
    const { out } = await onAws('restore');
    expect(out).toMatch(/\/work put back/);
    // CloudFormation's template says nothing of it, and so the default is as deployed.
    expect(out).toMatch(/Work \(AWS::SQS::Queue\): VisibilityTimeout was another, and is set back/);
    expect(asked).toEqual([QUESTION]);
  });

  it('asks for what was changed by hand alone too, and leaves all of it for a no', async () => {
    answer = false;
    const { out, err, code } = await onAws('restore');
    expect([out, code]).toEqual(['', 1]);
    expect(err).toContain('Nothing was changed.');
    expect(asked).toEqual([QUESTION]);
  });

  it('asks nothing where there is nothing to write', async () => {
    here.emulator.stacks.clear();
    expect(await onAws('restore')).toMatchObject({ out: 'No drill has left anything to put back.\n', code: 0 });
    expect(asked).toEqual([]);
  });
});
