/** What becomes of the CDK's messages: lines of progress, and the sentence of an error. */
import type { IoMessage, Toolkit } from '@aws-cdk/toolkit-lib';
import '@aws-cdk/toolkit-lib';
import { describe, expect, it } from 'vitest';
import { pollingOf, withCdk } from '../../../lib/lab/stacks/toolkit.ts';
import type { Target } from '../../../lib/target.ts';

const EMULATOR: Target = {
  name: 'emulator',
  region: 'us-east-1',
  account: '000000000000',
  clientConfig: { region: 'us-east-1' },
};
const AWS: Target = {
  ...{ name: 'aws', region: 'eu-west-1', account: '111122223333' },
  clientConfig: {
    region: 'eu-west-1',
    credentials: async () => ({ accessKeyId: 'AKIAOFTHEPROFILE', secretAccessKey: 's' }),
  },
};

/** What CloudFormation says of one resource, as the toolkit passes it on. */
const activity = (ResourceStatus: string | undefined, ResourceStatusReason?: string) => ({
  ...{ code: 'CDK_TOOLKIT_I5502', level: 'info', message: 'x' },
  data: {
    event: { LogicalResourceId: 'Table1', ResourceType: 'AWS::DynamoDB::Table', ResourceStatus, ResourceStatusReason },
    progress: { formatted: '1/3' },
  },
});
const complaint = (message: string, level = 'error') => ({ code: 'CDK_TOOLKIT_E0000', level, message });

/** Runs an action that hears these messages and then ends. */
async function heard(messages: readonly object[], end: () => Promise<unknown> | unknown = () => 'done') {
  const lines: string[] = [];
  const result = withCdk(
    'DeployFailed',
    'Deploying Sample',
    { target: EMULATOR, progress: (line) => lines.push(line) },
    async ({ ioHost }) => {
      for (const message of messages) await ioHost.notify(message as IoMessage<unknown>);
      return end();
    },
  );
  return { lines, result: await result.catch((error: Error) => error) };
}
const fails = () => {
  throw new Error('the toolkit says little');
};

describe('progress', () => {
  it('is a line for each resource that is done, and none for what is under way', async () => {
    const { lines, result } = await heard([
      activity('CREATE_IN_PROGRESS'),
      activity('CREATE_COMPLETE'),
      activity('UPDATE_ROLLBACK_IN_PROGRESS'),
      activity('DELETE_FAILED', 'It is not empty.'),
      complaint('only a note', 'info'),
    ]);
    expect(lines).toEqual([
      '1/3 CREATE_COMPLETE AWS::DynamoDB::Table Table1',
      '1/3 DELETE_FAILED AWS::DynamoDB::Table Table1',
    ]);
    expect(result).toBe('done');
  });
});

describe('an error', () => {
  it('says what CloudFormation said of each resource, and then what the CDK complained of', async () => {
    const { result } = await heard(
      [
        complaint(' ❌ Sample failed '),
        activity('CREATE_FAILED', 'Table exists.'),
        complaint('a warning', 'warn'),
        activity('CREATE_COMPLETE', 'no failure'),
        activity('CREATE_FAILED_SOON', 'no failure either'),
      ],
      fails,
    );
    expect(result).toMatchObject({
      code: 'DeployFailed',
      cause: expect.objectContaining({ message: 'the toolkit says little' }),
    });
    expect((result as Error).message).toBe(
      'Deploying Sample failed.\n  AWS::DynamoDB::Table Table1: Table exists.\n  Sample failed',
    );
  });

  it('passes over what was only cancelled because something else failed', async () => {
    const { result } = await heard(
      [activity('CREATE_FAILED', 'Resource creation Cancelled'), activity('CREATE_FAILED'), activity(undefined)],
      fails,
    );
    expect((result as Error).message).toBe('Deploying Sample failed.\n  AWS::DynamoDB::Table Table1: undefined');
  });

  it('says what was thrown where nobody said more', async () => {
    const { result } = await heard([activity('CREATE_COMPLETE')], fails);
    expect((result as Error).message).toBe('Deploying Sample failed.\n  the toolkit says little');
  });
});

it('answers a question of the toolkit as its default does: the lab has asked before', async () => {
  const question = { code: 'CDK_TOOLKIT_I5060', level: 'info', message: 'Go on?', defaultResponse: true };
  const answer = await withCdk('DeployFailed', 'x', { progress: () => {} }, ({ ioHost }) =>
    ioHost.requestResponse(question as never),
  );
  expect(answer).toBe(true);
});

describe('credentials', () => {
  const configOf = (target?: Target) =>
    withCdk('DeployFailed', 'x', { target, progress: () => {} }, async (toolkit: Toolkit) => {
      const { sdkConfig } = (toolkit as unknown as { props: { sdkConfig?: { baseCredentials?: unknown } } }).props;
      return sdkConfig?.baseCredentials;
    });

  it('of an account are those of the named profile', async () => {
    expect(await configOf(AWS)).toBeDefined();
  });

  it.each([
    ['the emulator', EMULATOR],
    ['no target', undefined],
    [
      'an account whose keys are given as they are',
      { ...AWS, clientConfig: { region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } } },
    ],
  ])('of %s are left to the environment', async (_, target) => {
    expect(await configOf(target)).toBeUndefined();
  });
});

it('asks the emulator often, and AWS as the toolkit does', () => {
  expect(pollingOf(EMULATOR).stackEventPollingInterval).toBeLessThan(2_000);
  expect(pollingOf(AWS)).toEqual({});
});
