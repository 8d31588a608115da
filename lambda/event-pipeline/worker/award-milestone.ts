/** Task of the milestone workflow: awards a milestone to one execution, however often it is asked. */
import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { logger } from '../observe.ts';

/** What the workflow hands in: the key of the milestone and who is asking. */
export interface AwardRequest {
  readonly pk: string;
  readonly sk: string;
  /** The execution; it gets the same answer when it asks again, since the first reply may have been lost. */
  readonly executionId: string;
}

/** `awarded` is true for one execution only, which then tells the learner. */
export function awardMilestone(
  dynamodb: Pick<DynamoDBClient, 'send'>,
  milestones: string,
): (request: AwardRequest) => Promise<{ readonly awarded: boolean }> {
  return async ({ pk, sk, executionId }) => {
    try {
      await dynamodb.send(
        new UpdateItemCommand({
          TableName: milestones,
          Key: { pk: { S: pk }, sk: { S: sk } },
          UpdateExpression: 'SET awardedTo = :execution, awardedAt = if_not_exists(awardedAt, :now)',
          ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(awardedTo) OR awardedTo = :execution)',
          ExpressionAttributeValues: { ':execution': { S: executionId }, ':now': { S: new Date().toISOString() } },
        }),
      );
      return { awarded: true };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      logger.info('awarded before', { pk, sk, executionId });
      return { awarded: false };
    }
  };
}
