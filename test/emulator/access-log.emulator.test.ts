import { ApiGatewayV2Client, GetStageCommand } from '@aws-sdk/client-apigatewayv2';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const logs = new CloudWatchLogsClient(clientConfigOf(target));
const apis = new ApiGatewayV2Client(clientConfigOf(target));
const addressOf = (stack: string) => `${target.endpoint}/_aws/execute-api/${target.outputs[stack]?.ApiId}`;

/** The line of the access log that bears this user agent. */
async function lineOf(stack: string, agent: string): Promise<Record<string, string>> {
  const stage = { ApiId: target.outputs[stack]?.ApiId, StageName: '$default' };
  const { AccessLogSettings } = await apis.send(new GetStageCommand(stage));
  const logGroupName = AccessLogSettings?.DestinationArn?.split(':log-group:')[1]?.replace(/:\*$/, '');
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
  const lines = events.map(({ message }) => JSON.parse(message as string) as Record<string, string>);
  const found = lines.filter(({ userAgent }) => userAgent === agent);
  expect(found).toHaveLength(1);
  return found[0] as Record<string, string>;
}

describe('the access log of a deployed API', () => {
  it('has a line for each request, with the id that the answer carries', async () => {
    const began = Date.now();
    const answer = await fetch(`${addressOf('ServerlessApi')}/v1/comparison?aspects=skills`, {
      headers: { 'user-agent': 'served/1' },
    });

    const line = await lineOf('ServerlessApi', 'served/1');
    expect(line).toMatchObject({
      requestId: answer.headers.get('apigw-requestid'),
      ip: '127.0.0.1',
      method: 'GET',
      path: '/v1/comparison',
      status: '200',
      // As sent, which is compressed.
      responseBytes: answer.headers.get('content-length'),
      integrationStatus: '200',
      integrationError: '-',
      error: '-',
    });
    expect(Number(line.time)).toBeGreaterThanOrEqual(began);
    expect(Number(line.latencyMs)).toBeGreaterThanOrEqual(Number(line.integrationLatencyMs));
  });

  it("has the function's own refusals with their status", async () => {
    await fetch(`${addressOf('ServerlessApi')}/v1/nothing`, { headers: { 'user-agent': 'missing/1' } });

    expect(await lineOf('ServerlessApi', 'missing/1')).toMatchObject({ status: '404', integrationStatus: '200' });
  });

  it('has what the gateway refused itself, which no function saw', async () => {
    await fetch(`${addressOf('EventPipeline')}/v1/activity`, {
      method: 'POST',
      headers: { 'user-agent': 'unsigned/1' },
      body: '{}',
    });

    expect(await lineOf('EventPipeline', 'unsigned/1')).toMatchObject({
      status: '403',
      method: 'POST',
      error: 'Forbidden',
      integrationStatus: '-',
      integrationLatencyMs: '-',
    });
  });

  it("keeps a caller's words inside their quotes", async () => {
    const agent = 'x","status":"200","forged":"';
    await fetch(`${addressOf('ServerlessApi')}/v1/nothing`, { headers: { 'user-agent': agent } });

    const line = await lineOf('ServerlessApi', agent);
    expect(line.status).toBe('404');
    expect(line).not.toHaveProperty('forged');
  });
});
