import { Artifact, type IAction, type Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { CodeStarConnectionsSourceAction, S3SourceAction, S3Trigger } from 'aws-cdk-lib/aws-codepipeline-actions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { CodePipeline } from 'aws-cdk-lib/aws-events-targets';
import { ArnPrincipal, PolicyStatement, type Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type Artifacts, acknowledgeNoAccessLog, OLD_VERSIONS_EXPIRE, privateBucket } from './artifacts.ts';
import { exactRole } from './exact-role.ts';
import type { PipelineSource } from './source.ts';

export interface SourceStageProps {
  readonly artifacts: Artifacts;
  readonly pipelineRole: Role;
  readonly source: PipelineSource;
}

const SOURCE_OBJECT = 'source.zip';

/** The first stage: fetches one revision, and starts a run when there is a new one. Nothing polls. */
export class SourceStage extends Construct {
  readonly output = new Artifact('Source');
  readonly action: IAction;
  readonly actionRole: Role;
  /** The revision of a run, as a variable of the pipeline. */
  readonly revision: string;
  /** Where to upload `source.zip`; none for a connection. */
  readonly bucket?: Bucket;

  constructor(scope: Construct, id: string, { artifacts, pipelineRole, source }: SourceStageProps) {
    super(scope, id);
    const assumedBy = new ArnPrincipal(pipelineRole.roleArn);

    if (source.kind === 'connection') {
      const { connectionArn, owner, repository, branch } = source;
      this.actionRole = exactRole(this, 'Role', assumedBy, [
        ...artifacts.writingWithAcl(),
        new PolicyStatement({
          // Both names of the service: which one is checked depends on the age of the connection.
          actions: ['codeconnections:UseConnection', 'codestar-connections:UseConnection'],
          resources: [connectionArn],
        }),
      ]);
      const action = new CodeStarConnectionsSourceAction({
        actionName: 'Fetch',
        connectionArn,
        owner,
        repo: repository,
        branch,
        output: this.output,
        role: this.actionRole.withoutPolicyUpdates(),
      });
      this.action = action;
      // Without the commit's message: the text of an approval has 1,000 characters, and a message may have more.
      this.revision = action.variables.commitId;
      return;
    }

    this.bucket = new Bucket(this, 'Bucket', {
      ...privateBucket(artifacts.key),
      // The newest source never expires: a run that starts without an upload (a retry, a release by hand) needs it.
      lifecycleRules: [OLD_VERSIONS_EXPIRE],
      // CodePipeline takes only versioned objects: a run must be able to name the bytes it began with.
      versioned: true,
    });
    // `eventBridgeEnabled` would bring a function of the CDK's to set this one property, which CloudFormation has itself.
    (this.bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    acknowledgeNoAccessLog(this.bucket);
    this.actionRole = exactRole(this, 'Role', assumedBy, [
      ...artifacts.writing(),
      // What AWS lists for an S3 source (https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html).
      // Without s3:ListBucket a missing object is "access denied" instead of "no such key".
      new PolicyStatement({
        actions: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning', 's3:ListBucket'],
        resources: [this.bucket.bucketArn],
      }),
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging'],
        resources: [this.bucket.arnForObjects(SOURCE_OBJECT)],
      }),
    ]);
    const action = new S3SourceAction({
      actionName: 'Fetch',
      bucket: this.bucket,
      bucketKey: SOURCE_OBJECT,
      output: this.output,
      trigger: S3Trigger.NONE,
      role: this.actionRole.withoutPolicyUpdates(),
    });
    this.action = action;
    this.revision = action.variables.versionId;
  }

  /** Starts `pipeline` when the source has changed; an event that could not start it is kept in `undelivered`. */
  startedBy(pipeline: Pipeline, undelivered: Queue): void {
    if (!this.bucket) return; // CodePipeline itself listens to a connection.
    const eventRole = exactRole(this, 'StartRole', new ServicePrincipal('events.amazonaws.com'), [
      new PolicyStatement({ actions: ['codepipeline:StartPipelineExecution'], resources: [pipeline.pipelineArn] }),
    ]);
    new Rule(this, 'Uploaded', {
      description: 'Starts the delivery pipeline when a new source.zip is uploaded',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [this.bucket.bucketName] }, object: { key: [SOURCE_OBJECT] } },
      },
      targets: [
        new CodePipeline(pipeline, { eventRole: eventRole.withoutPolicyUpdates(), deadLetterQueue: undelivered }),
      ],
    });
  }
}
