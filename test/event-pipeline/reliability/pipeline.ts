/** The deployed pipeline as the reliability tests see it: what they set, what they read, and when it is quiet. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogs, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDB, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { Lambda, waitUntilFunctionUpdatedV2 } from '@aws-sdk/client-lambda';
import { SQS } from '@aws-sdk/client-sqs';
import { METRICS } from '../../../lambda/event-pipeline/env.ts';
import { handlerAsset } from '../../../lib/bundle.ts';
import type { Deployed } from '../../../lib/lab/lab.ts';
import { deadLetters, depthOf, type Flow } from '../../../lib/projects/event-pipeline/operate.ts';
import { zipFolder } from '../../../lib/zip.ts';
import { clientConfigOf, type DeployedTarget } from '../../support/deployed-target.ts';

/** Output names of the function, queue and dead-letter queue of each flow. */
const NAMES = {
  activity: { worker: 'ActivityWorkerName', queue: 'ActivityQueueUrl', deadLetters: 'ActivityDeadLetterQueueUrl' },
  cards: { worker: 'CardWorkerName', queue: 'CardQueueUrl', deadLetters: 'CardDeadLetterQueueUrl' },
} as const;

/** The worker's time limit and the queue's visibility timeout, in seconds: as the stack has them, and for retries that come soon. */
const DEPLOYED = { timeout: 10, visibility: 60 };
const QUICK = { timeout: 5, visibility: 6 };

export class Pipeline {
  readonly deployed: Deployed;
  readonly dynamodb: DynamoDB;
  readonly sqs: SQS;
  readonly lambda: Lambda;
  readonly stateFolder: string;
  readonly endpoint: string;

  constructor(target: DeployedTarget) {
    const clientConfig = clientConfigOf(target);
    const outputs = target.outputs.EventPipeline ?? {};
    this.deployed = {
      target: {
        name: 'emulator',
        account: '000000000000',
        region: target.region,
        endpoint: target.endpoint,
        clientConfig,
      },
      outputs,
    };
    this.dynamodb = new DynamoDB(clientConfig);
    this.sqs = new SQS(clientConfig);
    this.lambda = new Lambda(clientConfig);
    this.stateFolder = target.stateFolder;
    this.endpoint = target.endpoint;
  }

  output(name: string): string {
    const value = this.deployed.outputs[name];
    if (!value) throw new Error(`The stack EventPipeline has no output ${name}.`);
    return value;
  }

  /** Both flows as the stack has them, with empty queues. */
  async reset(): Promise<void> {
    for (const flow of ['activity', 'cards'] as const) {
      const { worker, queue, deadLetters: parked } = NAMES[flow];
      await this.sqs.purgeQueue({ QueueUrl: this.output(queue) });
      await this.sqs.purgeQueue({ QueueUrl: this.output(parked) });
      await this.setQueue(flow, { VisibilityTimeout: String(DEPLOYED.visibility) });
      await this.setFunction(worker, {}, DEPLOYED.timeout);
    }
    await this.setFunction('AwardFunctionName', {}, DEPLOYED.timeout);
  }

  /** Makes a flow retry after seconds instead of a minute, and its worker see `variables`. */
  async quicken(flow: Flow, variables: Record<string, string> = {}, { timeout, visibility } = QUICK): Promise<void> {
    await this.setQueue(flow, { VisibilityTimeout: String(visibility) });
    await this.setFunction(NAMES[flow].worker, variables, timeout);
  }

  async setQueue(flow: Flow, attributes: Record<string, string>): Promise<void> {
    await this.sqs.setQueueAttributes({ QueueUrl: this.output(NAMES[flow].queue), Attributes: attributes });
  }

  /** Sets variables of a function beside its own; what an earlier call had set goes. */
  async setFunction(nameOutput: string, variables: Record<string, string>, timeout: number): Promise<void> {
    const FunctionName = this.output(nameOutput);
    const { Environment } = await this.lambda.getFunctionConfiguration({ FunctionName });
    const own = Object.entries(Environment?.Variables ?? {}).filter(([name]) => !name.startsWith('AWS_'));
    await this.lambda.updateFunctionConfiguration({
      FunctionName,
      Timeout: timeout,
      Environment: { Variables: { ...Object.fromEntries(own), ...variables } },
    });
    await waitUntilFunctionUpdatedV2({ client: this.lambda, maxWaitTime: 30 }, { FunctionName });
  }

  /** Deploys a handler's bundle, changed by `edit` when it is given; refuses an edit that changes nothing. */
  async deployBundle(nameOutput: string, handler: string, edit?: (source: string) => string): Promise<void> {
    const { mkdtempSync, readFileSync, rmSync, writeFileSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const { join } = await import('node:path');
    const folder = mkdtempSync(join(tmpdir(), 'certlab-bundle-'));
    const source = readFileSync(join(handlerAsset('event-pipeline', handler), 'index.mjs'), 'utf8');
    const edited = edit ? edit(source) : source;
    if (edit && edited === source) throw new Error(`The edit of ${handler} changed nothing.`);
    writeFileSync(join(folder, 'index.mjs'), edited);
    const FunctionName = this.output(nameOutput);
    const ZipFile = zipFolder(folder);
    rmSync(folder, { recursive: true });
    await this.lambda.updateFunctionCode({ FunctionName, ZipFile });
    await waitUntilFunctionUpdatedV2({ client: this.lambda, maxWaitTime: 30 }, { FunctionName });
  }

  /** How many messages wait, and how many are being worked on. */
  depth(flow: Flow) {
    return depthOf(this.deployed, NAMES[flow].queue);
  }

  /** Waits until nothing waits and nothing is being worked on, twice in a row; says how it stands when it gives up. */
  async untilQuiet(flow: Flow, seconds: number): Promise<void> {
    const deadline = Date.now() + seconds * 1_000;
    let quiet = 0;
    while (quiet < 2) {
      const { waiting, inFlight } = await this.depth(flow);
      quiet = waiting + inFlight === 0 ? quiet + 1 : 0;
      if (Date.now() > deadline) {
        throw new Error(`After ${seconds} s ${waiting} messages wait and ${inFlight} are in flight in ${flow}.`);
      }
      await sleep(250);
    }
  }

  /** How many messages the activity worker has handled since then, whatever came of them: its own metrics, from its log. */
  async handledSince(time: number): Promise<number> {
    const client = new CloudWatchLogs(this.deployed.target.clientConfig);
    const logGroupName = this.output('ActivityWorkerLogGroupName');
    let handled = 0;
    for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName, startTime: time })) {
      for (const { message = '' } of events) {
        // Counts by reason repeat what the plain ones have.
        if (!message.startsWith('{"_aws"') || message.includes('"reason"')) continue;
        const line = JSON.parse(message);
        for (const metric of ['applied', 'duplicate', 'parked', 'failed'] as const) {
          handled += [line[METRICS[metric]] ?? 0].flat().reduce((sum: number, value: number) => sum + value, 0);
        }
      }
    }
    return handled;
  }

  /** Ids of the events that lie in the dead-letter queue. */
  async parkedIds(flow: Flow): Promise<Set<string>> {
    const letters = await deadLetters(this.deployed, flow);
    return new Set(
      letters.map(({ body }) => {
        const message = JSON.parse(body);
        return (message.detail ?? message).eventId as string;
      }),
    );
  }

  /** Every item of a table whose partition key begins with `prefix`, by partition key and sort key. */
  async items(tableOutput: string, prefix: string): Promise<Map<string, Record<string, string>>> {
    const found = new Map<string, Record<string, string>>();
    const pages = paginateScan(
      { client: this.dynamodb as DynamoDBClient },
      {
        TableName: this.output(tableOutput),
        ConsistentRead: true,
        FilterExpression: 'begins_with(pk, :prefix)',
        ExpressionAttributeValues: { ':prefix': { S: prefix } },
      },
    );
    for await (const { Items = [] } of pages) {
      for (const item of Items) {
        const flat = Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value.S ?? value.N ?? '']));
        found.set(`${flat.pk} ${flat.sk}`, flat);
      }
    }
    return found;
  }
}
