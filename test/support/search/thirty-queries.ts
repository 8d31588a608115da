/** Queries as learners type them, each with what it must find. */

/** Written down before the search was tuned for them. By ids of documents: one of them among the first three is right. */
export const THIRTY: readonly (readonly [query: string, right: readonly string[]])[] = [
  ['lamda', ['service/lambda']],
  ['cicd', ['project/delivery-pipeline']],
  ['vpc', ['service/vpc']],
  ['dr', ['project/disaster-recovery']],
  ['cognito', ['service/cognito']],
  ['rds', ['service/rds']],
  ['dynamo db', ['service/dynamodb']],
  ['which exam is easier', ['advice/difficulty-depends-on-background']],
  ['passing score', ['comparison/passMark']],
  ['how long do i need to study', ['page/plan']],
  ['mock exam', ['page/practise/mock']],
  ['practice questions', ['page/practise']],
  ['my progress', ['page/progress']],
  ['study plan', ['page/plan']],
  ['dva-c03 changes', ['page/exams/changes', 'exam/DVA-C03/change-1', 'exam/DVA-C03/change-2']],
  ['is dva-c02 still valid', ['exam/DVA-C02/dates', 'exam/DVA-C02']],
  ['saa vs dva', ['comparison']],
  ['salary solutions architect', ['salary']],
  ['do i need coding for saa', ['comparison/coding']],
  ['dead letter queue', ['practice/21', 'drill/event-pipeline/6']],
  ['idempotent', ['practice/20']],
  ['canary deployment', ['practice/35', 'project/delivery-pipeline']],
  ['api gatway throttling', ['service/api-gateway']],
  ['kms encryption', ['service/kms', 'practice/31']],
  ['step function', ['service/step-functions']],
  ['k8s', ['service/eks']],
  ['retake after failing', ['study-tip/second-attempt']],
  ['database drills', ['drills']],
  ['domain weights', ['comparison/domains']],
  ['iam least privilege', ['practice/1', 'service/iam']],
];

/** Written down later; five of them found nothing of use when they were first typed, and all do since. */
export const LATER: typeof THIRTY = [
  ['cold start', ['service/lambda']],
  ['cross account', ['service/sts']],
  ['which exam first', ['recommendation']],
  ['spaced repetition', ['page/practise']],
  ['presigned url', ['service/s3']],
  ['how much does the exam cost', ['comparison/priceUsd']],
  ['cloud front', ['service/cloudfront']],
  ['nat gateway', ['service/vpc']],
  ['export my progress', ['page/progress']],
  ['visibility timeout', ['service/sqs', 'practice/19']],
];
