/** The task of the milestone workflow. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientLimits } from '../shared/runtime/clients.ts';
import { awardMilestone } from './award-milestone.ts';
import { readVariable } from './env.ts';

export const handler = awardMilestone(new DynamoDBClient(clientLimits()), readVariable('MILESTONES_TABLE_NAME'));
