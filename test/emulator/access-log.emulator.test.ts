import { ApiGatewayV2Client, GetStageCommand } from '@aws-sdk/client-apigatewayv2';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const logs = new CloudWatchLogsClient(clientConfigOf(target));
const apis = new ApiGatewayV2Client(clientConfigOf(target));
const addressOf = (stack: string) => `${target.endpoint}/_aws/execute-api/${target.outputs[stack]?.ApiId}`;

/** The line of the access log about the request with this answer. */
async function lineOf(stack: string, answer: Response): Promise<Record<string, string>> {
  const stage = { ApiId: target.outputs[stack]?.ApiId, StageName: '$default' };
  const { AccessLogSettings } = await apis.send(new GetStageCommand(stage));
  const logGroupName = AccessLogSettings?.DestinationArn?.split(':log-group:')[1]?.replace(/:\*$/, '');
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
  const lines = events.map(({ message }) => JSON.parse(message as string) as Record<string, string>);
  const found = lines.filter(({ requestId }) => requestId === answer.headers.get('apigw-requestid'));
  expect(found).toHaveLength(1);
  return found[0] as Record<string, string>;
}

describe('the access log of a deployed API', () => {
  it('has a line for each request, with the id that the answer carries', async () => {
    const began = Date.now();
    const answer = await fetch(`${addressOf('ServerlessApi')}/v1/comparison?aspects=skills`);

    const line = await lineOf('ServerlessApi', answer);
    expect(line).toMatchObject({
      requestId: answer.headers.get('apigw-requestid'),
      ip: '127.0.0.1',
      method: 'GET',
      route: '$default',
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
    const answer = await fetch(`${addressOf('ServerlessApi')}/v1/nothing`);

    expect(await lineOf('ServerlessApi', answer)).toMatchObject({ status: '404', integrationStatus: '200' });
  });

  it('has what the gateway refused itself, which no function saw', async () => {
    const answer = await fetch(`${addressOf('EventPipeline')}/v1/activity`, { method: 'POST', body: '{}' });

    expect(await lineOf('EventPipeline', answer)).toMatchObject({
      status: '403',
      method: 'POST',
      error: 'Forbidden',
      integrationStatus: '-',
      integrationLatencyMs: '-',
    });
  });

  it('has nothing that a caller may write as long as it likes, or between quotes', async () => {
    const forged = 'x","status":"200","forged":"';
    const answer = await fetch(`${addressOf('ServerlessApi')}/v1/${encodeURIComponent(forged)}?${'x'.repeat(2000)}`, {
      headers: { 'user-agent': forged.repeat(50) },
    });

    const line = await lineOf('ServerlessApi', answer);
    expect(line.status).toBe('404');
    expect(JSON.stringify(line)).not.toContain('forged');
    expect(JSON.stringify(line).length).toBeLessThan(600);
  });
});
