import type { Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface NotificationsProps {
  readonly pipeline: Pipeline;
  readonly key: Key;
  /** Keeps the events that the topic would not take. */
  readonly undelivered: Queue;
}

/** Tells people what waits for them and what went wrong, in a sentence each; success is told once, at the end. */
export class Notifications extends Construct {
  readonly topic: Topic;
  private readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { pipeline, key, undelivered }: NotificationsProps) {
    super(scope, id);
    this.undelivered = undelivered;
    this.topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true });
    // Exam: the key that AWS manages for SNS cannot be opened to EventBridge; with it, every message would be lost in
    // silence.
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': this.topic.stack.account } },
      }),
    );

    const runOf = EventField.fromPath('$.detail.execution-id');
    const detail = { pipeline: [pipeline.pipelineName] };
    this.rule('Approval', 'A change waits for approval', 'CodePipeline Action Execution State Change', {
      ...detail,
      type: { category: ['Approval'] },
      state: ['STARTED'],
    }).addTarget(
      this.sentence(
        `A change waits for your approval in stage ${EventField.fromPath('$.detail.stage')} of ` +
          `${pipeline.pipelineName} (run ${runOf}). The approval holds its revision and its diff.`,
      ),
    );
    this.rule('Failure', 'A run failed', 'CodePipeline Stage Execution State Change', {
      ...detail,
      state: ['FAILED'],
    }).addTarget(
      this.sentence(
        `Stage ${EventField.fromPath('$.detail.stage')} of ${pipeline.pipelineName} failed (run ${runOf}). ` +
          'Runbook: lib/projects/delivery-pipeline/README.md#runbook',
      ),
    );
    this.rule('Success', 'A run ended in production', 'CodePipeline Pipeline Execution State Change', {
      ...detail,
      state: ['SUCCEEDED'],
    }).addTarget(this.sentence(`Run ${runOf} of ${pipeline.pipelineName} is in production.`));
  }

  private rule(id: string, description: string, detailType: string, detail: Record<string, unknown>): Rule {
    return new Rule(this, id, {
      description,
      eventPattern: { source: ['aws.codepipeline'], detailType: [detailType], detail },
    });
  }

  private sentence(text: string): SnsTopic {
    return new SnsTopic(this.topic, { message: RuleTargetInput.fromText(text), deadLetterQueue: this.undelivered });
  }
}
