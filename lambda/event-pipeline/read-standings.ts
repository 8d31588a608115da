/** The way out: a learner's standing in each exam domain, and one review card. */
import { type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { cardIdSchema, learnerIdSchema } from './activity.ts';
import { type Answer, ok, problem } from './answers.ts';
import { cardKey, learnerPartition, STANDING_PREFIX } from './keys.ts';
import { logger } from './observe.ts';
import { POINTS_PER_LEVEL } from './standing.ts';

type Reads = Pick<DynamoDBClient, 'send'>;

const ROUTES: readonly { readonly path: RegExp; readonly methods: readonly string[] }[] = [
  { path: /^\/v1\/standings\/([^/]+)$/, methods: ['GET', 'HEAD'] },
  { path: /^\/v1\/cards\/([^/]+)\/([^/]+)$/, methods: ['GET', 'HEAD'] },
  { path: /^\/v1\/activity$/, methods: ['POST'] },
];

/** The handler of every route but `POST /v1/activity`, and so also of what no route matches. It never throws. */
export function readStandings(dynamodb: Reads, standings: string): (event: APIGatewayProxyEventV2) => Promise<Answer> {
  return async (event) => {
    try {
      const answer = await route(event, dynamodb, standings);
      return event.requestContext.http.method === 'HEAD' ? { ...answer, body: undefined } : answer;
    } catch (error) {
      logger.error('not read', { error: error as Error });
      const detail = 'Something went wrong here. Try again, and quote requestId if it stays.';
      return problem(event, 500, 'InternalError', detail);
    }
  };
}

async function route(event: APIGatewayProxyEventV2, dynamodb: Reads, standings: string): Promise<Answer> {
  const { method, path: rawPath } = event.requestContext.http;
  const stagePrefix = event.requestContext.stage === '$default' ? '' : `/${event.requestContext.stage}`;
  const path = rawPath.startsWith(`${stagePrefix}/v1/`) ? rawPath.slice(stagePrefix.length) : rawPath;
  const found = ROUTES.find((candidate) => candidate.path.test(path));
  if (!found) return problem(event, 404, 'NotFound', 'There is nothing here. See /v1/standings/{learnerId}.');
  if (!found.methods.includes(method)) {
    const allow = found.methods.join(', ');
    return problem(event, 405, 'MethodNotAllowed', `This answers ${allow} only.`, { headers: { allow } });
  }
  if (Object.keys(event.queryStringParameters ?? {}).length > 0) {
    return problem(event, 400, 'UnknownParameter', 'This takes no query parameters.');
  }
  const [, learnerId, cardId] = (found.path.exec(path) ?? []).map((part) => decode(part));
  const bounds = [learnerIdSchema, cardIdSchema];
  const ids = [learnerId, cardId].filter((id) => id !== undefined);
  if (ids.some((id, index) => !z.safeParse(bounds[index] as typeof learnerIdSchema, id).success)) {
    return problem(event, 422, 'InvalidId', 'An id is 1 to 64 letters, digits, dots, underscores or hyphens.');
  }
  return cardId === undefined
    ? ok(event, await standingsOf(dynamodb, standings, learnerId as string))
    : readCard(event, dynamodb, standings, { learnerId: learnerId as string, cardId });
}

/** A learner that nothing is known of has no standings yet, which is not an error: the pipeline may be on its way. */
async function standingsOf(dynamodb: Reads, standings: string, learnerId: string): Promise<object> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: standings,
      KeyConditionExpression: 'pk = :learner AND begins_with(sk, :standing)',
      ExpressionAttributeValues: {
        ':learner': { S: learnerPartition(learnerId) },
        ':standing': { S: STANDING_PREFIX },
      },
    }),
  );
  return {
    learnerId,
    standings: Items.map((item) => {
      const [exam, domain] = String(item.sk?.S).slice(STANDING_PREFIX.length).split('/');
      const number = (name: string) => Number(item[name]?.N ?? 0);
      return {
        exam,
        domain,
        points: number('points'),
        level: Math.floor(number('points') / POINTS_PER_LEVEL),
        lessonsRead: number('lessonsRead'),
        drillsSolved: number('drillsSolved'),
        questionsAnswered: number('questionsAnswered'),
        questionsRight: number('questionsRight'),
        updatedAt: item.updatedAt?.S,
      };
    }),
  };
}

async function readCard(
  event: APIGatewayProxyEventV2,
  dynamodb: Reads,
  standings: string,
  { learnerId, cardId }: { readonly learnerId: string; readonly cardId: string },
): Promise<Answer> {
  const { pk, sk } = cardKey(learnerId, cardId);
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: standings, Key: { pk: { S: pk }, sk: { S: sk } } }),
  );
  if (!Item) return problem(event, 404, 'CardNotFound', 'This learner has not reviewed this card yet.');
  return ok(event, {
    learnerId,
    cardId,
    box: Number(Item.box?.N),
    reviews: Number(Item.reviews?.N),
    lastReviewedAt: Item.lastReviewedAt?.S,
  });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
