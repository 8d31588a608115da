/** Versions of a function on the emulator, as on AWS: what is reserved holds for each, and an alias shares its calls. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { zipFolder } from '../../lib/zip.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));
const FunctionName = 'versions';
const ALIAS = { FunctionName, Name: 'live' };
const folder = mkdtempSync(join(target.stateFolder, 'versions-'));
let ApiId = '';

beforeAll(async () => {
  const { ApiFunctionName } = target.outputs.ServerlessApi as Record<string, string>;
  const { Role } = await aws.lambda.getFunctionConfiguration({ FunctionName: ApiFunctionName });
  writeFileSync(
    join(folder, 'index.js'),
    'exports.handler = async () => ({ statusCode: 200, body: process.env.AWS_LAMBDA_FUNCTION_VERSION });',
  );
  const { FunctionArn = '' } = await aws.lambda.createFunction({
    ...{ FunctionName, Role, Runtime: 'nodejs24.x', Handler: 'index.handler', Publish: true },
    Code: { ZipFile: zipFolder(folder) },
  });
  await aws.lambda.updateFunctionConfiguration({ FunctionName, MemorySize: 256 });
  await aws.lambda.publishVersion({ FunctionName });
  await aws.lambda.createAlias({ ...ALIAS, FunctionVersion: '1' });
  await aws.lambda.addPermission({
    ...{ FunctionName, Qualifier: 'live', StatementId: 'api', Action: 'lambda:InvokeFunction' },
    Principal: 'apigateway.amazonaws.com',
  });
  ({ ApiId = '' } = await aws.apigateway.createApi({ Name: FunctionName, ProtocolType: 'HTTP' }));
  const { IntegrationId } = await aws.apigateway.createIntegration({
    ...{ ApiId, IntegrationType: 'AWS_PROXY', IntegrationUri: `${FunctionArn}:live`, PayloadFormatVersion: '2.0' },
  });
  await aws.apigateway.createRoute({ ApiId, RouteKey: '$default', Target: `integrations/${IntegrationId}` });
  await aws.apigateway.createStage({ ApiId, StageName: '$default', AutoDeploy: true });
});
afterEach(async () => {
  await aws.lambda.deleteFunctionConcurrency({ FunctionName });
  await aws.lambda.updateAlias({ ...ALIAS, RoutingConfig: { AdditionalVersionWeights: {} } });
});
afterAll(async () => {
  await aws.apigateway.deleteApi({ ApiId });
  await aws.lambda.deleteFunction({ FunctionName });
  rmSync(folder, { recursive: true });
});

/** What each of so many requests got, one after the other: a version, or the status of an error. */
async function answers(count: number): Promise<string[]> {
  const got: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const answer = await fetch(`${target.endpoint}/_aws/execute-api/${ApiId}/`);
    got.push(answer.ok ? await answer.text() : String(answer.status));
  }
  return got;
}

const shareOf = (version: string, got: readonly (string | undefined)[]) =>
  got.filter((each) => each === version).length;

describe('an alias with weights', () => {
  const weigh = (weight: number) =>
    aws.lambda.updateAlias({ ...ALIAS, RoutingConfig: { AdditionalVersionWeights: { 2: weight } } });

  it.each([0.1, 0.5, 1])('gives %d of the requests of an API to its second version', async (weight) => {
    await weigh(weight);
    const got = await answers(20);
    expect([shareOf('2', got), shareOf('1', got)]).toEqual([20 * weight, 20 - 20 * weight]);
  });

  it('gives the same share of calls by its name, and says which version ran', async () => {
    await weigh(0.2);
    const ran = [];
    for (let n = 0; n < 10; n += 1) {
      const { ExecutedVersion } = await aws.lambda.invoke({ FunctionName, Qualifier: 'live' });
      ran.push(ExecutedVersion);
    }
    expect([shareOf('2', ran), shareOf('1', ran)]).toEqual([2, 8]);
  });

  it('is described by its first version', async () => {
    await weigh(1);
    for (let n = 0; n < 3; n += 1) {
      const { Version } = await aws.lambda.getFunctionConfiguration({ FunctionName, Qualifier: 'live' });
      expect(Version).toBe('1');
    }
  });

  it('without weights calls its one version', async () => {
    expect(new Set(await answers(5))).toEqual(new Set(['1']));
  });
});

describe('what is reserved for a function', () => {
  it('is reserved for its versions and aliases too: with nothing an API answers 503, and a call is throttled', async () => {
    await aws.lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 0 });
    expect(await answers(2)).toEqual(['503', '503']);
    await expect(aws.lambda.invoke({ FunctionName, Qualifier: '2' })).rejects.toMatchObject({
      name: 'TooManyRequestsException',
    });
    await aws.lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 1 });
    expect(await answers(2)).toEqual(['1', '1']);
  });
});
