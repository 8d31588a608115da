import { Duration, Fn } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ARCHIVE_DAYS, EVENT_SOURCE } from '../../../lambda/event-pipeline/env.ts';

export interface ActivityBusProps {
  /** Where every activity goes. */
  readonly queue: IQueue;
  /** Where EventBridge parks what it could not deliver to that queue. */
  readonly deadLetterQueue: IQueue;
}

/** The bus of study activity, everything that was on it for a month, and the one rule that leads to the worker. */
export class ActivityBus extends Construct {
  readonly bus: EventBus;
  readonly rule: Rule;
  /** The rule's own name, as metrics and API calls need it. */
  readonly ruleName: string;

  constructor(scope: Construct, id: string, { queue, deadLetterQueue }: ActivityBusProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { description: 'certlab: study activity' });

    // Exam: this is the bus of rules and targets, which AWS's console calls "Custom Event Bus - Classic". Here only an archive
    // can replay, and only what passed after it was made; the newer custom event bus keeps its events itself (EventBridge
    // User Guide, "Migrating from Custom Event Bus - Classic"). A queue forgets what was deleted.
    this.bus.archive('Archive', {
      description: 'certlab: everything that happened, for replay',
      eventPattern: { source: [EVENT_SOURCE] },
      retention: Duration.days(ARCHIVE_DAYS),
    });

    // By source alone, not by type: an event that no rule matches is dropped without a trace, so an unknown type has
    // to reach the worker, which parks it with a reason (docs/decisions/0011-where-bad-events-end.md).
    this.rule = new Rule(this, 'ToQueue', {
      description: 'certlab: study activity of every type goes to the worker',
      eventBus: this.bus,
      eventPattern: { source: [EVENT_SOURCE] },
      targets: [
        new SqsQueue(queue, {
          deadLetterQueue,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
    // Exam: `Ref` of a rule on a custom event bus is `<bus>|<rule>`, which no metric and no API call knows. Its ARN ends in
    // `rule/<bus>/<rule>`.
    this.ruleName = Fn.select(2, Fn.split('/', this.rule.ruleArn));
  }
}
