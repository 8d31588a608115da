/** Every route of the HTTP API but `POST /v1/activity`. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { VARIABLES } from './env.ts';
import { readStandings } from './read-standings.ts';

const { STANDINGS_TABLE_NAME } = readEnvironment(VARIABLES, ['STANDINGS_TABLE_NAME']);

export const handler = readStandings(new DynamoDBClient(clientLimits()), STANDINGS_TABLE_NAME);
