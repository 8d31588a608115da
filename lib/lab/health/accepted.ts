/**
 * Which differences from the template are somebody's to judge: a rule of `settings-kept.ts` or of `lib/lab/access`, a probe of the
 * project's contract, or nobody's, with the reason. Whatever is not here has to be as deployed. By type and property; `''` is the
 * resource itself, gone, and `*` is everything of it that is not named before it.
 */
export type Judge = Readonly<Record<string, string>>;

const WORDS = 'words for people, which a repair may choose';
const FOUND = 'bearsItsTags';
const SIMULATED = 'nothingWider and nothingNarrower, by what it allows';
const MADE_AGAIN = 'made again in its place it does its part without them';

/** Asked of what leads in, by the requests that the contract sends and by where they end. */
const WAY_IN = 'apiLeadsToIts';

const ROOM = {
  tiers: 'tiersAreConnected, nobodyElseComesIn and tasksReachS3, by what comes through',
  tasks: 'the promises about tasks: zones, releases, passwords, memory, health',
  scaling: 'growsWithItsRequests and shrinksAfterThem',
  store: 'the promises about what the buckets keep, show and cost',
};

export const JUDGED: Readonly<Record<string, Judge>> = {
  'AWS::ApiGatewayV2::Api': { Description: WORDS, DisableExecuteApiEndpoint: WAY_IN, Name: WORDS, Tags: FOUND },
  'AWS::ApiGatewayV2::Integration': {
    ...{ '': WAY_IN, IntegrationUri: WAY_IN, PayloadFormatVersion: WAY_IN, TimeoutInMillis: WAY_IN },
  },
  'AWS::ApiGatewayV2::Route': {
    ...{ '': 'routeAsksWho, and the contract by its requests', Target: WAY_IN },
    RouteKey: 'routeAsksWho, and the contract by its requests',
  },
  'AWS::ApiGatewayV2::Stage': {
    ...{ AccessLogSettings: 'stageBounds', AutoDeploy: 'stageBounds', RouteSettings: 'stageBounds', Tags: FOUND },
    ...{ 'DefaultRouteSettings.ThrottlingBurstLimit': 'stageBounds' },
    ...{ 'DefaultRouteSettings.ThrottlingRateLimit': 'stageBounds' },
  },
  'AWS::ApplicationAutoScaling::ScalableTarget': { '*': ROOM.scaling },
  'AWS::ApplicationAutoScaling::ScalingPolicy': { '*': ROOM.scaling },
  'AWS::CloudWatch::Alarm': {
    // Who is called wherever nothing is known soon listens no more: nobody accepts that.
    ...{ InsufficientDataActions: '', OKActions: 'who hears that it is over as well hears more' },
    ...{ Tags: MADE_AGAIN, '*': 'ringsAsDeployed' },
  },
  'AWS::CloudWatch::Dashboard': { '': 'dashboardShows', DashboardBody: 'dashboardShows', Tags: MADE_AGAIN },
  'AWS::DynamoDB::GlobalTable': {
    AttributeDefinitions: 'tableKeeps, with the indexes that they are for',
    BillingMode: 'tableKeeps',
    DeletionProtectionEnabled: 'what cannot be deleted by mistake is kept better',
    GlobalSecondaryIndexes: 'tableKeeps, and what is projected by the reads',
    KeySchema: 'tableKeeps',
    'Replicas.GlobalSecondaryIndexes': 'tableKeeps',
    'Replicas.PointInTimeRecoverySpecification': 'tableKeeps',
    'Replicas.ReadOnDemandThroughputSettings': 'tableKeeps',
    'Replicas.Tags': FOUND,
    StreamSpecification: 'tableKeeps',
    TimeToLiveSpecification: 'tableKeeps',
    WriteOnDemandThroughputSettings: 'tableKeeps',
  },
  'AWS::EC2::Route': { '*': ROOM.tiers },
  'AWS::EC2::RouteTable': { '*': ROOM.tiers },
  'AWS::EC2::SecurityGroup': { '*': ROOM.tiers },
  'AWS::EC2::SecurityGroupEgress': { '*': ROOM.tiers },
  'AWS::EC2::SecurityGroupIngress': { '*': ROOM.tiers },
  'AWS::EC2::VPCEndpoint': { '*': ROOM.tiers },
  'AWS::ECS::Service': { '*': ROOM.tasks },
  'AWS::ElasticLoadBalancingV2::TargetGroup': { '*': ROOM.tasks },
  'AWS::Events::Archive': {
    ...{ '': 'archiveKeeps', Description: WORDS, EventPattern: 'archiveKeeps', RetentionDays: 'archiveKeeps' },
  },
  'AWS::Events::EventBus': { Description: WORDS, Tags: MADE_AGAIN },
  'AWS::Events::Rule': {
    ...{ '': 'ruleLeadsOn', Description: WORDS, EventPattern: 'ruleLeadsOn', State: 'ruleLeadsOn', Tags: MADE_AGAIN },
    Targets: 'ruleLeadsOn',
  },
  'AWS::IAM::Policy': { '*': SIMULATED },
  'AWS::IAM::Role': {
    ...{ AssumeRolePolicyDocument: SIMULATED, ManagedPolicyArns: SIMULATED, PermissionsBoundary: SIMULATED },
    ...{ Policies: SIMULATED, Description: WORDS, Tags: FOUND },
  },
  'AWS::KMS::Key': { Description: WORDS },
  'AWS::Lambda::Alias': {
    ...{ Description: WORDS, FunctionVersion: 'aliasIsOneVersion', RoutingConfig: 'aliasIsOneVersion' },
    FunctionName: 'it is found by that: an alias is of one function',
  },
  'AWS::Lambda::EventSourceMapping': { Tags: MADE_AGAIN, '*': 'mappingDelivers' },
  'AWS::Lambda::Function': {
    Code: 'the contract, by what it does',
    Description: WORDS,
    Environment: 'functionRuns',
    Handler: 'functionRuns',
    LoggingConfig: 'functionRuns',
    MemorySize: 'functionRuns',
    ReservedConcurrentExecutions: 'functionRuns',
    Role: SIMULATED,
    Runtime: 'functionRuns',
    Tags: FOUND,
    Timeout: 'functionRuns',
    TracingConfig: 'functionRuns',
    VpcConfig: 'functionRuns',
  },
  'AWS::Lambda::Permission': { '*': SIMULATED },
  'AWS::Lambda::Version': {
    '*': 'versionsAreKept, by those that were there before the fault: a number is never given again',
  },
  'AWS::Logs::LogGroup': { '': 'logIsKept', RetentionInDays: 'logIsKept', Tags: FOUND },
  'AWS::Pipes::Pipe': {
    ...{ '': 'pipeRuns', Description: WORDS, DesiredState: 'pipeRuns', RoleArn: SIMULATED, Tags: MADE_AGAIN },
    ...{ 'SourceParameters.FilterCriteria': 'pipeRuns' },
    ...{ 'SourceParameters.DynamoDBStreamParameters.DeadLetterConfig': 'pipeRuns' },
    ...{ 'SourceParameters.DynamoDBStreamParameters.MaximumRecordAgeInSeconds': 'pipeRuns' },
    ...{ 'SourceParameters.DynamoDBStreamParameters.MaximumRetryAttempts': 'pipeRuns' },
    ...{ 'SourceParameters.DynamoDBStreamParameters.OnPartialBatchItemFailure': 'pipeRuns' },
    'SourceParameters.DynamoDBStreamParameters.StartingPosition': 'read once, when a pipe is made',
  },
  'AWS::S3::Bucket': {
    ...{ LifecycleConfiguration: ROOM.store, PublicAccessBlockConfiguration: ROOM.store, Tags: ROOM.store },
    ReplicationConfiguration: 'filesArrive, noFileIsMissing and copiesAreReadThere, by what comes to the other region',
  },
  'AWS::S3::BucketPolicy': { '*': `${SIMULATED}; ${ROOM.store}` },
  'AWS::SNS::Topic': { DisplayName: WORDS, KmsMasterKeyId: 'topicIsThere', Tags: FOUND },
  'AWS::SNS::TopicPolicy': { '*': SIMULATED },
  'AWS::SQS::Queue': {
    ...{ DelaySeconds: 'queueKeeps', KmsMasterKeyId: 'queueKeeps', MaximumMessageSize: 'queueKeeps' },
    ...{ MessageRetentionPeriod: 'queueKeeps', RedriveAllowPolicy: 'queueKeeps', RedrivePolicy: 'queueKeeps' },
    ...{ SqsManagedSseEnabled: 'queueKeeps', VisibilityTimeout: 'queueKeeps', Tags: FOUND },
    ReceiveMessageWaitTimeSeconds: 'nobody gets another message by it, nor later: a mapping polls long anyway',
  },
  'AWS::SQS::QueuePolicy': { '*': SIMULATED },
  'AWS::SecretsManager::Secret': { '*': 'what it holds is read by nobody but the tasks, whose promises show it' },
  'AWS::StepFunctions::StateMachine': {
    ...{ DefinitionString: 'machineIsObserved', LoggingConfiguration: 'machineIsObserved', RoleArn: SIMULATED },
    ...{ StateMachineType: 'machineIsObserved', TracingConfiguration: 'machineIsObserved', Tags: FOUND },
  },
};

/** Who judges a difference of a resource, by its path from the property inwards; empty where nobody does, and it must not be. */
export function judgeOf(type: string, path: string): string {
  const judges = JUDGED[type] ?? {};
  const named = Object.keys(judges)
    .filter((each) => (each === '' || each === '*' ? each === path : `${path}.`.startsWith(`${each}.`)))
    .sort((one, other) => other.length - one.length)[0];
  return judges[named ?? '*'] ?? '';
}
