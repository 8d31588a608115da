/**
 * The careful yardstick: the same libraries by somebody who looks at the size of the bundle. Hono's tiny preset, zod/mini
 * whose functions are bundled one by one, and DynamoDB's client alone, whose items are few and easy to read.
 */
import { type AttributeValue, DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { handle } from 'hono/aws-lambda';
import { cors } from 'hono/cors';
import { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { $ZodError } from 'zod/v4/core';
import { COMPARISON_ASPECTS } from '../../../lambda/shared/content/compare.ts';
import { BACKGROUNDS } from '../../../lambda/shared/content/model.ts';
import { RECOMMENDATION_QUESTIONS } from '../../../lambda/shared/content/recommend.ts';
import { addRoutes, type Item, type Table } from './routes.ts';

const TableName = process.env.CONTENT_TABLE_NAME as string;
const client = new DynamoDBClient({});
const plain = (item: Record<string, AttributeValue>): Item =>
  Object.fromEntries(Object.entries(item).map(([name, { S = '' }]) => [name, S]));
const coded = (item: Item) => Object.fromEntries(Object.entries(item).map(([name, S]) => [name, { S }]));
const table: Table = {
  async item(pk, sk) {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: coded({ pk, sk }) }));
    return Item && plain(Item);
  },
  async items(KeyConditionExpression, values, IndexName) {
    const ExpressionAttributeValues = coded(values);
    const { Items = [] } = await client.send(
      new QueryCommand({ TableName, KeyConditionExpression, ExpressionAttributeValues, IndexName }),
    );
    return Items.map(plain);
  },
};

// By name and not through `z.iso`, `z.coerce` or `z.core`: a namespace within a namespace is bundled whole, 400 KB of it.
const day = z.optional(z.string().check(z.regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/)));
const limit = (maximum: number, byDefault: number) => {
  const number = z.pipe(z.string(), z.transform(Number));
  return z._default(z.pipe(number, z.int().check(z.gte(1), z.lte(maximum))), byDefault);
};
const LEVELS = ['foundational', 'associate', 'professional', 'specialty', 'business'] as const;
const STATUSES = ['active', 'scheduled', 'beta', 'expiring', 'retired'] as const;
const schemas = {
  certifications: z.strictObject({
    level: z.optional(z.enum(LEVELS)),
    status: z.optional(z.enum(STATUSES)),
    on: day,
    limit: limit(100, 20),
    cursor: z.optional(z.string().check(z.maxLength(200))),
  }),
  on: z.strictObject({ on: day }),
  comparison: z.strictObject({
    aspects: z.optional(
      z.pipe(
        z.pipe(
          z.string(),
          z.transform((list) => list.split(',')),
        ),
        z.array(z.enum(COMPARISON_ASPECTS)),
      ),
    ),
  }),
  difficulty: z.strictObject({ background: z.optional(z.enum(BACKGROUNDS)) }),
  studyTips: z.strictObject({ track: z.optional(z.enum(['architect', 'developer'])) }),
  search: z.strictObject({
    q: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
    limit: limit(50, 10),
  }),
  recommendations: z.strictObject({
    answers: z.strictObject(
      Object.fromEntries(
        RECOMMENDATION_QUESTIONS.map(({ id, options }) => [id, z.enum(options.map((option) => option.id))]),
      ),
    ),
  }),
  isRefusal: (error: Error) => error instanceof $ZodError,
};

const app = new Hono();
app.use(cors());
addRoutes(app, schemas, table);

export const handler = handle(app);
