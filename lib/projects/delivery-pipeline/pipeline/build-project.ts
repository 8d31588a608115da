import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BuildSpec,
  type Cache,
  ComputeType,
  LinuxArmBuildImage,
  PipelineProject,
  ReportGroup,
  ReportGroupType,
} from 'aws-cdk-lib/aws-codebuild';
import { PolicyStatement, type Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Artifacts } from './artifacts.ts';
import { exactRole } from './exact-role.ts';

export interface BuildProjectProps {
  readonly description: string;
  readonly artifacts: Artifacts;
  /** Given the ARN of the project's report group, where it has one. */
  readonly buildSpec: (reportGroupArn: string) => object;
  readonly timeout: Duration;
  /** What the commands may do besides reading the artifacts and writing their log and reports. */
  readonly statements?: readonly PolicyStatement[];
  /** @default false the commands read artifacts and make none */
  readonly makesArtifacts?: boolean;
  /** @default false no test reports */
  readonly reports?: boolean;
  /** @default - nothing kept between builds */
  readonly cache?: Cache;
}

/** A CodeBuild project on arm64 with a role of its own that holds no action and no resource more than it uses. */
export class BuildProject extends Construct {
  readonly project: PipelineProject;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: BuildProjectProps) {
    super(scope, id);

    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const reports = props.reports
      ? new ReportGroup(this, 'Reports', {
          type: ReportGroupType.TEST,
          removalPolicy: RemovalPolicy.DESTROY,
          deleteReports: true,
        })
      : undefined;
    this.role = exactRole(this, 'Role', new ServicePrincipal('codebuild.amazonaws.com'), [
      ...(props.makesArtifacts ? props.artifacts.writing() : props.artifacts.reading()),
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
      ...(reports ? [mayReport(reports)] : []),
      ...(props.statements ?? []),
    ]);

    this.project = new PipelineProject(this, 'Project', {
      description: props.description,
      role: this.role.withoutPolicyUpdates(),
      buildSpec: BuildSpec.fromObject(props.buildSpec(reports?.reportGroupArn ?? '')),
      environment: {
        buildImage: LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_3_0,
        computeType: ComputeType.SMALL,
        privileged: false,
      },
      encryptionKey: props.artifacts.key,
      logging: { cloudWatch: { logGroup } },
      timeout: props.timeout,
      queuedTimeout: Duration.minutes(30),
      ...(props.cache && { cache: props.cache }),
    });
    // A build that started before its rights are there would fail on its first log line.
    this.project.node.addDependency(this.role);
  }
}

const mayReport = ({ reportGroupArn }: ReportGroup) =>
  new PolicyStatement({
    actions: ['codebuild:BatchPutTestCases', 'codebuild:CreateReport', 'codebuild:UpdateReport'],
    resources: [reportGroupArn],
  });
