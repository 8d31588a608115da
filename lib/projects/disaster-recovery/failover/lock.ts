import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Choice, Condition, type IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { FAILOVER_WORKFLOW } from '../names.ts';
import { call } from './calls.ts';

/** A table with one item. */
export interface Lock {
  readonly table: string;
  readonly arn: string;
}

const LOCK_KEY = { pk: { S: 'failover' } };
const ME = '{% $states.context.Execution.Id %}';

const executionsArn = (stack: Stack) =>
  stack.formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${FAILOVER_WORKFLOW}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** One at a time: the lock names the execution that holds it, and is free when that has ended, however it has. */
export function lock(scope: Construct, { table, arn }: Lock, underWay: IChainable, next: IChainable): IChainable {
  const take = call(scope, 'TakeLock', {
    service: 'dynamodb',
    action: 'UpdateItem',
    parameters: {
      TableName: table,
      Key: LOCK_KEY,
      UpdateExpression: 'SET holder = :me',
      ConditionExpression: 'attribute_not_exists(holder) OR holder = :seen',
      ExpressionAttributeValues: { ':me': { S: ME }, ':seen': { S: '{% $holder %}' } },
    },
    on: [arn],
  });
  take.addCatch(underWay, { errors: ['DynamoDb.ConditionalCheckFailedException'] }).next(next);
  const askHolder = call(scope, 'AskHolder', {
    service: 'sfn',
    action: 'DescribeExecution',
    parameters: { ExecutionArn: '{% $holder %}' },
    on: [executionsArn(Stack.of(scope))],
    assign: { holderIs: '{% $states.result.Status %}' },
  });
  askHolder
    // Step Functions forgets an execution 90 days after its end.
    .addCatch(take, { errors: ['Sfn.ExecutionDoesNotExistException'] })
    .next(
      Choice.jsonata(scope, 'HolderHasEnded')
        .when(Condition.jsonata("{% $holderIs = 'RUNNING' %}"), underWay)
        .otherwise(take),
    );
  const readLock = call(scope, 'ReadLock', {
    service: 'dynamodb',
    action: 'GetItem',
    parameters: { TableName: table, Key: LOCK_KEY, ConsistentRead: true },
    on: [arn],
    assign: { holder: "{% $exists($states.result.Item.holder.S) ? $states.result.Item.holder.S : 'nobody' %}" },
  });
  readLock.next(
    Choice.jsonata(scope, 'LockIsFree')
      .when(Condition.jsonata("{% $holder = 'nobody' or $holder = $states.context.Execution.Id %}"), take)
      .otherwise(askHolder),
  );
  return readLock;
}
