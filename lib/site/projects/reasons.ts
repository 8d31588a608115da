/**
 * Which parts of a diagram a line of the table "Parts, and why" is about. The words are those of the project's README: a key
 * is in the first cell of a row (without a figure, which may change), and the values are ids of parts.
 */
import type { DeployableSlug } from '../../../lambda/shared/content/model.ts';

type Reasons = Readonly<Record<string, readonly string[]>>;

export const REASONS: Readonly<Record<DeployableSlug, Reasons>> = {
  'serverless-api': {
    'HTTP API, not REST API': ['api-http'],
    'One route to the API': ['api-http'],
    'The study site': ['site-function'],
    'MB for the site': ['site-function'],
    'Throttled at': ['api-http'],
    'Alias live': ['api-function'],
    'GB of memory': ['api-function'],
    'One table': ['content'],
    "Encryption with DynamoDB's own key": ['content'],
    'Seeding on deployment': ['seed-function'],
    'A role for each function': ['api-function', 'site-function', 'seed-function'],
    'Logs for a week': ['api-function', 'site-function', 'seed-function'],
  },
  'event-pipeline': {
    'Two functions behind the HTTP API': ['api-http', 'api-accept', 'api-read'],
    'Bus, rule and archive': ['bus', 'bus-archive'],
    'Queue before the worker': ['activity-queue', 'cards-queue'],
    'Partial batch responses': ['activity-worker', 'cards-worker'],
    'A limit on the mapping': ['activity-worker', 'cards-worker'],
    'Effect and dedupe record': ['activity-worker', 'standings'],
    'One transaction for a learner': ['activity-worker'],
    'One normal form': ['api-accept', 'activity-worker'],
    "Dedupe by the producer's event id": ['activity-worker'],
    'Dedupe records for': ['standings'],
    'A FIFO queue for review cards alone': ['cards-queue', 'cards-worker'],
    'Milestones in a table of their own': ['milestones-table', 'milestones-pipe', 'milestones-workflow'],
    'A dead-letter queue for each flow': ['activity-dead-letters', 'cards-dead-letters', 'milestones-dead-letters'],
    'Queues encrypted by SQS': ['activity-queue', 'cards-queue', 'milestones-awarded'],
    'A role for each function': ['api-accept', 'api-read', 'milestones-pipe', 'milestones-workflow', 'milestones-task'],
  },
  'delivery-pipeline': {
    "CodePipeline's own constructs": ['release-pipeline'],
    'One artifact': ['release-pipeline'],
    'Build and publishing apart': ['release-pipeline'],
    'The pipeline updates itself': ['release-pipeline'],
    'Approval of a change set': ['release-pipeline'],
    'Canary on the alias': ['release-pipeline'],
    'An alarm by executed version': ['release-pipeline'],
    Hooks: ['release-pipeline'],
    'A separate key': ['notifications-topic'],
    'Nothing polls': ['release-source-bucket', 'undelivered'],
    'Figures from events': ['figures-function', 'figures-table'],
  },
};

/** By the file that shows something of `lambda/shared/exams/practice-map.ts`, the parts that it is shown by. */
export const SHOWN_BY: Readonly<Record<string, readonly string[]>> = {
  'lib/projects/serverless-api/content-table.ts': ['content'],
  'lib/projects/serverless-api/comparison-api.ts': ['api-http', 'api-function'],
  'lambda/serverless-api/contract/requests.ts': ['api-function'],
  'lambda/shared/table/table-reads.ts': ['api-function', 'content'],
  'lambda/shared/table/seed-edition.ts': ['seed-function'],
  'lambda/shared/table/content-reader.ts': ['api-function'],
  'lambda/serverless-api/cursor.ts': ['api-function'],
  'lib/projects/event-pipeline/activity-bus.ts': ['bus', 'bus-archive'],
  'lib/projects/event-pipeline/activity-api.ts': ['api-http', 'api-accept', 'api-read'],
  'lib/projects/event-pipeline/queue-worker.ts': [
    'activity-queue',
    'activity-worker',
    'activity-dead-letters',
    'cards-queue',
    'cards-worker',
    'cards-dead-letters',
  ],
  'lib/projects/event-pipeline/milestone-award.ts': [
    'milestones-table',
    'milestones-pipe',
    'milestones-workflow',
    'milestones-task',
    'milestones-awarded',
    'milestones-dead-letters',
  ],
  'lambda/event-pipeline/worker/apply.ts': ['activity-worker', 'standings'],
  'lambda/event-pipeline/worker/card-worker.ts': ['cards-worker'],
  'lambda/event-pipeline/observe.ts': ['api-accept', 'activity-worker', 'cards-worker'],
  'lib/projects/delivery-pipeline/pipeline/exact-role.ts': ['release-pipeline'],
  'lib/projects/delivery-pipeline/pipeline/artifacts.ts': ['release-source-bucket', 'notifications-topic'],
  'lib/projects/delivery-pipeline/pipeline/buildspecs.ts': ['release-pipeline'],
  'lib/projects/delivery-pipeline/pipeline/delivery-stage.ts': ['release-pipeline'],
  'lib/projects/delivery-pipeline/pipeline/pipeline.ts': ['release-pipeline'],
  'lib/projects/delivery-pipeline/canary-release.ts': ['release-pipeline'],
  'lambda/delivery-pipeline/verify-release.ts': ['release-pipeline'],
};
