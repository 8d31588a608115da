/** Buses, rules and archives: judged by what a pattern lets through, asked of EventBridge itself. */
import type { Target } from '@aws-sdk/client-eventbridge';
import { orMissing } from '../aws/missing.ts';
import { same } from './compare.ts';
import { variantsOf } from './event-variants.ts';
import type { Keeps, Present } from './settings-kept.ts';

export const busIsThere: Keeps = async ({ physicalId }, { aws }) =>
  (await orMissing(aws.eventbridge.describeEventBus({ Name: physicalId }))) !== undefined;

/**
 * Some rule of the bus leads every event that the deployed pattern is for, of whatever type, to each of the targets, with
 * the same way out for what cannot be delivered; and none leads anybody else's there.
 */
export const ruleLeadsOn: Keeps = async ({ properties }, present) => {
  const { EventBusName, EventPattern, Targets = [] } = properties;
  if (!EventPattern?.source) return true;
  const routes = await routesOf(present, EventBusName);
  const [source] = EventPattern.source as string[];
  const named = [
    ...['QuizAnswered', 'a type that nobody knows'].map((type) => eventOf(present, source as string, type)),
    // As an archive sends it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html
    eventOf(present, source as string, 'QuizAnswered', { 'replay-name': 'again', time: '2026-01-01T00:00:00Z' }),
  ];
  const patterns = routes.map(({ pattern }) => pattern);
  const ours = named.flatMap((event) => [event, ...variantsOf(event, patterns)]);
  const others = ['somebody.else', `${source}.other`, `not-${source}`].map((name) =>
    eventOf(present, name, 'LessonRead'),
  );
  if (await leadsAside(routes, Targets, named, present)) return false;
  const verdicts = await Promise.all(
    (Targets as Target[]).map(async (deployed) => {
      const there = routes.filter(({ target }) => target.Arn === deployed.Arn);
      const good = there.filter(({ target }) => deliversAs(target, deployed)).map(({ pattern }) => pattern);
      const all = there.map(({ pattern }) => pattern);
      const heard = await Promise.all(ours.map((event) => anyMatches(present, good, event)));
      const strangers = await Promise.all(others.map((event) => anyMatches(present, all, event)));
      return heard.every((each) => each) && !strangers.some((each) => each) && there.length === good.length;
    }),
  );
  return verdicts.every((each) => each);
};

interface Route {
  readonly pattern: string;
  readonly target: Target;
}

/**
 * Whether events go, beside their way, where no rule of the template leads them: any event to a shelf or a second worker of the stack,
 * ours to somebody else's queue or log.
 */
async function leadsAside(
  routes: readonly Route[],
  targets: readonly Target[],
  ours: readonly string[],
  present: Present,
): Promise<boolean> {
  const { resources } = present.stack;
  const rules = resources.filter(({ type }) => type === 'AWS::Events::Rule');
  const all = [...targets, ...rules.flatMap(({ properties }) => (properties.Targets ?? []) as Target[])];
  const led = new Set(all.map(({ Arn }) => Arn));
  const aside = routes.filter(({ target: { Arn } }) => !led.has(Arn));
  if (aside.some(({ target }) => resources.some(({ arn }) => arn === target.Arn))) return true;
  const patterns = aside.map(({ pattern }) => pattern);
  const copied = await Promise.all(ours.map((event) => anyMatches(present, patterns, event)));
  return copied.some((each) => each);
}

async function routesOf({ aws: { eventbridge } }: Present, EventBusName: string): Promise<Route[]> {
  const { Rules = [] } = (await orMissing(eventbridge.listRules({ EventBusName }))) ?? {};
  // An archive has a rule of its own, which EventBridge manages.
  const enabled = Rules.filter(
    ({ ManagedBy, State, EventPattern }) => !ManagedBy && State === 'ENABLED' && EventPattern,
  );
  const routes = await Promise.all(
    enabled.map(async ({ Name, EventPattern }) => {
      const { Targets = [] } = await eventbridge.listTargetsByRule({ Rule: Name, EventBusName });
      return Targets.map((target) => ({ pattern: EventPattern as string, target }));
    }),
  );
  return routes.flat();
}

/** Whether a target gets the whole event, and what cannot be delivered is tried for about as long, and kept. */
function deliversAs(target: Target, deployed: Target): boolean {
  // What stands here without being set: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html
  const most = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 };
  const [now, before] = [target, deployed].map(({ RetryPolicy }) => ({ ...most, ...RetryPolicy }));
  return (
    same(target.DeadLetterConfig?.Arn, deployed.DeadLetterConfig?.Arn) &&
    same(handedOver(target), handedOver(deployed)) &&
    Number(now?.MaximumRetryAttempts) >= Number(before?.MaximumRetryAttempts) / 2 &&
    Number(now?.MaximumEventAgeInSeconds) >= Number(before?.MaximumEventAgeInSeconds) / 2
  );
}

/** What of an event the target gets; the path `$` is all of it, as without one. */
const handedOver = ({ Input, InputPath = '$', InputTransformer }: Target) => [Input, InputPath, InputTransformer];

/** Some archive of the bus keeps all that the deployed one kept, for as long at least. */
export const archiveKeeps: Keeps = ({ properties }, present) => keepsPast(properties, present);

/** The same for a bus whose archive stands in no template. @param asked `SourceArn` is the ARN of the bus */
export async function keepsPast(
  asked: {
    readonly EventPattern?: { readonly source?: readonly string[] };
    readonly RetentionDays?: number;
    readonly SourceArn: string;
  },
  present: Present,
): Promise<boolean> {
  const { eventbridge } = present.aws;
  const { EventPattern, RetentionDays = 0, SourceArn } = asked;
  const { Archives = [] } = await eventbridge.listArchives({ EventSourceArn: SourceArn });
  const found = await Promise.all(
    Archives.map(({ ArchiveName }) => orMissing(eventbridge.describeArchive({ ArchiveName }))),
  );
  const event = eventOf(present, EventPattern?.source?.[0] ?? 'any', 'a type that nobody knows');
  const keeps = async (pattern: string) => {
    const heard = [event, ...variantsOf(event, [pattern])].map((each) => anyMatches(present, [pattern], each));
    return (await Promise.all(heard)).every((each) => each);
  };
  const kept = await Promise.all(
    found.map(async (archive) => {
      if (!archive || (archive.State ?? 'ENABLED') !== 'ENABLED') return false;
      // Nought means forever.
      const days = archive.RetentionDays || Number.POSITIVE_INFINITY;
      const long = days >= (Number(RetentionDays) || Number.POSITIVE_INFINITY);
      return long && (!archive.EventPattern || keeps(archive.EventPattern));
    }),
  );
  return kept.some((each) => each);
}

const eventOf = ({ stack }: Present, source: string, type: string, more: Readonly<Record<string, string>> = {}) =>
  JSON.stringify({
    version: '0',
    id: '00000000-0000-4000-8000-000000000000',
    account: stack.account,
    region: stack.region,
    time: new Date().toISOString(),
    resources: [],
    source,
    'detail-type': type,
    detail: { schemaVersion: 1 },
    ...more,
  });

async function anyMatches({ aws }: Present, patterns: readonly string[], Event: string): Promise<boolean> {
  const answers = await Promise.all(
    patterns.map((EventPattern) => aws.eventbridge.testEventPattern({ EventPattern, Event })),
  );
  return answers.some(({ Result }) => Result);
}
