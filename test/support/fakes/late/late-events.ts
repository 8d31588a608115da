/**
 * The event pipeline as deployed, on a cloud whose settings take effect late. Modelled are its settings and what they let
 * happen: what the rule takes and how it hands it on, whether and how the worker is fed, what the roles may do, whether
 * the pipe runs, and what the workflow says. Time passes when somebody looks, in steps of half a second.
 */
import { EVENT_SOURCE } from '../../../../lambda/event-pipeline/env.ts';
import { milestoneKey } from '../../../../lambda/event-pipeline/keys.ts';
import { deployedFunction, type Functions, isDefective } from './late-functions.ts';
import { LateQueue, type QueuedMessage } from './late-queue.ts';
import { allows, isAllowed, queueArnOf, type Roles, tableArnOf } from './late-roles.ts';
import { LateSettings } from './late-settings.ts';

export const OUTPUTS = {
  ActivityBusName: 'bus',
  ActivityBusArn: 'arn:aws:events:us-east-1:111122223333:event-bus/bus',
  ActivityRuleName: 'rule',
  ActivityQueueUrl: 'https://sqs.example/activity',
  ActivityDeadLetterQueueUrl: 'https://sqs.example/activity-dead',
  ActivityWorkerName: 'worker',
  ActivityWorkerRoleName: 'worker-role',
  ActivityMappingId: 'mapping',
  AwardFunctionName: 'award',
  ApiUrl: 'https://standings.example',
  StandingsTableName: 'standings',
  MilestonesTableName: 'milestones',
  MilestoneDeadLetterQueueUrl: 'https://sqs.example/milestones-dead',
  MilestonePipeName: 'pipe',
  MilestoneMachineArn: 'arn:aws:states:us-east-1:111122223333:stateMachine:award',
  MilestoneTopicArn: 'arn:aws:sns:us-east-1:111122223333:awarded',
};

interface Areas {
  functions: Functions;
  roles: Roles;
  rule: {
    readonly pattern: { readonly source?: readonly string[] };
    readonly enabled: boolean;
    readonly target: RuleTarget;
  };
  mapping: { readonly enabled: boolean; readonly reports: boolean; readonly filters: readonly string[] };
  pipe: { readonly state: 'RUNNING' | 'STOPPED' };
  machine: { readonly definition: string };
  alarm: Readonly<Record<string, unknown>>;
  queue: { readonly policy: string };
}
type RuleTarget = { readonly Id: string; readonly Arn: string; readonly InputPath?: string };

export const RULE_ARN = 'arn:aws:events:us-east-1:111122223333:rule/bus/rule';
const TOLD = '{% $states.input.awarded %}';

const HEALTHY: Areas = {
  functions: { worker: deployedFunction('worker-role', {}), award: deployedFunction('award-role', {}) },
  roles: {
    'worker-role': allows(
      ['dynamodb:PutItem', tableArnOf('standings')],
      ['dynamodb:UpdateItem', tableArnOf('standings')],
      ['dynamodb:PutItem', tableArnOf('milestones')],
      ['sqs:SendMessage', queueArnOf(OUTPUTS.ActivityDeadLetterQueueUrl)],
    ),
    'award-role': allows(['dynamodb:UpdateItem', tableArnOf('milestones')], ['xray:PutTraceSegments', '*']),
  },
  rule: {
    pattern: { source: [EVENT_SOURCE] },
    enabled: true,
    target: { Id: 'Target0', Arn: queueArnOf(OUTPUTS.ActivityQueueUrl), ...{ DeadLetterConfig: { Arn: 'kept' } } },
  },
  mapping: { enabled: true, reports: true, filters: [] },
  pipe: { state: 'RUNNING' },
  machine: {
    definition: JSON.stringify({
      StartAt: 'Award',
      States: { Choice: { Type: 'Choice', Choices: [{ Condition: TOLD }] } },
    }),
  },
  alarm: {
    AlarmName: 'EventPipeline-ActivityWorkerErrors',
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [{ Name: 'FunctionName', Value: OUTPUTS.ActivityWorkerName }],
    ...{ Statistic: 'Sum', Threshold: 1, Period: 60, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' },
    ...{ ComparisonOperator: 'GreaterThanOrEqualToThreshold', ActionsEnabled: true },
  },
  queue: {
    policy: JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': RULE_ARN } },
        },
      ],
    }),
  },
};

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}
interface Detail {
  readonly eventId: string;
  readonly learnerId: string;
}
interface Milestone {
  awarded: boolean;
  readonly learnerId: string;
  readonly level: number;
  readonly key: string;
}

const POINTS: Readonly<Record<string, number>> = { LessonRead: 5, DrillSolved: 20, QuizAnswered: 10 };
const DOMAIN = 'SAA-C03/2';
const VISIBILITY_SECONDS = 60;
const MOST_RECEIVES = 5;
const STEP_MS = 500;
/** EventBridge User Guide, "Archiving and replaying events": an event may be ten minutes late in the archive (2026-11-29). */
const ARCHIVED_AFTER_MS = 10 * 60_000;

/** What the worker, the pipe and the workflow make of what is published. */
export class LateEvents {
  readonly settings = new LateSettings(HEALTHY);
  readonly queue = new LateQueue();
  readonly dead = new LateQueue();
  /** Milestones whose award failed. */
  readonly deadMilestones = new LateQueue();
  /** Queues that listen to the topic, by URL. */
  readonly listeners = new Map<string, LateQueue>();
  readonly points = new Map<string, number>();
  /** Learners whose standing cannot be written for the moment. */
  readonly unwritable = new Set<string>();
  readonly milestones = new Map<string, Milestone>();
  /** When an event was applied, by the id under which that is kept. */
  readonly applied = new Map<string, number>();
  readonly #archive: (Entry & { readonly at: number })[] = [];
  /** Milestones that the pipe has not carried yet. */
  #inStream: Milestone[] = [];
  #until = Date.now();

  /** Lets pass what has passed since somebody last looked. */
  advance(): void {
    for (; this.#until + STEP_MS <= Date.now(); ) {
      this.#until += STEP_MS;
      this.#work(this.#until);
      this.#carry(this.#until);
    }
  }

  /** Keeps an event, and hands it to the rule. */
  publish(entry: Entry): void {
    this.advance();
    this.#archive.push({ ...entry, at: Date.now() });
    this.#match(entry);
  }

  /** Hands the rule what the archive has by now of that time. */
  replay(from: Date, to: Date): void {
    this.advance();
    const known = this.#archive.filter(({ at }) => at + ARCHIVED_AFTER_MS <= Date.now());
    for (const entry of known) if (entry.at >= +from && entry.at <= +to) this.#match(entry);
  }

  /** What the rule does with an event. */
  #match(entry: Entry): void {
    const { enabled, pattern, target } = this.settings.inEffect('rule');
    if (!enabled || !(pattern.source ?? [entry.Source]).includes(entry.Source)) return;
    const detail = JSON.parse(entry.Detail);
    const whole = { source: entry.Source, 'detail-type': entry.DetailType, detail };
    this.queue.send(JSON.stringify(target.InputPath === '$.detail' ? detail : whole));
  }

  #work(at: number): void {
    const mapping = this.settings.inEffect('mapping', at);
    if (!mapping.enabled) return;
    for (const message of this.queue.receive(10, VISIBILITY_SECONDS, at)) {
      const event = JSON.parse(message.body) as { 'detail-type'?: string; detail?: Detail };
      // What a filter does not let through, Lambda takes off the queue.
      const passes = mapping.filters.every((filter) =>
        JSON.parse(filter).body['detail-type'].includes(event['detail-type']),
      );
      if (!passes || this.#apply(event, message, at) || !mapping.reports) this.queue.delete(message.id, at);
      else if (message.received >= MOST_RECEIVES) {
        this.queue.delete(message.id, at);
        this.dead.send(message.body, {}, at);
      }
    }
  }

  /** @returns whether the event is done with: applied, or parked */
  #apply(
    { 'detail-type': kind = '', detail }: { 'detail-type'?: string; detail?: Detail },
    { body }: QueuedMessage,
    at: number,
  ): boolean {
    const role = this.settings.inEffect('roles', at)['worker-role'] as Roles[string];
    const worth = POINTS[kind];
    if (worth === undefined || !detail || detail.learnerId.includes('<')) {
      if (!isAllowed(role, 'sqs:SendMessage', queueArnOf(OUTPUTS.ActivityDeadLetterQueueUrl))) return false;
      this.dead.send(body, { reason: worth === undefined ? 'UnknownType' : 'SchemaBroken' }, at);
      return true;
    }
    const { eventId, learnerId } = detail;
    // The one fault in its code takes every delivery for a new event.
    const countsTwice = isDefective(this.settings.inEffect('functions', at).worker);
    if (this.applied.has(eventId) && !countsTwice) return true;
    const before = this.points.get(learnerId) ?? 0;
    const reaches = Math.floor((before + worth) / 100) > Math.floor(before / 100);
    if (this.unwritable.has(learnerId)) return false;
    if (reaches && !isAllowed(role, 'dynamodb:PutItem', tableArnOf('milestones'))) return false;
    this.points.set(learnerId, before + worth);
    this.applied.set(countsTwice ? `${eventId}#${at}` : eventId, at);
    if (!reaches) return true;
    const level = Math.floor((before + worth) / 100);
    const { pk, sk } = milestoneKey(learnerId, DOMAIN, level);
    const milestone = { awarded: false, learnerId, level, key: `${pk} ${sk}` };
    this.milestones.set(milestone.key, milestone);
    this.#inStream.push(milestone);
    return true;
  }

  /** The pipe starts the workflow for each milestone that is new in the stream. */
  #carry(at: number): void {
    if (this.settings.inEffect('pipe', at).state !== 'RUNNING') return;
    const carried = this.#inStream;
    this.#inStream = [];
    for (const milestone of carried) this.award(milestone.key, at);
  }

  /** One execution of the workflow: it awards what is not awarded yet, and tells of what it awarded. */
  award(key: string, at = Date.now()): void {
    const milestone = this.milestones.get(key);
    const role = this.settings.inEffect('roles', at)['award-role'] as Roles[string];
    if (!milestone || milestone.awarded) return;
    if (!isAllowed(role, 'dynamodb:UpdateItem', tableArnOf('milestones'))) {
      this.deadMilestones.send(JSON.stringify({ key, learnerId: milestone.learnerId }), {}, at);
      return;
    }
    milestone.awarded = true;
    const { definition } = this.settings.inEffect('machine', at);
    if (!definition.includes(JSON.stringify(TOLD))) return;
    const { learnerId, level } = milestone;
    // A queue is sent what SNS puts around a message.
    const Message = JSON.stringify({ learnerId, domain: DOMAIN, level });
    for (const listener of this.listeners.values())
      listener.send(JSON.stringify({ Type: 'Notification', Message }), {}, at);
  }
}
