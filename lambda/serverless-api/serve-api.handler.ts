import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { readEnvironment } from './env.ts';

readEnvironment();
const app = new Hono();

/** HTTP API, payload format 2.0. */
export const handler = handle(app);
