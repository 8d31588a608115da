/** Every route of the HTTP API but `POST /v1/activity`. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readVariable } from './env.ts';
import { readStandings } from './read-standings.ts';

export const handler = readStandings(new DynamoDBClient(clientLimits()), readVariable('STANDINGS_TABLE_NAME'));
