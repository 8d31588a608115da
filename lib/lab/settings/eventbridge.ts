/** What drills change of EventBridge. */
import type { Target as RuleTarget } from '@aws-sdk/client-eventbridge';
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';

interface EventRuleTarget {
  readonly bus: string;
  readonly rule: string;
}

/** What a rule lets through, and whether it does anything at all. */
export interface EventRule {
  readonly pattern: Readonly<Record<string, unknown>>;
  readonly enabled: boolean;
}

/** A rule's pattern and state. */
export const eventRule = {
  resource: ({ bus, rule }: EventRuleTarget) => `events:rule:${bus}/${rule}`,
  async read(aws: AwsClients, { bus, rule }: EventRuleTarget): Promise<EventRule | undefined> {
    const answer = await orMissing(aws.eventbridge.describeRule({ EventBusName: bus, Name: rule }));
    return answer && { pattern: JSON.parse(answer.EventPattern ?? '{}'), enabled: answer.State === 'ENABLED' };
  },
  async write(aws: AwsClients, { bus, rule }: EventRuleTarget, { pattern, enabled }: EventRule): Promise<void> {
    const { Description, RoleArn } = await aws.eventbridge.describeRule({ EventBusName: bus, Name: rule });
    await aws.eventbridge.putRule({
      EventBusName: bus,
      Name: rule,
      Description,
      RoleArn,
      EventPattern: JSON.stringify(pattern),
      State: enabled ? 'ENABLED' : 'DISABLED',
    });
  },
};

type EventTargetTarget = EventRuleTarget & { readonly id: string };

/** Where a rule sends what it let through, and what it makes of it; `null` when the rule has no such target. */
export const eventTarget = {
  resource: (target: EventTargetTarget) => eventRule.resource(target),
  async read(aws: AwsClients, { bus, rule, id }: EventTargetTarget): Promise<RuleTarget | null | undefined> {
    const answer = await orMissing(aws.eventbridge.listTargetsByRule({ EventBusName: bus, Rule: rule }));
    return answer && (answer.Targets?.find(({ Id }) => Id === id) ?? null);
  },
  async write(aws: AwsClients, { bus, rule, id }: EventTargetTarget, value: RuleTarget | null): Promise<void> {
    if (value === null) await aws.eventbridge.removeTargets({ EventBusName: bus, Rule: rule, Ids: [id] });
    else await aws.eventbridge.putTargets({ EventBusName: bus, Rule: rule, Targets: [value] });
  },
};
