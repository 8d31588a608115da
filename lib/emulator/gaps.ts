/**
 * What MiniStack lacks of what our stacks use, and what is done about each: the one place where the emulator
 * differs from AWS. `adapt-assembly.ts` takes the resources out of the copy of the assembly that is deployed locally;
 * `fill-gaps.ts` makes them afterwards through the service's own API, where the emulator has that.
 * test/emulator/gaps.emulator.test.ts holds each gap to be still there.
 */
import type { Target } from '../target.ts';
import {
  archive,
  bucketEncryption,
  bucketLifecycle,
  bucketTags,
  functionDeadLetters,
  machineLogging,
  machineTracing,
  mappingTags,
  pipeParameters,
  stageThrottle,
  tableCeilings,
  tableRecovery,
  tableTags,
  tableTimeToLive,
  topicKey,
} from './makers.ts';
import { WEB_GAPS } from './web/gaps.ts';

/** One resource that was left out, with its properties as CloudFormation resolved them. */
export interface LeftOut {
  readonly stackName: string;
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The name of an archive that its template does not name: CloudFormation would make one up. */
const archiveName = ({ stackName, logicalId, properties }: LeftOut) =>
  (properties.ArchiveName as string | undefined) ?? `${stackName}-${logicalId}`.slice(0, 48);

export interface Gap {
  /** CloudFormation resource type. */
  readonly type: string;
  /** The property that is passed over, by its path, where the resource itself is made; without it there is none. */
  readonly ignores?: string;
  /** What a learner misses on the emulator, in one sentence; nothing where `make` fills it. */
  readonly missing: string;
  /**
   * Makes the resource, or sets the property, through the service's API; leaves it when it is there. Of a resource whose
   * property is passed over it is given that property whole, those that `needs` names, and its name as `Ref`.
   */
  readonly make?: (resource: LeftOut, target: Target) => Promise<void>;
  /** Other properties that `make` has to know. */
  readonly needs?: readonly string[];
  /** The physical id of what `make` makes, of which CloudFormation knows nothing. */
  readonly physicalId?: (resource: LeftOut) => string;
}

const BY = (service: string) => `nothing: set through the ${service} API`;

const TABLE = 'AWS::DynamoDB::GlobalTable';
const BUCKET = 'AWS::S3::Bucket';
const MACHINE = 'AWS::StepFunctions::StateMachine';
const BUILD = 'AWS::CodeBuild::Project';

export const GAPS: readonly Gap[] = [
  {
    type: 'AWS::Events::Archive',
    missing: 'nothing: it is made through the EventBridge API',
    physicalId: archiveName,
    make: archive(archiveName),
  },
  { type: TABLE, ignores: 'TimeToLiveSpecification', missing: BY('DynamoDB'), make: tableTimeToLive },
  { type: TABLE, ignores: 'Replicas.PointInTimeRecoverySpecification', missing: BY('DynamoDB'), make: tableRecovery },
  { type: TABLE, ignores: 'Replicas.Tags', missing: BY('DynamoDB'), make: tableTags },
  {
    type: TABLE,
    ignores: 'Replicas.ReadOnDemandThroughputSettings',
    missing: `${BY('DynamoDB')}, but no request is refused for it`,
    needs: ['WriteOnDemandThroughputSettings'],
    make: tableCeilings,
  },
  {
    type: TABLE,
    ignores: 'WriteOnDemandThroughputSettings',
    missing: `${BY('DynamoDB')}, but no request is refused for it`,
    needs: ['Replicas'],
    make: tableCeilings,
  },
  // The CDK's own handler empties a bucket only if it bears the tag that asks for it.
  { type: BUCKET, ignores: 'Tags', missing: BY('S3'), make: bucketTags },
  { type: BUCKET, ignores: 'BucketEncryption', missing: BY('S3'), make: bucketEncryption },
  { type: BUCKET, ignores: 'LifecycleConfiguration', missing: BY('S3'), make: bucketLifecycle },
  { type: 'AWS::SNS::Topic', ignores: 'KmsMasterKeyId', missing: BY('SNS'), make: topicKey },
  { type: MACHINE, ignores: 'LoggingConfiguration', missing: BY('Step Functions'), make: machineLogging },
  {
    type: MACHINE,
    ignores: 'TracingConfiguration',
    missing: `${BY('Step Functions')}, but an execution leaves no trace`,
    make: machineTracing,
  },
  { type: 'AWS::Lambda::Function', ignores: 'DeadLetterConfig', missing: BY('Lambda'), make: functionDeadLetters },
  { type: 'AWS::Lambda::EventSourceMapping', ignores: 'Tags', missing: BY('Lambda'), make: mappingTags },
  {
    type: 'AWS::ApiGatewayV2::Stage',
    ignores: 'DefaultRouteSettings',
    missing: `${BY('API Gateway')}, but no request is refused for it`,
    needs: ['ApiId'],
    make: stageThrottle,
  },
  {
    type: 'AWS::Pipes::Pipe',
    ignores: 'SourceParameters',
    missing: `${BY('EventBridge Pipes')}, but a record that cannot be handed on stays at the head of its stream: MaximumRetryAttempts ends nothing, and DeadLetterConfig gets nothing`,
    make: pipeParameters,
  },
  {
    type: 'AWS::Pipes::Pipe',
    ignores: 'TargetParameters',
    missing: 'a pipe starts its workflow without waiting, which is what it is told here',
  },
  { type: 'AWS::CloudWatch::Dashboard', ignores: 'Tags', missing: 'a dashboard has no tags' },
  { type: BUILD, ignores: 'Cache', missing: 'no build runs, so that none fills a cache' },
  { type: BUILD, ignores: 'LogsConfig', missing: 'no build runs, so that none writes a log' },
  { type: BUILD, ignores: 'QueuedTimeoutInMinutes', missing: 'no build runs, so that none waits for its turn' },
  { type: 'AWS::CodePipeline::Pipeline', missing: 'the pipeline does not run; `lab rehearse` rehearses it' },
  { type: 'AWS::CodeBuild::ReportGroup', missing: 'no test reports are collected' },
  { type: 'AWS::CodeDeploy::Application', missing: 'there is no CodeDeploy application' },
  { type: 'AWS::CodeDeploy::DeploymentGroup', missing: 'new code takes all traffic at once; no canary' },
];

/** What the emulator answers otherwise than AWS, about what our stacks use and pages ask; nothing here can fill it. */
export interface Difference {
  /** CloudFormation resource type. */
  readonly type: string;
  readonly of: string;
  /** What the emulator does, and what AWS does, in one sentence. */
  readonly differs: string;
}

const POOL = 'AWS::Cognito::UserPool';

/**
 * test/emulator/accounts.emulator.test.ts holds each to be still there. What AWS does: SignUp, ConfirmSignUp and
 * ForgotPassword of the Cognito user pools API Reference, and of its developer guide "Lockout behavior for failed sign-in
 * attempts" (authentication.html) and "Refresh tokens" (amazon-cognito-user-pools-using-the-refresh-token.html).
 */
export const DIFFERENCES = [
  { type: POOL, of: 'the code of a sign-up', differs: 'it is always 123456, and nobody is mailed it' },
  { type: POOL, of: 'the code of a forgotten password', differs: 'it is always 654321, and nobody is mailed it' },
  { type: POOL, of: 'wrong codes', differs: 'any number may be tried; AWS refuses more after a few' },
  {
    type: POOL,
    of: 'wrong passwords',
    differs: 'any number may be tried; AWS locks the account after five, for 1 second, then 2, 4 … 900',
  },
  {
    type: POOL,
    of: 'a refresh token',
    differs: 'it can be read, and an authorizer answers 403 to it; on AWS it is encrypted, and the answer is 401',
  },
  {
    type: 'AWS::Cognito::UserPoolClient',
    of: 'how long tokens last',
    differs: 'a second is taken; AWS refuses less than five minutes, and for refresh tokens less than an hour',
  },
] as const satisfies readonly Difference[];

const ALL: readonly Gap[] = [...GAPS, ...WEB_GAPS];

/** The gap of a resource type that the emulator does not know, if it is one. */
export const gapOf = (type: string): Gap | undefined => ALL.find((gap) => gap.type === type && !gap.ignores);

/** What is passed over of resources of a type that the emulator makes. */
export const ignoredOf = (type: string): readonly Gap[] => ALL.filter((gap) => gap.type === type && gap.ignores);
