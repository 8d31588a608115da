import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  AddPermissionCommandInput,
  CreateAliasCommandInput,
  Runtime,
  UpdateAliasCommandInput,
  UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { zipFolder } from '../../../lib/zip.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { itRefuses } from './refusal-table.ts';

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));
const { ActivityWorkerName } = target.outputs.EventPipeline as Record<string, string>;
const deployed = await aws.lambda.getFunctionConfiguration({ FunctionName: ActivityWorkerName });

const folder = mkdtempSync(join(target.stateFolder, 'refusals-'));
writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => 1;');
const ZipFile = zipFolder(folder);
const FunctionName = 'refusals-sample';
const code = { FunctionName, Role: deployed.Role, Handler: 'index.handler', Code: { ZipFile } };
await aws.lambda.createFunction({ ...code, Runtime: 'nodejs24.x', Timeout: 5 });
const [first, second] = [await publish('one'), await publish('two')];
await aws.lambda.createAlias({ FunctionName, Name: 'live', FunctionVersion: first });

const standard = await queue('refusals-letters');
const parked = await arnOf(target.outputs.EventPipeline?.ActivityDeadLetterQueueUrl as string);

afterAll(async () => {
  await aws.lambda.deleteFunction({ FunctionName });
  await aws.sqs.deleteQueue({ QueueUrl: standard.QueueUrl });
  rmSync(folder, { recursive: true });
});

async function publish(Description: string): Promise<string> {
  await aws.lambda.updateFunctionConfiguration({ FunctionName, Description });
  return (await aws.lambda.publishVersion({ FunctionName })).Version as string;
}

async function queue(QueueName: string) {
  const { QueueUrl = '' } = await aws.sqs.createQueue({ QueueName });
  return { QueueUrl, arn: await arnOf(QueueUrl) };
}

async function arnOf(QueueUrl: string): Promise<string> {
  const { Attributes } = await aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] });
  return Attributes?.QueueArn as string;
}

const permit = (parameters: Partial<AddPermissionCommandInput>) =>
  aws.lambda.addPermission({
    ...{ FunctionName, StatementId: 'refused', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' },
    ...parameters,
  });

const variables = (Variables: Record<string, string>) => ({ Environment: { Variables } });
const weights = (AdditionalVersionWeights: Record<string, number>) => ({ RoutingConfig: { AdditionalVersionWeights } });

const INVALID = 'InvalidParameterValueException';
const VALIDATION = 'ValidationException';

describe('Lambda on the emulator refuses what AWS refuses', () => {
  itRefuses<Partial<UpdateFunctionConfigurationCommandInput>>(
    'a function with',
    (parameters) => aws.lambda.updateFunctionConfiguration({ FunctionName, ...parameters }),
    [
      [{ Timeout: 901 }, VALIDATION, { Timeout: 900 }, /'timeout' .* less than or equal to 900/],
      [{ Timeout: 0 }, VALIDATION, { Timeout: 5 }, /greater than or equal to 1/],
      [{ Timeout: 'soon' as unknown as number }, 'SerializationException', { Timeout: 5 }],
      [{ MemorySize: 127 }, VALIDATION, { MemorySize: 128 }],
      [{ MemorySize: 10_241 }, VALIDATION, { MemorySize: 10_240 }],
      [{ EphemeralStorage: { Size: 511 } }, VALIDATION, { EphemeralStorage: { Size: 512 } }],
      [{ Handler: '' }, VALIDATION, { Handler: 'index.handler' }],
      [{ Runtime: 'nodejs99.x' as Runtime }, INVALID, { Runtime: 'nodejs22.x' }, /enum value set/],
      [{ Description: 'x'.repeat(257) }, VALIDATION, { Description: 'x'.repeat(256) }],
      [
        variables({ AWS_REGION: 'eu-west-1' }),
        INVALID,
        variables({ REGION: 'eu-west-1' }),
        /reserved keys.*AWS_REGION/,
      ],
      [variables({ '1ST': 'x' }), VALIDATION, variables({ FIRST: 'x' })],
      [variables({ X: 'x' }), VALIDATION, variables({ XX: 'x' })],
      // Measured as JSON: the name, its quotes and the braces count.
      [variables({ LONG: 'x'.repeat(4_086) }), INVALID, variables({ LONG: 'x'.repeat(4_085) }), /4KB/],
      [{ Role: `${deployed.Role}x` }, INVALID, { Role: deployed.Role }, /cannot be assumed/],
      [
        { DeadLetterConfig: { TargetArn: `${parked}x` } },
        INVALID,
        { DeadLetterConfig: { TargetArn: parked } },
        /SendMessage/,
      ],
      // The role may park what it cannot apply, and send nowhere else.
      [
        { DeadLetterConfig: { TargetArn: standard.arn } },
        INVALID,
        { DeadLetterConfig: { TargetArn: parked } },
        /does not have permissions to call SendMessage on SQS/,
      ],
      [
        { DeadLetterConfig: { TargetArn: 'arn:aws:sns:us-east-1:000000000000:nobody' } },
        INVALID,
        { DeadLetterConfig: { TargetArn: '' } },
        /Publish on SNS/,
      ],
    ],
  );

  itRefuses<number>(
    'a reservation of',
    (ReservedConcurrentExecutions) => aws.lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions }),
    [
      [901, INVALID, 900, /below its minimum value of \[100\]/],
      [-1, VALIDATION, 0],
    ],
  );

  it('counts what other functions have reserved', async () => {
    await aws.lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 800 });
    const other = { FunctionName: ActivityWorkerName };
    await expect(aws.lambda.putFunctionConcurrency({ ...other, ReservedConcurrentExecutions: 101 })).rejects.toThrow(
      expect.objectContaining({ name: INVALID }),
    );
    await aws.lambda.deleteFunctionConcurrency({ FunctionName });
  });

  itRefuses<number>(
    'retries of an asynchronous call:',
    (MaximumRetryAttempts) => aws.lambda.putFunctionEventInvokeConfig({ FunctionName, MaximumRetryAttempts }),
    [[3, VALIDATION, 2]],
  );

  itRefuses<Partial<UpdateAliasCommandInput>>(
    'an alias with',
    (parameters) => aws.lambda.updateAlias({ FunctionName, Name: 'live', ...parameters }),
    [
      [{ FunctionVersion: '99' }, 'ResourceNotFoundException', { FunctionVersion: second }],
      [weights({ [first]: 1.1 }), VALIDATION, weights({ [first]: 0.9 })],
      [weights({ [first]: -0.1 }), VALIDATION, weights({ [first]: 0 })],
      [weights({ $LATEST: 0.1 }), VALIDATION, weights({ [first]: 0.1 })],
      [weights({ 98: 0.1 }), 'ResourceNotFoundException', weights({ [first]: 0.2 })],
      [weights({ [second]: 0.1 }), INVALID, weights({}), /already included/],
      [{ FunctionVersion: '$LATEST', ...weights({ [first]: 0.1 }) }, INVALID, { FunctionVersion: '$LATEST' }, /LATEST/],
    ],
  );

  itRefuses<Partial<CreateAliasCommandInput>>(
    'a new alias',
    (parameters) => aws.lambda.createAlias({ FunctionName, Name: 'next', FunctionVersion: first, ...parameters }),
    [
      [{ Name: '7' }, VALIDATION, { Name: 'seven' }],
      [{ FunctionVersion: '99' }, 'ResourceNotFoundException', {}],
    ],
  );

  itRefuses<Partial<AddPermissionCommandInput>>('a permission', permit, [
    [{ StatementId: 'a b' }, VALIDATION, { StatementId: 'a-b' }],
    [{ StatementId: 'a-b' }, 'ResourceConflictException', { StatementId: 'a-c' }, /already exists/],
    [
      { Principal: 'events' },
      INVALID,
      { StatementId: 'service', Principal: 'events.amazonaws.com' },
      /principal was invalid/,
    ],
    [{ Principal: '1234' }, INVALID, { StatementId: 'account', Principal: '123456789012' }],
    [{ Action: 'InvokeFunction' }, VALIDATION, { StatementId: 'action', Action: 'lambda:InvokeFunction' }],
    [{ SourceArn: 'any' }, VALIDATION, { StatementId: 'source', SourceArn: standard.arn }],
  ]);
});
