import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import {
  AvailabilityZoneRebalancing,
  Cluster,
  ContainerImage,
  CpuArchitecture,
  type Secret as EcsSecret,
  FargateService,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import {
  type ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  type ApplicationTargetGroup,
  SslPolicy,
  TargetGroupLoadBalancingAlgorithmType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Network } from './network.ts';

/** What a task is, whether it serves or does one thing and ends. */
export interface TaskProps {
  /** Folder with a Dockerfile: see `imageAsset` in `lib/bundle.ts`. */
  readonly image: string;
  /** The port that the program listens on. */
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  /** What ECS reads before a container starts, by the variable that the program finds it in. */
  readonly secrets: Readonly<Record<string, EcsSecret>>;
  /** Secrets that the program itself may read while it runs. */
  readonly reads: readonly ISecret[];
}

export interface WebTierProps {
  readonly network: Network;
  readonly task: TaskProps;
  /** Answers 200 as soon as a task can serve. */
  readonly healthPath: string;
  /** Tasks that always run, and at most. With none at least, none run until somebody asks for more. */
  readonly tasks: { readonly least: number; readonly most: number };
  /** What a public balancer shows who asks by HTTPS. @default none: the balancer is private, and speaks HTTP */
  readonly certificate?: ICertificate;
}

/** The balancer, and the tasks behind it. */
export class WebTier extends Construct {
  readonly cluster: Cluster;
  readonly service: FargateService;
  readonly balancer: ApplicationLoadBalancer;
  readonly listener: ApplicationListener;
  readonly targets: ApplicationTargetGroup;
  readonly log: LogGroup;
  private readonly task: TaskProps;

  /** @throws Error where network and balancer do not agree on who may come */
  constructor(scope: Construct, id: string, { network, task, healthPath, tasks, certificate }: WebTierProps) {
    super(scope, id);
    if (network.entryIsPublic !== Boolean(certificate)) {
      throw new Error(
        'Got a public entry or a certificate, wanted both for a public balancer and neither for a private one.',
      );
    }
    this.task = task;
    this.log = new LogGroup(this, 'Log', { retention: RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY });
    this.cluster = new Cluster(this, 'Cluster', { vpc: network.vpc });
    Validations.of(this.cluster).acknowledge({
      id: 'AwsSolutions-ECS4',
      reason:
        'The metrics of service and balancer are free and say enough; those of Container Insights are paid by metric.',
    });

    this.service = new FargateService(this, 'Service', {
      cluster: this.cluster,
      taskDefinition: this.taskDefinition(this, 'Task', { streamPrefix: 'web' }),
      desiredCount: tasks.least,
      // Exam: a new version stands beside the old one before that goes, and goes itself where it never gets healthy.
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.ENABLED,
      healthCheckGracePeriod: Duration.seconds(30),
      vpcSubnets: { subnets: [...network.web] },
      assignPublicIp: network.webIsPublic,
      securityGroups: [network.groups.tasks],
    });

    this.balancer = new ApplicationLoadBalancer(this, 'Balancer', {
      vpc: network.vpc,
      vpcSubnets: { subnets: [...network.entry] },
      internetFacing: network.entryIsPublic,
      securityGroup: network.groups.balancer,
      dropInvalidHeaderFields: true,
    });
    this.logRequests();
    this.listener = certificate
      ? this.balancer.addListener('Https', {
          port: 443,
          protocol: ApplicationProtocol.HTTPS,
          certificates: [certificate],
          sslPolicy: SslPolicy.RECOMMENDED_TLS,
          open: false,
        })
      : this.balancer.addListener('Http', { port: 80, protocol: ApplicationProtocol.HTTP, open: false });
    this.targets = this.listener.addTargets('Web', {
      port: task.port,
      protocol: ApplicationProtocol.HTTP,
      targets: [this.service],
      loadBalancingAlgorithmType: TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
      // As long as the longest request that the program allows; what is idle is not waited for.
      deregistrationDelay: Duration.seconds(25),
      healthCheck: {
        path: healthPath,
        healthyHttpCodes: '200',
        interval: Duration.seconds(5),
        timeout: Duration.seconds(2),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 2,
      },
    });

    this.service
      .autoScaleTaskCount({ minCapacity: tasks.least, maxCapacity: tasks.most })
      .scaleOnRequestCount('Requests', {
        targetGroup: this.targets,
        // A minute, for one task. Nobody has measured what a task bears yet: to be set from a measurement.
        requestsPerTarget: 600,
        scaleOutCooldown: Duration.seconds(30),
        scaleInCooldown: Duration.minutes(5),
      });
  }

  /** A task of the image, with all that it is told and the right to read what it is told in secret. */
  taskDefinition(
    scope: Construct,
    id: string,
    {
      streamPrefix,
      command,
      environment,
    }: {
      readonly streamPrefix: string;
      /** @default the image's own: it serves */
      readonly command?: readonly string[];
      /** What this one is told besides. */
      readonly environment?: Readonly<Record<string, string>>;
    },
  ): FargateTaskDefinition {
    const { image, port, secrets, reads } = this.task;
    const definition = new FargateTaskDefinition(scope, id, {
      cpu: 256,
      memoryLimitMiB: 512,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
    });
    definition.addContainer('web', {
      image: ContainerImage.fromAsset(image, { platform: Platform.LINUX_ARM64 }),
      ...(command && { command: [...command] }),
      portMappings: [{ containerPort: port }],
      readonlyRootFilesystem: true,
      // Longer than the program lingers and finishes: the exam room's app/env.ts.
      stopTimeout: Duration.seconds(30),
      environment: { ...this.task.environment, ...environment },
      secrets: { ...secrets },
      logging: LogDrivers.awsLogs({ logGroup: this.log, streamPrefix }),
    });
    // Exam: the execution role reads secrets for ECS before the container starts; the task role is the program's own.
    for (const secret of reads) secret.grantRead(definition.taskRole);
    Validations.of(definition).acknowledge(
      { id: 'AwsSolutions-ECS2', reason: 'Only names and addresses; what is secret comes from Secrets Manager.' },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'Only ecr:GetAuthorizationToken has this resource: ECR offers no resource-level permission for it.',
      },
    );
    return definition;
  }

  /**
   * One line per request in a bucket. The principal is the same in every region ("Enable access logs for your Application
   * Load Balancer"), so that no region's account has to be known here.
   */
  private logRequests(): void {
    const bucket = new Bucket(this, 'AccessLog', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      // Exam: the balancer writes with no other encryption than S3's own.
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(7), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason: 'It holds access logs itself.' });
    const { partition, region, account } = Stack.of(this);
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`AWSLogs/${account}/*`)],
        conditions: {
          ArnLike: { 'aws:SourceArn': `arn:${partition}:elasticloadbalancing:${region}:${account}:loadbalancer/*` },
        },
      }),
    );
    this.balancer.setAttribute('access_logs.s3.enabled', 'true');
    this.balancer.setAttribute('access_logs.s3.bucket', bucket.bucketName);
    // The balancer tries to write before it takes the attribute.
    if (bucket.policy) this.balancer.node.addDependency(bucket.policy);
  }
}
