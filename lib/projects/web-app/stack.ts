import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Network } from '../../constructs/multi-tier/network.ts';
import { publishOutputs } from '../../constructs/publish-outputs.ts';
import { PORT } from './app/env.ts';
import { DATA_PORTS, DataTier } from './data-tier.ts';
import { Migration } from './migration.ts';
import { Monitoring } from './monitoring.ts';
import { webApp } from './project.ts';
import { Site } from './site.ts';
import { sizeOf } from './size.ts';
import { WebTier } from './web-tier.ts';

/** Callers → CloudFront → balancer → tasks → database and cache, in two zones; the schema first, and an eye on all of it. */
export class WebAppStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const size = sizeOf(this.node);

    const network = new Network(this, 'Network', {
      port: PORT,
      data: DATA_PORTS,
      webTier: size.webTier,
      entry: 'private',
    });
    const data = new DataTier(this, 'Data', { network, size });
    const web = new WebTier(this, 'Web', { network, data, size });
    const site = new Site(this, 'Site', { network, web, size });
    const migration = new Migration(this, 'Migration', { network, data, web, assets: site.assets, size });
    const { dashboard } = new Monitoring(this, 'Operations', { web, data });

    network.allowToS3(['s3:PutObject'], [site.assets.arnForObjects('*')]);
    // Where ECR keeps the layers of images ("Amazon ECR interface VPC endpoints", minimum permissions).
    network.allowToS3(['s3:GetObject'], [`arn:${this.partition}:s3:::prod-${this.region}-starport-layer-bucket/*`]);

    publishOutputs(this, webApp.outputs, {
      SiteUrl: `https://${site.distribution.distributionDomainName}`,
      BalancerName: web.balancer.loadBalancerDnsName,
      BalancerArn: web.balancer.loadBalancerArn,
      TargetGroupArn: web.targets.targetGroupArn,
      ClusterName: web.cluster.clusterName,
      ServiceName: web.service.serviceName,
      MigrationTaskDefinitionArn: migration.task.taskDefinitionArn,
      WebLogGroupName: web.log.logGroupName,
      WebSecurityGroupId: network.groups.tasks.securityGroupId,
      DatabaseClusterId: data.database.clusterIdentifier,
      DatabaseSecretArn: data.databaseSecret.secretArn,
      CacheId: data.cache.ref,
      AssetsBucketName: site.assets.bucketName,
      DashboardName: dashboard.dashboardName,
    });
  }
}
