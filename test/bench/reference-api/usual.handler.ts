/**
 * The usual yardstick: written the way that most guides show. Hono with its default router and its Lambda adapter,
 * `import { z } from 'zod'`, lib-dynamodb over the default chain of credentials.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { cors } from 'hono/cors';
import { z } from 'zod';
import { COMPARISON_ASPECTS } from '../../../lambda/shared/content/compare.ts';
import { BACKGROUNDS } from '../../../lambda/shared/content/model.ts';
import { RECOMMENDATION_QUESTIONS } from '../../../lambda/shared/content/recommend.ts';
import { addRoutes, type Item, type Table } from './routes.ts';

const TableName = process.env.CONTENT_TABLE_NAME as string;
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const table: Table = {
  async item(pk, sk) {
    const { Item } = await client.send(new GetCommand({ TableName, Key: { pk, sk } }));
    return Item as Item | undefined;
  },
  async items(KeyConditionExpression, ExpressionAttributeValues, IndexName) {
    const { Items = [] } = await client.send(
      new QueryCommand({ TableName, KeyConditionExpression, ExpressionAttributeValues, IndexName }),
    );
    return Items as Item[];
  },
};

const day = z.iso.date().optional();
const LEVELS = ['foundational', 'associate', 'professional', 'specialty', 'business'] as const;
const STATUSES = ['active', 'scheduled', 'beta', 'expiring', 'retired'] as const;
const schemas = {
  certifications: z.strictObject({
    level: z.enum(LEVELS).optional(),
    status: z.enum(STATUSES).optional(),
    on: day,
    limit: z.coerce.number().int().min(1).max(100).default(20),
    cursor: z.string().max(200).optional(),
  }),
  on: z.strictObject({ on: day }),
  comparison: z.strictObject({
    aspects: z
      .string()
      .transform((list) => list.split(','))
      .pipe(z.array(z.enum(COMPARISON_ASPECTS)))
      .optional(),
  }),
  difficulty: z.strictObject({ background: z.enum(BACKGROUNDS).optional() }),
  studyTips: z.strictObject({ track: z.enum(['architect', 'developer']).optional() }),
  search: z.strictObject({
    q: z.string().trim().min(1).max(100),
    limit: z.coerce.number().int().min(1).max(50).default(10),
  }),
  recommendations: z.strictObject({
    answers: z.strictObject(
      Object.fromEntries(
        RECOMMENDATION_QUESTIONS.map(({ id, options }) => [id, z.enum(options.map((option) => option.id))]),
      ),
    ),
  }),
  isRefusal: (error: Error) => error instanceof z.ZodError,
};

const app = new Hono();
app.use(cors());
addRoutes(app, schemas, table);

export const handler = handle(app);
