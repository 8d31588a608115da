import { defineProject } from '../../project.ts';

/** Where the lab puts what waits; the primary is in the region of its target. */
export const STANDBY_REGION = 'us-west-2';

/** Disaster recovery: the exam room in two regions, by one of four strategies. */
export const disasterRecovery = defineProject({
  slug: 'disaster-recovery',
  title: 'Disaster recovery',
  summary:
    'The exam room in two regions, by a strategy that is chosen: what each keeps in the other region, what that costs, ' +
    'and what is forgotten until the first is lost.',
  stackName: 'DisasterRecovery',
  stacks: [
    { name: 'DisasterRecoveryCopies', region: STANDBY_REGION },
    { name: 'DisasterRecovery' },
    // Where backups are the strategy nothing is made of it until the primary is lost.
    { name: 'DisasterRecoveryStandby', region: STANDBY_REGION, optional: true },
  ],
  outputs: {
    SiteUrl: 'Address of the exam room, by whichever region answers',
    BalancerName: 'DNS name of the balancer of this region',
    ClusterName: 'Name of the ECS cluster of this region',
    ServiceName: 'Name of the ECS service of this region',
    MigrationTaskDefinitionArn: 'ARN of the task definition of the migration',
    WebSubnetIds: 'Subnets that tasks run in, separated by commas',
    WebSecurityGroupId: 'Id of the security group of the tasks',
    DatabaseClusterArn: 'ARN of the database cluster of this region',
    FilesBucketName: 'Name of the bucket of this region',
    Settings: 'What it was deployed with, as -c takes it: by this it is deployed again',
  },
  // Both regions as a pilot light, counted from the templates (test/disaster-recovery/stacks.template.test.ts).
  idleUsdPerMonth: 164.57,
});
