import { defineProject } from '../../project.ts';

/** The scalable web application: an exam room that survives the loss of a zone. */
export const webApp = defineProject({
  slug: 'web-app',
  title: 'Scalable web application',
  summary:
    'An exam room on containers behind a balancer, with a relational database and a cache in two zones: how a ' +
    'multi-tier application is kept private, scaled, rolled out and carried through the loss of a zone.',
  stackName: 'WebApp',
  outputs: {
    SiteUrl: 'Address of the exam room, by CloudFront',
    BalancerName: 'DNS name of the balancer, which is private',
    BalancerArn: 'ARN of the balancer',
    TargetGroupArn: 'ARN of the target group of the web tier',
    ClusterName: 'Name of the ECS cluster',
    ServiceName: 'Name of the ECS service',
    MigrationTaskDefinitionArn: 'ARN of the task definition of the migration, as last deployed',
    WebLogGroupName: 'Log group of the web tier and of the migration',
    WebSecurityGroupId: 'Id of the security group of the web tier',
    DatabaseClusterId: 'Identifier of the database cluster',
    DatabaseSecretArn: "ARN of the secret with the database user's password",
    CacheId: 'Id of the replication group of the cache',
    AssetsBucketName: 'Name of the bucket that CloudFront serves /assets/* from',
    DashboardName: 'Name of the CloudWatch dashboard',
  },
  // Counted from the template of the production size (lib/prices.ts, test/web-app/prices.template.test.ts).
  idleUsdPerMonth: 206.03,
});
