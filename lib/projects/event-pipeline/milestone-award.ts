import { type CfnElement, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { StreamViewType } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import {
  Choice,
  Condition,
  DefinitionBody,
  JitterType,
  LogLevel,
  Map as MapState,
  Pass,
  ProvideItems,
  QueryLanguage,
  StateMachine,
  StateMachineType,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke, SnsPublish, SqsSendMessage } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { vendedLogName } from '../../constructs/access-log.ts';
import { HandlerFunction } from '../../constructs/handler-function.ts';
import { LearnerTable } from './learner-table.ts';
import { NO_DLQ_FOR_A_DLQ } from './queue-worker.ts';

export interface MilestoneAwardProps {
  /** Folder with the bundle of the workflow's task. */
  readonly bundle: string;
}

/** From a milestone in the table, through its stream and a pipe, to a workflow that awards it and tells the learner. */
export class MilestoneAward extends Construct {
  readonly table: LearnerTable;
  readonly task: HandlerFunction;
  readonly topic: Topic;
  readonly deadLetterQueue: Queue;
  readonly machine: StateMachine;
  readonly pipe: CfnPipe;

  constructor(scope: Construct, id: string, { bundle }: MilestoneAwardProps) {
    super(scope, id);
    // The outbox: written in the transaction of the effect, read by nobody but its stream. A table of its own, so that
    // the stream carries milestones and not every standing that moved.
    this.table = new LearnerTable(this, 'Table', { dynamoStream: StreamViewType.NEW_IMAGE });

    this.task = new HandlerFunction(this, 'Task', {
      bundle,
      description: 'Awards a milestone to one execution of the workflow',
      memorySize: 512,
      timeout: Duration.seconds(10),
      environment: { MILESTONES_TABLE_NAME: this.table.tableName },
    });
    this.task.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:UpdateItem'], resources: [this.table.tableArn] }),
    );

    this.topic = new Topic(this, 'Awarded', {
      displayName: 'certlab milestones',
      // SNS encrypts only when it is told to. The key that AWS keeps for it costs nothing but its use.
      masterKey: Alias.fromAliasName(this, 'SnsKey', 'alias/aws/sns'),
      enforceSSL: true,
    });
    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetterQueue).acknowledge(
      { id: 'Serverless-SQSRedrivePolicy', reason: NO_DLQ_FOR_A_DLQ },
      { id: 'AwsSolutions-SQS3', reason: NO_DLQ_FOR_A_DLQ },
    );
    this.machine = this.workflow();
    this.pipe = this.streamToWorkflow();
  }

  private workflow(): StateMachine {
    const park = SqsSendMessage.jsonata(this, 'ParkMilestone', {
      comment: 'The record and the error: enough to award it by hand, or to send it through again',
      queue: this.deadLetterQueue,
      messageBody: TaskInput.fromText("{% $string({'record': $record, 'error': $states.input.error}) %}"),
    });
    const nothingToDo = Pass.jsonata(this, 'NothingToDo');

    // Exam: backoff spreads retries over time, jitter spreads them between clients. Without jitter, all that failed
    // together comes back together.
    const retry = {
      interval: Duration.seconds(1),
      backoffRate: 2,
      maxAttempts: 3,
      jitterStrategy: JitterType.FULL,
    };
    const caught = { outputs: { error: '{% $states.errorOutput %}' } };

    const notify = SnsPublish.jsonata(this, 'TellTheLearner', {
      topic: this.topic,
      message: TaskInput.fromText(
        "{% $string({'learnerId': $record.dynamodb.NewImage.learnerId.S, 'domain': $record.dynamodb.NewImage.domain.S, " +
          "'level': $number($record.dynamodb.NewImage.level.N)}) %}",
      ),
    });
    notify.addRetry(retry).addCatch(park, caught);

    const award = LambdaInvoke.jsonata(this, 'Award', {
      lambdaFunction: this.task,
      payload: TaskInput.fromObject({
        pk: '{% $record.dynamodb.Keys.pk.S %}',
        sk: '{% $record.dynamodb.Keys.sk.S %}',
        executionId: '{% $states.context.Execution.Id %}',
      }),
      outputs: { awarded: '{% $states.result.Payload.awarded %}' },
      retryOnServiceExceptions: false,
    });
    award.addRetry(retry).addCatch(park, caught);
    award.next(
      Choice.jsonata(this, 'AwardedToThisExecution')
        .when(Condition.jsonata('{% $states.input.awarded %}'), notify)
        .otherwise(nothingToDo),
    );

    // The pipe's filter saves executions; this choice keeps the expects, whatever comes in.
    const isNew = Choice.jsonata(this, 'ReachedJustNow')
      .when(Condition.jsonata("{% $states.input.eventName = 'INSERT' %}"), award, {
        assign: { record: '{% $states.input %}' },
      })
      .otherwise(nothingToDo);

    const each = MapState.jsonata(this, 'EachRecord', {
      items: ProvideItems.jsonata('{% $states.input %}'),
      maxConcurrency: 5,
    });
    each.itemProcessor(isNew);

    const logs = new LogGroup(this, 'WorkflowLogs', {
      logGroupName: vendedLogName(this, 'Workflow'),
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const machine = new StateMachine(this, 'Workflow', {
      comment: 'Awards each milestone once, and tells the learner once',
      definitionBody: DefinitionBody.fromChainable(each),
      queryLanguage: QueryLanguage.JSONATA,
      // Exam: a standard workflow runs each state once, unless a retry says otherwise, and keeps its history for 90 days,
      // at a price a transition. An express one is far cheaper in bulk, runs at least once where it is started without
      // waiting, and ends after five minutes (Step Functions Developer Guide, "Choosing workflow type").
      stateMachineType: StateMachineType.STANDARD,
      timeout: Duration.minutes(5),
      tracingEnabled: true,
      logs: { destination: logs, level: LogLevel.ALL, includeExecutionData: false },
    });
    Validations.of(machine.role).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'CloudWatch Logs delivery and X-Ray only: neither offers resource-level permissions for these actions.',
      },
      {
        id: `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(this.task.node.defaultChild as CfnElement)}.Arn>:*]`,
        reason: "The versions and aliases of the workflow's own task, and of no other function.",
      },
    );
    return machine;
  }

  private streamToWorkflow(): CfnPipe {
    const streamArn = this.table.tableStreamArn as string;
    const role = new Role(this, 'PipeRole', {
      assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        resources: [streamArn],
      }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetterQueue.queueArn] }));
    role.addToPolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.machine.stateMachineArn] }),
    );

    const pipe = new CfnPipe(this, 'Pipe', {
      description: 'certlab: a new milestone starts the workflow',
      roleArn: role.roleArn,
      source: streamArn,
      sourceParameters: {
        // Awarding a milestone changes its item, which comes down the stream too: only what is new may start a run.
        filterCriteria: { filters: [{ pattern: JSON.stringify({ eventName: ['INSERT'] }) }] },
        dynamoDbStreamParameters: {
          startingPosition: 'TRIM_HORIZON',
          batchSize: 10,
          // Exam: a stream keeps order, so a record that always fails blocks its shard until it expires, unless the
          // retries are limited and a dead-letter queue takes it.
          maximumRetryAttempts: 5,
          onPartialBatchItemFailure: 'AUTOMATIC_BISECT',
          deadLetterConfig: { arn: this.deadLetterQueue.queueArn },
        },
      },
      target: this.machine.stateMachineArn,
      targetParameters: { stepFunctionStateMachineParameters: { invocationType: 'FIRE_AND_FORGET' } },
    });
    // The pipe is refused when its role may not read the stream yet.
    pipe.node.addDependency(role);
    return pipe;
  }
}
