/**
 * Faults that a reviewer planted by hand, one at a time: the 24 of the review of 2026-11-26 as the code stands today.
 * Of those the tests that need no emulator saw 13. `plant.ts` plants them and asks the test that is named.
 */

export interface Fault {
  /** What goes wrong for anyone who uses it. */
  readonly means: string;
  readonly file: string;
  /** Text of the file that occurs once; a test looks. */
  readonly replace: string;
  readonly by: string;
  /** The test file that has to see it. */
  readonly seenBy: string;
}

const HANDLERS: readonly Fault[] = [
  {
    means: 'A hint costs four points and not five.',
    file: 'lambda/event-pipeline/worker/standing.ts',
    replace: '20 - 5 * activity.hintsUsed',
    by: '20 - 4 * activity.hintsUsed',
    seenBy: 'test/event-pipeline/worker/standing.unit.test.ts',
  },
  {
    means: 'An event that fills exactly a hundred reaches no milestone.',
    file: 'lambda/event-pipeline/worker/apply.ts',
    replace: 'standing.toNext > gain)',
    by: 'standing.toNext >= gain)',
    seenBy: 'test/event-pipeline/reliability/burst.unit.test.ts',
  },
  {
    means: 'An event that the bus did not take is answered 202, and lost.',
    file: 'lambda/event-pipeline/activity/accept-activity.ts',
    replace: 'if (FailedEntryCount) throw',
    by: 'if (FailedEntryCount === -1) throw',
    seenBy: 'test/event-pipeline/edge.unit.test.ts',
  },
  {
    means: 'Parked FIFO messages share one group, and anyone who looks at the first hides the others.',
    file: 'lambda/event-pipeline/worker/park.ts',
    replace: 'MessageGroupId: record.messageId,',
    by: "MessageGroupId: 'parked',",
    seenBy: 'test/event-pipeline/worker/batch.unit.test.ts',
  },
  {
    means: 'Caches hand a compressed answer to who cannot read it.',
    file: 'lambda/shared/http/representation.ts',
    replace: ", vary: 'Accept-Encoding'",
    by: '',
    seenBy: 'test/serverless-api/conventions.unit.test.ts',
  },
  {
    means: 'The edition that is served stays on the list of those that are to expire.',
    file: 'lambda/shared/table/pointer.ts',
    replace: ' && old !== pointer.version',
    by: '',
    seenBy: 'test/shared/table/pointer.unit.test.ts',
  },
  {
    means: 'Items of the edition that is served may be marked to expire.',
    file: 'lambda/shared/table/seed-edition.ts',
    replace: 'version <> :version AND (attribute_not_exists(staging) OR staging <> :version)',
    by: 'attribute_not_exists(staging) OR staging <> :version',
    seenBy: 'test/shared/table/seed-edition.unit.test.ts',
  },
  {
    means: 'The time to restore counts from the last failure, and looks better than it was.',
    file: 'lambda/delivery-pipeline/delivery-figures.ts',
    replace: 'brokenSince = earlier(brokenSince, failedAt);',
    by: 'brokenSince = failedAt;',
    seenBy: 'test/delivery-pipeline/record-delivery.unit.test.ts',
  },
];

const ENGINE: readonly Fault[] = [
  {
    means: 'A change is made before it is in the journal: a lab that is killed there cannot put it back.',
    file: 'lib/lab/drills/drill-context.ts',
    replace:
      "    append(file, { entry: 'change', kind, target, before, after });\n" +
      '    await setting.write(deployment.aws, target, after);',
    by:
      '    await setting.write(deployment.aws, target, after);\n' +
      "    append(file, { entry: 'change', kind, target, before, after });",
    seenBy: 'test/lab/drills/drill-cycle.unit.test.ts',
  },
  {
    means: 'The guard lets the lab at a stack that is tagged Prod or PRODUCTION.',
    file: 'lib/lab/stacks/foreign-stacks.ts',
    replace: '/^prod(uction)?$/i',
    by: '/^prod(uction)?$/',
    seenBy: 'test/lab/aws/aws-guards.unit.test.ts',
  },
  {
    means: 'A probe that could not look hides one that failed.',
    file: 'lib/lab/drills/run-drill.ts',
    replace: "has('not-ok') ? 'not-yet' : has('could-not-look') ? 'could-not-look' : 'fixed'",
    by: "has('could-not-look') ? 'could-not-look' : has('not-ok') ? 'not-yet' : 'fixed'",
    seenBy: 'test/lab/drills/drill-cycle.unit.test.ts',
  },
  {
    means: 'Every open incident of a living stack is closed as torn down.',
    file: 'lib/lab/drills/incidents.ts',
    replace: '!isOpen(incident) || incident.stackId === stackId',
    by: '!isOpen(incident)',
    seenBy: 'test/lab/drills/incidents.unit.test.ts',
  },
  {
    means: 'Keys on their way out are named as survivors, and keys that live are not.',
    file: 'lib/lab/stacks/left/resource-kinds.ts',
    replace: "KeyState === 'PendingDeletion'",
    by: "KeyState !== 'PendingDeletion'",
    seenBy: 'test/lab/stacks/presence.unit.test.ts',
  },
  {
    means: 'A check that could not look ends with 0, as if all were well.',
    file: 'lib/lab/commands/drill/check.ts',
    replace: "'could-not-look': EXIT.couldNotLook }",
    by: "'could-not-look': 0 }",
    seenBy: 'test/lab/commands/exit-codes.unit.test.ts',
  },
  {
    means: '`$LATEST` is not written: the next version that somebody publishes is another one.',
    file: 'lib/lab/settings/lambda.ts',
    replace: 'if (latest !== live) await update(latest);',
    by: 'if (latest === live) await update(latest);',
    seenBy: 'test/lab/drills/drill-cycle.unit.test.ts',
  },
  {
    means: 'The update policy of a deployment group that is gone stays, and stops the update of its alias.',
    file: 'lib/emulator/adapt-assembly.ts',
    replace: 'UpdatePolicy && !mentions(UpdatePolicy, gone) &&',
    by: 'UpdatePolicy &&',
    seenBy: 'test/emulator/adapt-assembly.unit.test.ts',
  },
];

const INFRASTRUCTURE: readonly Fault[] = [
  {
    means: 'A message that is still being worked on is handed to a second worker.',
    file: 'lib/projects/event-pipeline/queue-worker.ts',
    replace: 'Duration.seconds(6 * WORKER_TIMEOUT.toSeconds())',
    by: 'Duration.seconds(WORKER_TIMEOUT.toSeconds())',
    seenBy: 'test/event-pipeline/stack.template.test.ts',
  },
  {
    means: 'Nothing bounds the bill of the API.',
    file: 'lib/projects/serverless-api/comparison-api.ts',
    replace: '      throttle: { rateLimit: 10, burstLimit: 100 },\n',
    by: '',
    seenBy: 'test/serverless-api/stack.template.test.ts',
  },
  {
    means: 'New code meets a table without its content.',
    file: 'lib/projects/serverless-api/stack.ts',
    replace: '    seed.onDeployment.executeBefore(api.live);\n',
    by: '',
    seenBy: 'test/serverless-api/stack.template.test.ts',
  },
  {
    means: 'A release goes on whatever the alarms of the service say.',
    file: 'lib/projects/delivery-pipeline/canary-release.ts',
    replace: 'const alarms = [versionErrors, ...props.alarms];',
    by: 'const alarms = [versionErrors];',
    seenBy: 'test/delivery-pipeline/pipeline/canary.template.test.ts',
  },
  {
    means: 'Anyone who finds the address may write standings.',
    file: 'lib/projects/event-pipeline/activity-api.ts',
    replace: '      authorizer: new HttpIamAuthorizer(),\n',
    by: '',
    seenBy: 'test/event-pipeline/stack.template.test.ts',
  },
  {
    means: 'The alarm on parked answers watches the queue of parked activity.',
    file: 'lib/projects/event-pipeline/monitoring.ts',
    replace: "'AnswersParked', {\n        metric: cards.deadLetterQueue.metricApproximateNumberOfMessagesVisible",
    by: "'AnswersParked', {\n        metric: activity.deadLetterQueue.metricApproximateNumberOfMessagesVisible",
    seenBy: 'test/event-pipeline/stack.template.test.ts',
  },
  {
    means: 'What is parked again while a redrive runs is moved again, and it never ends.',
    file: 'lib/projects/event-pipeline/operate.ts',
    replace: 'Number(Attributes?.SentTimestamp) < began;',
    by: 'Number(Attributes?.SentTimestamp) > 0 || began > 0;',
    seenBy: 'test/event-pipeline/operate.unit.test.ts',
  },
  {
    means: 'A rule that goes by type drops an event of a new type without a trace.',
    file: 'lib/projects/event-pipeline/activity-bus.ts',
    replace: '      eventPattern: { source: [EVENT_SOURCE] },\n      targets:',
    by: "      eventPattern: { source: [EVENT_SOURCE], detailType: ['LessonRead'] },\n      targets:",
    seenBy: 'test/event-pipeline/stack.template.test.ts',
  },
];

/** By room, eight each. */
export const FAULTS = { handlers: HANDLERS, engine: ENGINE, infrastructure: INFRASTRUCTURE } as const;
