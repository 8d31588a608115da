/**
 * What MiniStack lacks of what our stacks use, and what is done about each: the one place where the emulator
 * differs from AWS. `adapt-assembly.ts` takes the resources out of the copy of the assembly that is deployed locally;
 * `fill-gaps.ts` makes them afterwards through the service's own API, where the emulator has that.
 * test/emulator/gaps.emulator.test.ts holds each gap to be still there.
 */
import type { Target } from '../target.ts';

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
  /** The property that is passed over, where the resource itself is made; without it there is no such resource. */
  readonly ignores?: string;
  /** What a learner misses on the emulator, in one sentence; nothing where `make` fills it. */
  readonly missing: string;
  /**
   * Makes the resource, or sets the property, through the service's API; leaves it when it is there. Of an ignored
   * property's resource it is given that property, and its name as `Ref`.
   */
  readonly make?: (resource: LeftOut, target: Target) => Promise<void>;
  /** The physical id of what `make` makes, of which CloudFormation knows nothing. */
  readonly physicalId?: (resource: LeftOut) => string;
}

export const GAPS: readonly Gap[] = [
  {
    type: 'AWS::Events::Archive',
    missing: 'nothing: it is made through the EventBridge API',
    physicalId: archiveName,
    make: async (resource, target) => {
      const { properties } = resource;
      const { EventBridgeClient, CreateArchiveCommand } = await import('@aws-sdk/client-eventbridge');
      const pattern = properties.EventPattern;
      await new EventBridgeClient(target.clientConfig)
        .send(
          new CreateArchiveCommand({
            ArchiveName: archiveName(resource),
            EventSourceArn: properties.SourceArn as string,
            EventPattern: pattern === undefined ? undefined : JSON.stringify(pattern),
            RetentionDays: properties.RetentionDays as number | undefined,
          }),
        )
        .catch((error: Error) => {
          if (error.name !== 'ResourceAlreadyExistsException') throw error;
        });
    },
  },
  {
    type: 'AWS::S3::Bucket',
    ignores: 'Tags',
    // The CDK's own handler empties a bucket only if it bears the tag that asks for it.
    missing: 'nothing: they are set through the S3 API',
    make: async ({ properties }, target) => {
      const { S3Client, PutBucketTaggingCommand } = await import('@aws-sdk/client-s3');
      const TagSet = properties.Tags as { Key: string; Value: string }[];
      await new S3Client({ ...target.clientConfig, forcePathStyle: true }).send(
        new PutBucketTaggingCommand({ Bucket: properties.Ref as string, Tagging: { TagSet } }),
      );
    },
  },
  { type: 'AWS::CodePipeline::Pipeline', missing: 'the pipeline does not run; `lab pipeline-run` rehearses it' },
  { type: 'AWS::CodeBuild::ReportGroup', missing: 'no test reports are collected' },
  { type: 'AWS::CodeDeploy::Application', missing: 'there is no CodeDeploy application' },
  { type: 'AWS::CodeDeploy::DeploymentGroup', missing: 'new code takes all traffic at once; no canary' },
];

/** The gap of a resource type, if it is one. */
export const gapOf = (type: string): Gap | undefined => GAPS.find((gap) => gap.type === type);
