/**
 * A little AWS for tests of the drills that no emulator can run, and of the engine itself. Its behaviour, in writing:
 *
 * - Everything is one JSON file, rewritten whole at each change, so that it outlives a process that is killed.
 * - Lambda: `$LATEST` has the configuration; `publishVersion` freezes a copy; an alias points at a version and may send
 *   a share of its calls to a second one. Resource policy statements stand per alias.
 * - API Gateway answers a request by invoking the function's alias: 500 when no statement lets it (source ARN, if given,
 *   has to match that of the one route of the one stage), 503 when as many calls are running as are reserved, 429 for every request of a second over the
 *   burst. A call lasts 5 ms. The function answers 500 when the variable that names its table does not, and 500 when the
 *   table is out of read units. An API that serves standings counts what lies in a queue: nobody has to work it off.
 * - DynamoDB: a table is on demand or has read units; with units, only that many reads succeed in one second.
 * - SQS: attributes, and a queue policy. EventBridge delivers to a queue only if its policy lets the service send.
 * - With {@link Unkindness} it is as late as AWS, and as small as a new account.
 * - What is missing is refused by the error name that AWS uses. Nothing else is checked.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsClients } from '../../../lib/lab/aws/aws-clients.ts';

interface FakeVersion {
  variables: Record<string, string>;
  timeout: number;
  memory: number;
}

export interface CloudState {
  functions: Record<
    string,
    {
      latest: FakeVersion;
      versions: Record<string, FakeVersion>;
      aliases: Record<string, { version: string; weights: Record<string, number> }>;
      permissions: { alias: string; sid: string; principal: string; sourceArn?: string }[];
      concurrency: number | null;
    }
  >;
  queues: Record<string, Record<string, string>>;
  tables: Record<
    string,
    {
      billing: 'on-demand' | { read: number; write: number };
      limits?: { read: number; write: number };
      recovery: boolean;
      recoveryDays?: number;
      backups: number;
    }
  >;
  apis: Record<
    string,
    { arn: string; functionName: string; alias: string; needs: string; table: string; rate: number; burst: number }
  >;
  rules: Record<string, { queueUrl: string; arn: string }>;
  /** Messages by queue URL. */
  messages: Record<string, string[]>;
  /** Which queue's messages an API counts as standings, by API id. */
  standings: Record<string, string>;
}

const EMPTY: CloudState = { functions: {}, queues: {}, tables: {}, apis: {}, rules: {}, messages: {}, standings: {} };

/** Makes the file of a new cloud. */
export function makeCloud(file: string, state: Partial<CloudState>): void {
  writeFileSync(file, JSON.stringify({ ...EMPTY, ...state }));
}

export function readCloud(file: string): CloudState {
  return JSON.parse(readFileSync(file, 'utf8'));
}

interface FakeStatement {
  readonly Effect: string;
  readonly Principal: '*' | { readonly Service?: string };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Whether an ARN matches a pattern with stars. */
const matches = (pattern: string, arn: string) =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
      .join('.*')}$`,
  ).test(arn);

const POINTS: Record<string, number> = { LessonRead: 5, DrillSolved: 20, QuizAnswered: 10 };

function standingOf(learnerId: string, messages: readonly string[]) {
  const own = messages.filter((message) => message.includes(learnerId));
  const points = own.reduce((sum, message) => sum + (POINTS[JSON.parse(message).DetailType] ?? 0), 0);
  return { learnerId, standings: [{ points }] };
}

function missing(name: string, what: string): never {
  throw Object.assign(new Error(`${what} does not exist`), { name });
}

/** In what the cloud may be less kind than by default. */
export interface Unkindness {
  /**
   * How long a change of a setting takes to show in what the cloud does; in the second half of that time calls meet the
   * old and the new by turns. What a setting is, is answered at once, as AWS does.
   */
  readonly lateMs?: number;
  /** How many calls the account may have running at once. @default 1000 */
  readonly concurrentExecutions?: number;
}

/** The clients of the cloud in this file, and a `fetch` that reaches its APIs at `https://<api id>.example/…`. */
export function fakeCloud(
  file: string,
  { lateMs = 0, concurrentExecutions = 1_000 }: Unkindness = {},
): { aws: AwsClients; fetch: typeof fetch } {
  const history: { readonly state: CloudState; readonly until: number }[] = [];
  let turn = 0;
  /** The settings that a call meets. */
  const inEffect = (): CloudState => {
    turn += 1;
    const now = Date.now();
    const old = history.find(({ until }) => until > now);
    const isStillOld = old && (old.until - now > lateMs / 2 || turn % 2 === 0);
    return isStillOld ? old.state : readCloud(file);
  };
  const change = <Answer>(edit: (state: CloudState) => Answer, isSetting = true): Answer => {
    const state = readCloud(file);
    if (lateMs > 0 && isSetting) history.push({ state: structuredClone(state), until: Date.now() + lateMs });
    const answer = edit(state);
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
    return answer;
  };
  const functionOf = (state: CloudState, name: string) =>
    state.functions[name] ?? missing('ResourceNotFoundException', `function ${name}`);
  const tableOf = (state: CloudState, name: string) =>
    state.tables[name] ?? missing('ResourceNotFoundException', `table ${name}`);
  const queueOf = (state: CloudState, url: string) => state.queues[url] ?? missing('QueueDoesNotExist', `queue ${url}`);
  const aliasOf = (state: CloudState, name: string, alias: string) =>
    functionOf(state, name).aliases[alias] ?? missing('ResourceNotFoundException', `alias ${alias}`);
  const apiOf = (state: CloudState, id: string) => state.apis[id] ?? missing('NotFoundException', `API ${id}`);

  const lambda = {
    async getFunctionConfiguration({ FunctionName, Qualifier }: { FunctionName: string; Qualifier?: string }) {
      const state = readCloud(file);
      const made = functionOf(state, FunctionName);
      const version = Qualifier
        ? (made.versions[made.aliases[Qualifier]?.version ?? Qualifier] ??
          missing('ResourceNotFoundException', Qualifier))
        : made.latest;
      const FunctionArn = `arn:aws:lambda:us-east-1:111122223333:function:${FunctionName}`;
      return {
        FunctionArn,
        Environment: { Variables: version.variables },
        Timeout: version.timeout,
        MemorySize: version.memory,
      };
    },
    async updateFunctionConfiguration(wanted: {
      FunctionName: string;
      Environment?: { Variables: Record<string, string> };
      Timeout?: number;
      MemorySize?: number;
    }) {
      return change((state) => {
        const { latest } = functionOf(state, wanted.FunctionName);
        latest.variables = wanted.Environment?.Variables ?? latest.variables;
        latest.timeout = wanted.Timeout ?? latest.timeout;
        latest.memory = wanted.MemorySize ?? latest.memory;
        return {};
      });
    },
    async publishVersion({ FunctionName }: { FunctionName: string }) {
      return change((state) => {
        const made = functionOf(state, FunctionName);
        const Version = String(Object.keys(made.versions).length + 1);
        made.versions[Version] = structuredClone(made.latest);
        return { Version };
      });
    },
    async getAlias({ FunctionName, Name }: { FunctionName: string; Name: string }) {
      const { version, weights } = aliasOf(readCloud(file), FunctionName, Name);
      return { FunctionVersion: version, RoutingConfig: { AdditionalVersionWeights: weights } };
    },
    async updateAlias(wanted: {
      FunctionName: string;
      Name: string;
      FunctionVersion?: string;
      RoutingConfig?: { AdditionalVersionWeights: Record<string, number> };
    }) {
      return change((state) => {
        const alias = aliasOf(state, wanted.FunctionName, wanted.Name);
        alias.version = wanted.FunctionVersion ?? alias.version;
        alias.weights = wanted.RoutingConfig?.AdditionalVersionWeights ?? alias.weights;
        return {};
      });
    },
    async getFunctionConcurrency({ FunctionName }: { FunctionName: string }) {
      return { ReservedConcurrentExecutions: functionOf(readCloud(file), FunctionName).concurrency ?? undefined };
    },
    async putFunctionConcurrency(wanted: { FunctionName: string; ReservedConcurrentExecutions: number }) {
      return change((state) => {
        functionOf(state, wanted.FunctionName).concurrency = wanted.ReservedConcurrentExecutions;
        return {};
      });
    },
    async deleteFunctionConcurrency({ FunctionName }: { FunctionName: string }) {
      return change((state) => {
        functionOf(state, FunctionName).concurrency = null;
        return {};
      });
    },
    async getAccountSettings() {
      return { AccountLimit: { ConcurrentExecutions: concurrentExecutions } };
    },
    async getPolicy({ FunctionName, Qualifier }: { FunctionName: string; Qualifier: string }) {
      const mine = functionOf(readCloud(file), FunctionName).permissions.filter(({ alias }) => alias === Qualifier);
      if (mine.length === 0) missing('ResourceNotFoundException', 'the resource policy');
      return {
        Policy: JSON.stringify({
          Statement: mine.map(({ sid, principal, sourceArn }) => ({
            Sid: sid,
            Effect: 'Allow',
            Principal: { Service: principal },
            ...(sourceArn && { Condition: { ArnLike: { 'AWS:SourceArn': sourceArn } } }),
          })),
        }),
      };
    },
    async removePermission(wanted: { FunctionName: string; Qualifier: string; StatementId: string }) {
      return change((state) => {
        const made = functionOf(state, wanted.FunctionName);
        const kept = made.permissions.filter(
          ({ alias, sid }) => alias !== wanted.Qualifier || sid !== wanted.StatementId,
        );
        if (kept.length === made.permissions.length) missing('ResourceNotFoundException', 'the statement');
        made.permissions = kept;
        return {};
      });
    },
    async addPermission(wanted: {
      FunctionName: string;
      Qualifier: string;
      StatementId: string;
      Principal: string;
      SourceArn?: string;
    }) {
      return change((state) => {
        functionOf(state, wanted.FunctionName).permissions.push({
          alias: wanted.Qualifier,
          sid: wanted.StatementId,
          principal: wanted.Principal,
          sourceArn: wanted.SourceArn,
        });
        return {};
      });
    },
  };

  /** Messages that somebody has received and not given back. */
  const received = new Set<string>();
  const sqs = {
    async getQueueAttributes({ QueueUrl, AttributeNames }: { QueueUrl: string; AttributeNames: string[] }) {
      const all = queueOf(readCloud(file), QueueUrl);
      return {
        Attributes: Object.fromEntries(
          Object.entries(all).filter(([name]) => AttributeNames.includes(name) || AttributeNames.includes('All')),
        ),
      };
    },
    async purgeQueue({ QueueUrl }: { QueueUrl: string }) {
      return change((state) => {
        queueOf(state, QueueUrl);
        state.messages[QueueUrl] = [];
        return {};
      });
    },
    async sendMessage({ QueueUrl, MessageBody }: { QueueUrl: string; MessageBody: string }) {
      return change((state) => {
        state.messages[QueueUrl] = [...(state.messages[QueueUrl] ?? []), MessageBody];
        return {};
      }, false);
    },
    /** A message is its own handle. */
    async receiveMessage({ QueueUrl }: { QueueUrl: string }) {
      const there = (readCloud(file).messages[QueueUrl] ?? []).filter((body) => !received.has(body));
      for (const body of there) received.add(body);
      return { Messages: there.map((Body) => ({ Body, ReceiptHandle: Body })) };
    },
    async changeMessageVisibilityBatch({ Entries }: { Entries: { ReceiptHandle: string }[] }) {
      for (const { ReceiptHandle } of Entries) received.delete(ReceiptHandle);
      return {};
    },
    async deleteMessage({ QueueUrl, ReceiptHandle }: { QueueUrl: string; ReceiptHandle: string }) {
      received.delete(ReceiptHandle);
      return change((state) => {
        state.messages[QueueUrl] = (state.messages[QueueUrl] ?? []).filter((body) => body !== ReceiptHandle);
        return {};
      }, false);
    },
    async setQueueAttributes({ QueueUrl, Attributes }: { QueueUrl: string; Attributes: Record<string, string> }) {
      return change((state) => {
        Object.assign(queueOf(state, QueueUrl), Attributes);
        return {};
      });
    },
  };

  const dynamodb = {
    async describeTable({ TableName }: { TableName: string }) {
      const { billing, limits } = tableOf(readCloud(file), TableName);
      const OnDemandThroughput = limits && {
        MaxReadRequestUnits: limits.read,
        MaxWriteRequestUnits: limits.write,
      };
      return {
        Table: {
          TableStatus: 'ACTIVE',
          ...(billing === 'on-demand'
            ? { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' }, OnDemandThroughput }
            : { ProvisionedThroughput: { ReadCapacityUnits: billing.read, WriteCapacityUnits: billing.write } }),
        },
      };
    },
    async updateTable(wanted: {
      TableName: string;
      BillingMode?: string;
      ProvisionedThroughput?: { ReadCapacityUnits: number; WriteCapacityUnits: number };
      OnDemandThroughput?: { MaxReadRequestUnits: number; MaxWriteRequestUnits: number };
    }) {
      return change((state) => {
        const units = wanted.ProvisionedThroughput;
        const limits = wanted.OnDemandThroughput;
        // On the way to provisioned units the limits of the table are lost, as on AWS.
        if (units) tableOf(state, wanted.TableName).limits = undefined;
        if (limits) {
          const { MaxReadRequestUnits: read, MaxWriteRequestUnits: write } = limits;
          tableOf(state, wanted.TableName).limits = { read, write };
        }
        if (wanted.BillingMode === undefined) return {};
        tableOf(state, wanted.TableName).billing =
          wanted.BillingMode === 'PAY_PER_REQUEST' || !units
            ? 'on-demand'
            : { read: units.ReadCapacityUnits, write: units.WriteCapacityUnits };
        return {};
      });
    },
    async describeContinuousBackups({ TableName }: { TableName: string }) {
      const { recovery, recoveryDays } = tableOf(readCloud(file), TableName);
      return {
        ContinuousBackupsDescription: {
          PointInTimeRecoveryDescription: {
            PointInTimeRecoveryStatus: recovery ? 'ENABLED' : 'DISABLED',
            RecoveryPeriodInDays: recovery ? (recoveryDays ?? 35) : undefined,
          },
        },
      };
    },
    async updateContinuousBackups(wanted: {
      TableName: string;
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: boolean; RecoveryPeriodInDays?: number };
    }) {
      return change((state) => {
        const { PointInTimeRecoveryEnabled, RecoveryPeriodInDays } = wanted.PointInTimeRecoverySpecification;
        Object.assign(tableOf(state, wanted.TableName), {
          recovery: PointInTimeRecoveryEnabled,
          recoveryDays: RecoveryPeriodInDays,
        });
        return {};
      });
    },
    async createBackup({ TableName }: { TableName: string }) {
      return change((state) => {
        tableOf(state, TableName).backups += 1;
        return {};
      });
    },
  };

  const apigateway = {
    async getStage({ ApiId }: { ApiId: string }) {
      const { rate, burst } = apiOf(readCloud(file), ApiId);
      return { DefaultRouteSettings: { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } };
    },
    async updateStage(wanted: {
      ApiId: string;
      DefaultRouteSettings: { ThrottlingRateLimit: number; ThrottlingBurstLimit: number };
    }) {
      return change((state) => {
        const api = apiOf(state, wanted.ApiId);
        api.rate = wanted.DefaultRouteSettings.ThrottlingRateLimit;
        api.burst = wanted.DefaultRouteSettings.ThrottlingBurstLimit;
        return {};
      });
    },
  };

  const thisSecond = { second: 0, requests: 0, reads: 0, sinceOther: 0 };
  const answer = (status: number) => new Response(JSON.stringify({ status }), { status });
  let running = 0;
  const request: typeof fetch = async (input) => {
    const { hostname, pathname } = new URL(String(input));
    const state = inEffect();
    const apiId = hostname.split('.')[0] ?? '';
    const standings = state.standings[apiId];
    if (standings)
      return Response.json(standingOf(pathname.split('/').at(-1) ?? '', readCloud(file).messages[standings] ?? []));
    const api = state.apis[apiId];
    if (!api) throw new TypeError(`getaddrinfo ENOTFOUND ${hostname}`);
    const second = Math.floor(Date.now() / 1_000);
    if (second !== thisSecond.second) Object.assign(thisSecond, { second, requests: 0, reads: 0 });
    if (++thisSecond.requests > api.burst) return answer(429);

    const made = functionOf(state, api.functionName);
    const mayInvoke = made.permissions.some(
      ({ alias, principal, sourceArn }) =>
        alias === api.alias &&
        principal === 'apigateway.amazonaws.com' &&
        (!sourceArn || matches(sourceArn, `${api.arn}$default/$default`)),
    );
    if (!mayInvoke) return answer(500);
    if (running >= Math.min(made.concurrency ?? concurrentExecutions, concurrentExecutions)) return answer(503);
    running += 1;
    await sleep(5);
    running -= 1;

    const { version, weights } = aliasOf(state, api.functionName, api.alias);
    const [[other, weight] = ['', 0]] = Object.entries(weights);
    // In place of chance: a share of a tenth is every tenth call.
    thisSecond.sinceOther += weight;
    const takesOther = thisSecond.sinceOther >= 1;
    if (takesOther) thisSecond.sinceOther -= 1;
    const { billing } = tableOf(state, api.table);
    if (made.versions[takesOther ? other : version]?.variables[api.needs] !== api.table) return answer(500);
    if (billing !== 'on-demand' && ++thisSecond.reads > billing.read) return answer(500);
    return answer(200);
  };

  const eventbridge = {
    async describeRule({ EventBusName }: { EventBusName: string }) {
      return { Arn: readCloud(file).rules[EventBusName]?.arn };
    },
    async putEvents({ Entries }: { Entries: { EventBusName: string; DetailType: string; Detail: string }[] }) {
      const settings = inEffect();
      return change((state) => {
        for (const { EventBusName, ...event } of Entries) {
          const rule = state.rules[EventBusName] ?? missing('ResourceNotFoundException', EventBusName);
          const policy = JSON.parse(queueOf(settings, rule.queueUrl).Policy || '{"Statement":[]}');
          const allowed = policy.Statement.some(
            ({ Effect, Principal, Condition = {} }: FakeStatement) =>
              Effect === 'Allow' &&
              (Principal === '*' || Principal.Service === 'events.amazonaws.com') &&
              Object.values(Condition).every(
                (keys) =>
                  (keys['aws:SourceArn'] ?? rule.arn) === rule.arn &&
                  (keys['aws:SourceAccount'] ?? '111122223333') === '111122223333',
              ),
          );
          // What the queue refuses goes to the dead-letter queue of the target.
          const goesTo = allowed ? rule.queueUrl : `${rule.queueUrl}-dead`;
          state.messages[goesTo] = [...(state.messages[goesTo] ?? []), JSON.stringify(event)];
        }
        return { FailedEntryCount: 0, Entries: Entries.map((_, index) => ({ EventId: `${index}` })) };
      }, false);
    },
  };

  const clients = { lambda, sqs, dynamodb, apigateway, eventbridge };
  return { aws: clients as unknown as AwsClients, fetch: request };
}
