/** How a deployed HTTP API answers when what is behind it fails, and what it keeps when a part of a stage is deleted. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { zipFolder } from '../../lib/zip.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));
const { ApiFunctionName } = target.outputs.ServerlessApi as Record<string, string>;
const { Role } = await aws.lambda.getFunctionConfiguration({ FunctionName: ApiFunctionName });
const logGroupName = 'api-answers';
const group = `arn:aws:logs:${target.region}:000000000000:log-group:${logGroupName}`;
const FunctionName = 'api-answers';
const folder = mkdtempSync(join(target.stateFolder, 'api-answers-'));
writeFileSync(
  join(folder, 'index.js'),
  `exports.handler = async ({ rawPath }) => {
     if (rawPath === '/fails') throw new Error('the password of the database is 1234');
     if (rawPath === '/slow') await new Promise((resolve) => setTimeout(resolve, 5000));
     return { statusCode: rawPath === '/teapot' ? 502 : 200, body: 'its own' };
   };`,
);
const made = await aws.lambda.createFunction({
  ...{ FunctionName, Role, Runtime: 'nodejs24.x', Handler: 'index.handler', Timeout: 1 },
  Code: { ZipFile: zipFolder(folder) },
});
const { ApiId } = await aws.apigateway.createApi({ Name: FunctionName, ProtocolType: 'HTTP' });
const permission = { FunctionName, StatementId: 'api' };
await letIn();
const { IntegrationId } = await aws.apigateway.createIntegration({
  ...{ ApiId, IntegrationType: 'AWS_PROXY', IntegrationUri: made.FunctionArn, PayloadFormatVersion: '2.0' },
});
await aws.apigateway.createRoute({ ApiId, RouteKey: '$default', Target: `integrations/${IntegrationId}` });
const stage = { ApiId, StageName: '$default' };
const { AccessLogSettings } = await logged();

afterAll(async () => {
  await aws.apigateway.deleteApi({ ApiId });
  await aws.lambda.deleteFunction({ FunctionName }).catch(() => {});
  await aws.logs.deleteLogGroup({ logGroupName });
  rmSync(folder, { recursive: true });
});

async function letIn() {
  const source = { SourceArn: `arn:aws:execute-api:${target.region}:000000000000:${ApiId}/*` };
  const caller = { Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' };
  await aws.lambda.addPermission({ ...permission, ...caller, ...source });
}

async function logged() {
  await aws.logs.createLogGroup({ logGroupName });
  const Format = '{"id":"$context.requestId","status":"$context.status","why":"$context.integrationErrorMessage"}';
  return aws.apigateway.createStage({
    ...{ ...stage, AutoDeploy: true },
    AccessLogSettings: { DestinationArn: group, Format },
  });
}

/** The answer, and what its line in the access log says of the cause. */
async function ask(path: string) {
  const answer = await fetch(`${target.endpoint}/_aws/execute-api/${ApiId}${path}`);
  const { events = [] } = await aws.logs.filterLogEvents({ logGroupName });
  const lines = events.map(({ message = '' }) => JSON.parse(message) as Record<string, string>);
  const why = lines.find(({ id }) => id === answer.headers.get('apigw-requestid'))?.why;
  return [answer.status, await answer.text(), why];
}

const INTERNAL = '{"message":"Internal Server Error"}';

describe('an HTTP API whose function', () => {
  it.each([
    ['answers', '/', 200, 'its own', /^-$/],
    ['answers 502 of its own', '/teapot', 502, 'its own', /^-$/],
    [
      'throws',
      '/fails',
      500,
      INTERNAL,
      /returned the following error: the password .* Check your Lambda function code/,
    ],
    ['takes too long', '/slow', 500, INTERNAL, /Task timed out/],
  ])('%s', async (_, path, status, body, why) => {
    expect(await ask(path)).toEqual([status, body, expect.stringMatching(why)]);
  });

  it('does not let it in', async () => {
    await aws.lambda.removePermission(permission);
    expect(await ask('/')).toEqual([
      ...[500, INTERNAL],
      expect.stringMatching(
        /^The IAM role configured .* API Gateway doesn't have permissions to call the integration\./,
      ),
    ]);
    await letIn();
    expect(await ask('/')).toEqual([200, 'its own', '-']);
  });

  it('is not there', async () => {
    await aws.lambda.deleteFunction({ FunctionName });

    expect((await ask('/')).slice(0, 2)).toEqual([500, INTERNAL]);
  });
});

it('deleting the access log, or the settings of a route, leaves the stage', async () => {
  await aws.apigateway.updateStage({ ...stage, RouteSettings: { $default: { ThrottlingBurstLimit: 3 } } });
  expect(AccessLogSettings?.DestinationArn).toBe(group);

  await aws.apigateway.deleteAccessLogSettings(stage);
  expect(await aws.apigateway.getStage(stage)).not.toHaveProperty('AccessLogSettings');
  await aws.apigateway.deleteRouteSettings({ ...stage, RouteKey: '$default' });
  expect((await aws.apigateway.getStage(stage)).RouteSettings).toEqual({});
  const again = aws.apigateway.deleteRouteSettings({ ...stage, RouteKey: '$default' });
  await expect(again).rejects.toHaveProperty('name', 'NotFoundException');
});
