/** The task of the milestone workflow. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { VARIABLES } from './env.ts';
import { awardMilestone } from './worker/award-milestone.ts';

const { MILESTONES_TABLE_NAME } = readEnvironment(VARIABLES, ['MILESTONES_TABLE_NAME']);

export const handler = awardMilestone(new DynamoDBClient(clientLimits()), MILESTONES_TABLE_NAME);
