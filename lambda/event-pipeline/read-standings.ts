/** The way out: a learner's standing in each exam domain, and one review card. */
import { type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type HttpHandler, httpApi, type Route } from '../shared/http/api.ts';
import { documentRoutes } from '../shared/http/document-routes.ts';
import type { Log } from '../shared/http/log.ts';
import { PROBLEMS, Problem } from '../shared/http/problem.ts';
import { idPattern, LONGEST_CARD_ID, LONGEST_LEARNER_ID } from './activity/ids.ts';
import { REQUESTS } from './contract/requests.ts';
import type { Card, Standings } from './contract/responses.ts';
import { cardKey, learnerPartition, STANDING_PREFIX } from './keys.ts';
import { POINTS_PER_LEVEL } from './worker/standing.ts';

export interface ReadDependencies {
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  /** Name of the standings table. */
  readonly standings: string;
  /** A file that is made at build time, as text. */
  readonly asset: (name: string) => Promise<string>;
  readonly log: Log;
}

/** The handler of every route but `POST /v1/activity`, and so also of what no route matches. It never throws. */
export function readStandings(from: ReadDependencies): HttpHandler {
  const routes: Route[] = [
    {
      ...REQUESTS.getStandings,
      answer: async ({ path }) => {
        const learnerId = idIn(path, 'learnerId', LONGEST_LEARNER_ID);
        return { text: JSON.stringify(await standingsOf(from, learnerId)), caching: EACH_TIME };
      },
    },
    {
      ...REQUESTS.getCard,
      answer: async ({ path }) => {
        const learnerId = idIn(path, 'learnerId', LONGEST_LEARNER_ID);
        const cardId = idIn(path, 'cardId', LONGEST_CARD_ID);
        return { text: JSON.stringify(await cardOf(from, learnerId, cardId)), caching: EACH_TIME };
      },
    },
    // The other function's: a role that writes is none that reads.
    REQUESTS.acceptActivity,
    ...documentRoutes(from.asset, 'public, max-age=300'),
  ];
  return httpApi(routes, from.log);
}

/** A standing may be kept by its reader alone, who asks with its ETag whether it is still so. */
const EACH_TIME = 'private, no-cache';

/** What no event could have had as an id names nothing, and is not looked for. */
function idIn(path: Readonly<Record<string, string>>, name: string, longest: number): string {
  const id = path[name] ?? '';
  if (idPattern(longest).test(id)) return id;
  const form = `1 to ${longest} letters, digits, dots, underscores or hyphens, beginning with a letter or digit`;
  throw new Problem(PROBLEMS['not-found'], `No such ${name}: it has ${form}.`);
}

/** A learner that nothing is known of has no standings yet, which is not an error: the pipeline may be on its way. */
async function standingsOf({ dynamodb, standings }: ReadDependencies, learnerId: string): Promise<Standings> {
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
      const [exam = '', domain = ''] = String(item.sk?.S).slice(STANDING_PREFIX.length).split('/');
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
        updatedAt: String(item.updatedAt?.S),
      };
    }),
  };
}

async function cardOf({ dynamodb, standings }: ReadDependencies, learnerId: string, cardId: string): Promise<Card> {
  const { pk, sk } = cardKey(learnerId, cardId);
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: standings, Key: { pk: { S: pk }, sk: { S: sk } } }),
  );
  if (!Item) throw new Problem(PROBLEMS['not-found'], 'This learner has not reviewed this card yet.');
  return {
    learnerId,
    cardId,
    box: Number(Item.box?.N),
    reviews: Number(Item.reviews?.N),
    lastReviewedAt: String(Item.lastReviewedAt?.S),
  };
}
