/**
 * The comparison API as deployed, on a cloud whose settings take effect late. Its application is this repository's, over
 * a table in memory; what stands around it is modelled by its settings: which version callers get, the table that it
 * names, what its role may do, the index, the route and the pointer to the edition.
 */

import type { CreateFunctionRequest } from '@aws-sdk/client-lambda';
import { comparisonApi } from '../../../../lambda/serverless-api/app.ts';
import { isOfSite } from '../../../../lambda/serverless-api/env.ts';
import type { HttpHandler } from '../../../../lambda/shared/http/api.ts';
import { contentReaders } from '../../../../lambda/shared/table/content-reader.ts';
import { INDEX_NAME } from '../../../../lambda/shared/table/keys.ts';
import type { TableReads } from '../../../../lambda/shared/table/table-reads.ts';
import type { AwsClients } from '../../../../lib/lab/aws/aws-clients.ts';
import { callHandler } from '../../api/call-handler.ts';
import { contentEdition } from '../../content/content-edition.ts';
import { siteOn } from '../../site/made-site.ts';
import { fakeTable } from '../fake-table.ts';
import { called, deployedFunction, type Functions, isDefective, lateFunctions } from './late-functions.ts';
import { ARN, allows, isAllowed, lateRoles, missing, REGION, type Roles, tableArnOf } from './late-roles.ts';
import { LateSettings } from './late-settings.ts';

const site = siteOn('2026-11-28');
const TABLE = 'content';
const TABLE_ARN = tableArnOf(TABLE);
const INDEX_ARN = `${TABLE_ARN}/index/${INDEX_NAME}`;
const OUTPUTS = {
  ApiUrl: 'https://api.example',
  ApiId: 'api',
  ApiFunctionName: 'serve',
  ApiFunctionAlias: 'live',
  ApiFunctionRoleName: 'serve-role',
  ContentTableName: TABLE,
  SeedFunctionName: 'seed',
};

/** An index as DynamoDB describes it. */
interface Index {
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly Projection: { readonly ProjectionType: string };
}

interface Areas {
  functions: Functions;
  roles: Roles;
  api: { readonly routeKey: string };
  index: Index | null;
  item: { readonly version: string };
}

const HEALTHY: Areas = {
  functions: {
    serve: deployedFunction('serve-role', { CONTENT_TABLE_NAME: TABLE }, 'live'),
    seed: deployedFunction('seed-role', { CONTENT_TABLE_NAME: TABLE }),
  },
  roles: {
    'serve-role': allows(['dynamodb:GetItem', TABLE_ARN], ['dynamodb:Query', TABLE_ARN], ['dynamodb:Query', INDEX_ARN]),
    'seed-role': allows(
      ['dynamodb:GetItem', TABLE_ARN],
      ['dynamodb:Query', TABLE_ARN],
      ['dynamodb:PutItem', TABLE_ARN],
    ),
  },
  api: { routeKey: '$default' },
  index: {
    KeySchema: [
      { AttributeName: 'facet', KeyType: 'HASH' },
      { AttributeName: 'facetSort', KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: 'ALL' },
  },
  item: { version: contentEdition.version },
};

/** How the defects of the drills in code show. */
export type Defect = 'etag-blind' | 'page-skips';

/** @param defect what the build of the fault does */
export function lateApi(defect?: Defect) {
  const settings = new LateSettings(HEALTHY);
  /** One execution environment for each version: it keeps what it has read, as that of Lambda does. */
  const environments = new Map<string, HttpHandler>();
  const environmentOf = (version: string, tableName: string | undefined) => {
    const content = contentReaders(readsOf(settings, tableName));
    const made =
      environments.get(version) ??
      comparisonApi({ content, asset: async () => '', now: () => new Date(), log: () => {} });
    environments.set(version, made);
    return made;
  };
  const request: typeof fetch = async (input, init = {}) => {
    const { pathname, search } = new URL(String(input));
    const { method = 'GET' } = init;
    if (isOfSite(pathname)) return callHandler(site.handler, pathname, { method });
    if (!takes(settings.inEffect('api').routeKey, method, pathname))
      return Response.json({ message: 'Not Found' }, { status: 404 });
    const serve = settings.inEffect('functions').serve as Functions[string];
    const shown = isDefective(serve) ? defect : undefined;
    const handler = environmentOf(serve.aliases.live as string, called(serve).variables.CONTENT_TABLE_NAME);
    const asked = {
      method,
      headers: init.headers as Record<string, string>,
      ...(init.body && { body: String(init.body) }),
    };
    const answer = await callHandler(handler, `${pathname}${search}`, asked);
    if (shown === 'page-skips') return skipping(answer);
    // Answers of two days have the same length, and the defect takes that for their content.
    return shown === 'etag-blind' && asked.headers?.['if-none-match'] ? new Response(null, { status: 304 }) : answer;
  };
  const aws = clientsOf(settings, (event) =>
    environmentOf('later', TABLE)(event as Parameters<HttpHandler>[0]),
  ) as unknown as AwsClients;
  return { aws, fetch: request, outputs: OUTPUTS };
}

/** Whether a route takes a request: `$default`, or a method with `{proxy+}` for any path. */
function takes(routeKey: string, method: string, path: string): boolean {
  if (routeKey === '$default') return true;
  const [wanted, pattern = ''] = routeKey.split(' ');
  return (wanted === 'ANY' || wanted === method) && (pattern === '/{proxy+}' ? path.length > 1 : pattern === path);
}

/** A page without its first item, as the reader gets the next page whose cursor is one too far. */
async function skipping(answer: Response): Promise<Response> {
  const body = (await answer.json()) as { items?: unknown[]; nextCursor?: string | null };
  if (!body.items || body.nextCursor === null || body.nextCursor === undefined) return Response.json(body, answer);
  return Response.json({ ...body, items: body.items.slice(1) }, { status: answer.status });
}

/** What the function reads, as long as its settings let it. */
function readsOf(settings: LateSettings<Areas>, tableName: string | undefined): TableReads {
  const table = fakeTable(contentEdition);
  const may = (action: string, resource: string) => {
    if (!isAllowed(settings.inEffect('roles')['serve-role'] as Roles[string], action, resource)) {
      throw Object.assign(new Error(`not authorized to perform ${action} on ${resource}`), {
        name: 'AccessDeniedException',
      });
    }
    if (tableName !== TABLE) missing('ResourceNotFoundException', `table ${tableName}`);
  };
  const arn = tableArnOf(tableName ?? 'none');
  return {
    async served() {
      may('dynamodb:GetItem', arn);
      const served = await table.served();
      return served && { ...served, version: settings.inEffect('item').version };
    },
    async document(...asked) {
      may('dynamodb:GetItem', arn);
      return table.document(...asked);
    },
    async documents(...asked) {
      may('dynamodb:Query', arn);
      return table.documents(...asked);
    },
    async facetDocuments(...asked) {
      may('dynamodb:Query', `${arn}/index/${INDEX_NAME}`);
      if (!settings.inEffect('index')) missing('ValidationException', `index ${INDEX_NAME}`);
      return table.facetDocuments(...asked);
    },
  };
}

/** @param serves what a copy of the API's function answers to an event */
function clientsOf(settings: LateSettings<Areas>, serves: (event: unknown) => Promise<unknown>) {
  const functions = lateFunctions(settings as never);
  /** Of a function: its name, and the table that its variables name. */
  const copies = new Map<string | undefined, string | undefined>();
  const describedIndex = () => {
    const { index } = settings.now;
    const settling = settings.isSettling('index');
    if (!index) return settling ? [{ IndexName: INDEX_NAME, IndexStatus: 'DELETING' }] : [];
    return [{ IndexName: INDEX_NAME, IndexStatus: settling ? 'CREATING' : 'ACTIVE', ...index }];
  };
  const withoutAnswer = { FunctionError: 'Unhandled', Payload: new TextEncoder().encode('{"errorMessage":"failed"}') };
  return {
    iam: lateRoles(settings as never),
    lambda: {
      ...functions,
      async createFunction({ FunctionName, Environment }: CreateFunctionRequest) {
        copies.set(FunctionName, Environment?.Variables?.CONTENT_TABLE_NAME);
        return {};
      },
      async deleteFunction() {
        return {};
      },
      async getFunctionConfiguration(named: { FunctionName: string; Qualifier?: string }) {
        return copies.has(named.FunctionName) ? { State: 'Active' } : functions.getFunctionConfiguration(named);
      },
      /** The copy of the API's function, or the seed: it writes its edition, and points at it. */
      async invoke(named: { FunctionName: string; Payload?: Uint8Array }) {
        if (copies.has(named.FunctionName)) {
          if ((copies.get(named.FunctionName) ?? TABLE) !== TABLE) return withoutAnswer;
          const answer = await serves(JSON.parse(new TextDecoder().decode(named.Payload)));
          return { Payload: new TextEncoder().encode(JSON.stringify(answer)) };
        }
        const seed = settings.inEffect('functions').seed as Functions[string];
        if (seed.concurrency === 0) missing('TooManyRequestsException', 'a free execution');
        const role = settings.inEffect('roles')['seed-role'] as Roles[string];
        if (!isAllowed(role, 'dynamodb:PutItem', TABLE_ARN)) return withoutAnswer;
        if (settings.now.item.version !== contentEdition.version)
          settings.change('item', { version: contentEdition.version });
        return { Payload: new TextEncoder().encode(JSON.stringify({ version: contentEdition.version })) };
      },
      async getPolicy() {
        const Condition = { ArnLike: { 'AWS:SourceArn': `${ARN}:execute-api:${REGION}:api/*` } };
        const statement = { Sid: 'FromApi', Principal: { Service: 'apigateway.amazonaws.com' }, Condition };
        return { Policy: JSON.stringify({ Statement: [statement] }) };
      },
    },
    apigateway: {
      async getRoutes() {
        return { Items: [{ RouteId: 'route', RouteKey: settings.now.api.routeKey, Target: 'integrations/serve' }] };
      },
      async getRoute() {
        return { RouteKey: settings.now.api.routeKey };
      },
      async updateRoute({ RouteKey }: { RouteKey: string }) {
        settings.change('api', { routeKey: RouteKey });
        return {};
      },
      async getStages() {
        return {};
      },
      async getIntegrations() {
        return { Items: [{ IntegrationId: 'serve', IntegrationUri: `${ARN}:lambda:${REGION}:function:serve:live` }] };
      },
    },
    dynamodb: {
      async describeTable() {
        const AttributeDefinitions = ['facet', 'facetSort'].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        }));
        return { Table: { TableArn: TABLE_ARN, AttributeDefinitions, GlobalSecondaryIndexes: describedIndex() } };
      },
      async updateTable(wanted: { GlobalSecondaryIndexUpdates: { Create?: Index }[] }) {
        const { Create } = wanted.GlobalSecondaryIndexUpdates[0] ?? {};
        settings.change('index', Create ? { KeySchema: Create.KeySchema, Projection: Create.Projection } : null);
        return {};
      },
      async getItem() {
        return { Item: { version: { S: settings.now.item.version } } };
      },
      async updateItem(wanted: { ExpressionAttributeValues: { ':value': { S: string } } }) {
        settings.change('item', { version: wanted.ExpressionAttributeValues[':value'].S });
        return {};
      },
    },
  };
}
