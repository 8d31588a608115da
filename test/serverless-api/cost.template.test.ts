/** The arithmetic of the README's worst day: the throttle from the template, the largest answer and log lines measured. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { PAGE_CHARACTERS } from '../../lambda/serverless-api/me/evidence-table.ts';
import { PRICES } from '../../lib/prices.ts';
import { deliveryPipeline } from '../../lib/projects/delivery-pipeline/project.ts';
import { serverlessApi } from '../../lib/projects/serverless-api/project.ts';
import { repository } from '../../lib/repository.ts';
import { apiInMemory } from '../support/api/api-in-memory.ts';
import { REQUESTS_OF_EVERY_KIND } from '../support/api/openapi-contract.ts';
import { ofType, type Synthesized, synthesize } from '../support/synthesize.ts';

/** A line of the access log, which holds nothing that the caller writes. */
const ACCESS_LINE_BYTES = 600;
/** What Lambda itself writes of a request, START and REPORT as JSON. */
const REPORT_BYTES = 1_000;
/** A request that reads from DynamoDB on a warm function; a cold start is counted by the first of them. */
const BILLED_MS = 50;
const KB = 1000;

let stack: Synthesized;
let rows: readonly { meter: string; arithmetic: string; usd: number }[];

beforeAll(async () => {
  [stack] = (await synthesize('serverless-api')) as [Synthesized];
  const [stage] = ofType(stack.resources, 'AWS::ApiGatewayV2::Stage').map(([, { Properties }]) => Properties);
  const [fn] = ofType(stack.resources, 'AWS::Lambda::Function')
    .map(([, { Properties }]) => Properties)
    .filter(({ Description }) => /Answers every request/.test(Description));
  const requests = stage?.DefaultRouteSettings.ThrottlingRateLimit * 86_400;
  const millions = requests / 1e6;
  const [answer, line] = [await largestAnswer(), await longestLine()];
  const gb = fn?.MemorySize / 1024;
  const row = (meter: string, arithmetic: string, usd: number) => ({ meter, arithmetic, usd });
  const each = `${requests.toLocaleString('en-US')} ×`;
  const logs = (ACCESS_LINE_BYTES + line + REPORT_BYTES) / KB;
  rows = [
    row('HTTP API', `${each} $1.00 a million`, millions * PRICES.apiGatewayHttpRequestsPerMillion),
    row('Lambda requests', `${each} $0.20 a million`, millions * PRICES.lambdaRequestsPerMillion),
    row(
      'Lambda duration',
      `${each} ${BILLED_MS} ms × ${gb} GB`,
      requests * (BILLED_MS / 1000) * gb * PRICES.lambdaArmGbSecond,
    ),
    row('DynamoDB reads', `${each} ½ unit`, (millions / 2) * PRICES.dynamoDbReadUnitsPerMillion),
    ...byTheCeilings(),
    row(
      'CloudWatch Logs',
      `${each} ${logs.toFixed(1)} KB, the path cut to 200 characters`,
      (requests * logs * KB * PRICES.logsIngestedGb) / 1e9,
    ),
    row('X-Ray', `${each} $5.00 a million: a caller may ask for every trace`, millions * PRICES.xrayTracesPerMillion),
    row(
      'Data transfer out',
      `${each} ${(answer / KB).toFixed(0)} KB, the largest answer without compression`,
      (requests * answer * PRICES.dataTransferOutGb) / 1e9,
    ),
  ];
});

/** What somebody who is signed in can have the learners' table do: what they write and read has no other bound. */
function byTheCeilings() {
  const [table] = ofType(stack.resources, 'AWS::DynamoDB::GlobalTable').filter(([id]) => id.startsWith('Accounts'));
  const { WriteOnDemandThroughputSettings: writes, Replicas } = table?.[1].Properties ?? {};
  const row = (what: string, units: number, price: number) => ({
    meter: `DynamoDB ${what} of the learners' table`,
    arithmetic: `${(units * 86_400).toLocaleString('en-US')} units: its ceiling of ${units} a second`,
    usd: ((units * 86_400) / 1e6) * price,
  });
  return [
    row('reads', Replicas[0].ReadOnDemandThroughputSettings.MaxReadRequestUnits, PRICES.dynamoDbReadUnitsPerMillion),
    row('writes', writes.MaxWriteRequestUnits, PRICES.dynamoDbWriteUnitsPerMillion),
  ];
}

async function largestAnswer(): Promise<number> {
  const { request } = apiInMemory();
  const sizes = await Promise.all(
    REQUESTS_OF_EVERY_KIND.filter(({ body }) => !body).map(
      async ({ url }) => (await (await request(url)).arrayBuffer()).byteLength,
    ),
  );
  // In whole 10 KB, so that a word more in the content does not change the bill.
  return Math.ceil(Math.max(...sizes) / 10_000) * 10_000;
}

/** The longest line that a caller can have the function write. */
async function longestLine(): Promise<number> {
  const { request, lines } = apiInMemory();
  await request(`/v1/${'%22'.repeat(3000)}`, { method: 'X'.repeat(500) });
  return Math.ceil(JSON.stringify(lines[0]).length / 100) * 100;
}

describe('the worst day on the page', () => {
  const page = readFileSync(join(repository, 'lib/projects/serverless-api/README.md'), 'utf8');

  test('is what throttle, answers and logs come to', () => {
    const total = rows.reduce((sum, { usd }) => sum + usd, 0);
    for (const { meter, arithmetic, usd } of rows) {
      expect(page).toContain(`| ${meter} | ${arithmetic} | ${usd.toFixed(2)} |`);
    }
    expect(page).toContain(`**The worst day: about $${total.toFixed(0)}.**`);
    // What the question of `lab up --target aws` says.
    expect(serverlessApi.worstDayUsd).toBe(Math.round(total));
  });

  test('is that of each stage that the delivery pipeline deploys', async () => {
    const stages = (await synthesize('delivery-pipeline')).filter(({ name }) => name !== deliveryPipeline.stackName);
    const rates = stages.map(({ resources }) =>
      ofType(resources, 'AWS::ApiGatewayV2::Stage').map(
        ([, { Properties }]) => Properties.DefaultRouteSettings.ThrottlingRateLimit,
      ),
    );
    const [own] = ofType(stack.resources, 'AWS::ApiGatewayV2::Stage').map(([, { Properties }]) => Properties);
    expect(rates).toEqual(stages.map(() => [own?.DefaultRouteSettings.ThrottlingRateLimit]));
    expect(deliveryPipeline.worstDayUsd).toBe(stages.length * (serverlessApi.worstDayUsd ?? 0));
  });

  test('has no meter that a caller fills without a bound', async () => {
    const [stage] = ofType(stack.resources, 'AWS::ApiGatewayV2::Stage').map(([, { Properties }]) => Properties);
    expect(stage?.AccessLogSettings.Format).not.toMatch(/userAgent|\$context\.path|queryString/);
    expect(await longestLine()).toBeLessThanOrEqual(600);
    expect(await largestAnswer()).toBeLessThanOrEqual(120_000);
    // A page of evidence may be of signs that take three bytes each.
    expect(PAGE_CHARACTERS * 3).toBeLessThanOrEqual(await largestAnswer());
  });
});
