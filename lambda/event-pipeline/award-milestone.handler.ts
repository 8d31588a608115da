/** The task of the milestone workflow. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { awardMilestone } from './award-milestone.ts';
import { VARIABLES } from './env.ts';

const { MILESTONES_TABLE_NAME } = readEnvironment(VARIABLES, ['MILESTONES_TABLE_NAME']);

export const handler = awardMilestone(new DynamoDBClient(clientLimits()), MILESTONES_TABLE_NAME);
