import { defineProject } from '../../project.ts';

/** The delivery pipeline: this repository's serverless API from a commit to a canary in production. */
export const deliveryPipeline = defineProject({
  slug: 'delivery-pipeline',
  title: 'CI/CD pipeline',
  summary:
    'A CodePipeline that builds the serverless API once and takes the same bytes through a tested beta, a human ' +
    'approval and a canary in production that rolls itself back: how software is released without holding one’s breath.',
  stackName: 'DeliveryPipeline',
  outputs: {
    PipelineName: 'Name of the pipeline',
    SourceBucketName: 'Bucket that starts a run when source.zip is uploaded; "none" when the source is a connection',
    NotificationTopicArn: 'Topic to subscribe to for approvals, failures and successes',
    DeliveryTableName: 'Name of the table that remembers runs which have not ended',
    RecordDeliveryFunctionName: 'Name of the function that measures deliveries',
    DashboardName: 'Name of the CloudWatch dashboard with the four DORA figures',
  },
  // Both counted from the templates (lib/prices.ts, test/prices.template.test.ts).
  idleUsdPerMonth: 4,
  stagesUsdPerMonth: 7.3,
  // That of the serverless API, for each of two stages.
  worstDayUsd: 58,
});
