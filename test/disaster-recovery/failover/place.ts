/**
 * The standby stack's workflow on an emulator of its own, under its own role and policy, among what it works on: two clusters of
 * a global database, a service, a balancer's rule and targets. All but the workflow is made by API calls, since what the
 * rest of the stack needs to run is not what is asked here. RDS keeps records: there is no engine beside this emulator.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { ECS } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAM } from '@aws-sdk/client-iam';
import { SFN } from '@aws-sdk/client-sfn';
import { startEmulator, stopEmulator } from '../../../lib/emulator/emulator.ts';
import { EMULATOR_CREDENTIALS } from '../../../lib/emulator/environment.ts';
import { emulatorApi } from '../../../lib/emulator/web/api.ts';
import { resolve } from '../../../lib/lab/deployed/resolve.ts';
import { GLOBAL_CLUSTER, PRIMARY_CLUSTER } from '../../../lib/projects/disaster-recovery/names.ts';
import { ofType, type Synthesized } from '../../support/synthesize.ts';
import type { Definition } from './definition.ts';

export const PRIMARY = 'us-east-1';
export const STANDBY = 'us-west-2';
export const CLUSTER = 'the-standby';
const TARGETS = [
  { Id: '10.0.0.1', Port: 8080 },
  { Id: '10.0.0.2', Port: 8080 },
];
const ACCOUNT = '000000000000';
const clusterArn = (region: string, name: string) => `arn:aws:rds:${region}:${ACCOUNT}:cluster:${name}`;
export const STANDBY_ARN = clusterArn(STANDBY, CLUSTER);
export const PRIMARY_ARN = clusterArn(PRIMARY, PRIMARY_CLUSTER);

interface Statement {
  readonly Action: string | readonly string[];
}

export type Place = Awaited<ReturnType<typeof makePlace>>;

/** @param standby its stack, as a pilot light: a cluster without an instance and a service without a task */
export async function makePlace(standby: Synthesized) {
  const stateFolder = mkdtempSync(join(tmpdir(), 'certlab-failover-'));
  const emulator = await startEmulator(stateFolder);
  const { endpoint } = emulator;
  const config = { endpoint, region: STANDBY, credentials: EMULATOR_CREDENTIALS };
  const [ecs, elb, iam, sfn, dynamodb] = [
    new ECS(config),
    new ElasticLoadBalancingV2(config),
    new IAM(config),
    new SFN(config),
    new DynamoDB(config),
  ];

  const rds = (region: string, action: string, parameters: Readonly<Record<string, string>>) =>
    emulatorApi(endpoint, region).query('rds', action, parameters);
  const whole = { GlobalClusterIdentifier: GLOBAL_CLUSTER };
  const aurora = { Engine: 'aurora-postgresql', EngineVersion: '17.7' };
  await rds(PRIMARY, 'CreateGlobalCluster', { ...whole, ...aurora });
  const user = { MasterUsername: 'exam_room', MasterUserPassword: 'a-password' };
  await rds(PRIMARY, 'CreateDBCluster', { DBClusterIdentifier: PRIMARY_CLUSTER, ...whole, ...aurora, ...user });
  await rds(STANDBY, 'CreateDBCluster', { DBClusterIdentifier: CLUSTER, ...whole, ...aurora });

  await ecs.createCluster({ clusterName: 'web' });
  await ecs.registerTaskDefinition({ family: 'web', containerDefinitions: [{ name: 'web', image: 'web' }] });
  const { service } = await ecs.createService({
    cluster: 'web',
    serviceName: 'web',
    taskDefinition: 'web',
    desiredCount: 0,
  });
  const { LoadBalancers } = await elb.createLoadBalancer({ Name: 'web', Subnets: ['subnet-1', 'subnet-2'] });
  const { TargetGroups } = await elb.createTargetGroup({ Name: 'web', Port: 8080, Protocol: 'HTTP', TargetType: 'ip' });
  const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn as string;
  const { Listeners } = await elb.createListener({
    LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
    Port: 80,
    Protocol: 'HTTP',
    DefaultActions: [{ Type: 'forward', TargetGroupArn }],
  });
  const only = (type: string) => {
    const [found] = ofType(standby.resources, type).filter(([id]) => /^Failover|^Database|^Web/.test(id));
    if (!found) throw new Error(`The stack has no ${type}.`);
    return { id: found[0], properties: found[1].Properties };
  };
  const rule = only('AWS::ElasticLoadBalancingV2::ListenerRule');
  const { Rules } = await elb.createRule({
    ListenerArn: Listeners?.[0]?.ListenerArn,
    Priority: 1,
    Conditions: rule.properties.Conditions.map((each: { PathPatternConfig: object }) => ({
      Field: 'path-pattern',
      PathPatternConfig: each.PathPatternConfig,
    })),
    Actions: rule.properties.Actions,
  });
  const RuleArn = Rules?.[0]?.RuleArn as string;
  const table = await dynamodb.createTable({
    TableName: 'lock',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });

  /** What stands for each reference of the workflow: `Ref`, and each attribute. */
  const values: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    [only('AWS::RDS::DBCluster').id]: { Ref: CLUSTER, DBClusterArn: STANDBY_ARN },
    [only('AWS::RDS::DBSubnetGroup').id]: { Ref: 'subnets' },
    [only('AWS::DynamoDB::GlobalTable').id]: { Ref: 'lock', Arn: table.TableDescription?.TableArn as string },
    [rule.id]: { Ref: RuleArn },
    [only('AWS::ECS::Cluster').id]: { Ref: 'web' },
    [only('AWS::ECS::Service').id]: { Ref: service?.serviceArn as string, Name: 'web' },
    [only('AWS::ElasticLoadBalancingV2::TargetGroup').id]: { Ref: TargetGroupArn },
    'AWS::AccountId': { Ref: ACCOUNT },
    'AWS::Partition': { Ref: 'aws' },
  };
  const standsFor = (id: string, attribute: string) => {
    const found = values[id]?.[attribute];
    if (found === undefined) throw new Error(`The workflow asks for ${attribute} of ${id}, which is not here.`);
    return found;
  };
  const resolved = (value: unknown) => resolve(value, { ref: (id) => standsFor(id, 'Ref'), attribute: standsFor });

  const machine = only('AWS::StepFunctions::StateMachine');
  const [roleId] = machine.properties.RoleArn['Fn::GetAtt'];
  const role = standby.resources[roleId]?.Properties;
  const RoleName = 'workflow';
  const { Role } = await iam.createRole({
    RoleName,
    AssumeRolePolicyDocument: JSON.stringify(await resolved(role?.AssumeRolePolicyDocument)),
  });
  const policies = ofType(standby.resources, 'AWS::IAM::Policy').filter(([, { Properties }]) =>
    Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === roleId),
  );
  const documents = await resolved(policies.map(([, { Properties }]) => Properties.PolicyDocument));
  const statements = (documents as { readonly Statement: readonly Statement[] }[]).flatMap(
    ({ Statement }) => Statement,
  );
  /** Gives the role what the stack gives it, but for one action. */
  const grant = (without?: string) =>
    iam.putRolePolicy({
      RoleName,
      PolicyName: 'own',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: statements.flatMap((each) => {
          const Action = [each.Action].flat().filter((action) => action !== without);
          return Action.length > 0 ? [{ ...each, Action }] : [];
        }),
      }),
    });
  await grant();

  // A second to wait, and one more try: what is waited for happens at once, or when a test lets it.
  const written = String(await resolved(machine.properties.DefinitionString));
  const definition: Definition = JSON.parse(written.replaceAll(/"((?:Interval)?Seconds|MaxAttempts)":\d+/g, '"$1":1'));
  const { stateMachineArn } = await sfn.createStateMachine({
    name: machine.properties.StateMachineName,
    roleArn: Role?.Arn,
    definition: JSON.stringify(definition),
  });

  return {
    config,
    definition,
    statements,
    grant,
    rds,
    ecs,
    elb,
    iam,
    sfn,
    stateMachineArn: stateMachineArn as string,
    define: (changed: Definition) => sfn.updateStateMachine({ stateMachineArn, definition: JSON.stringify(changed) }),
    register: (count: number) => elb.registerTargets({ TargetGroupArn, Targets: TARGETS.slice(0, count) }),
    /** Makes a cluster a secondary again, as Aurora does with one of a region that has come back. */
    async rejoin(region: string, DBClusterIdentifier: string) {
      await rds(region, 'DeleteDBCluster', { DBClusterIdentifier, SkipFinalSnapshot: 'true' });
      await rds(region, 'CreateDBCluster', { DBClusterIdentifier, ...whole, ...aurora });
    },
    /** As before anything happened. */
    async reset() {
      await dynamodb.deleteItem({ TableName: 'lock', Key: { pk: { S: 'failover' } } });
      await elb.deregisterTargets({ TargetGroupArn, Targets: TARGETS });
      await elb.modifyRule({ RuleArn, Actions: rule.properties.Actions });
      await ecs.updateService({ cluster: 'web', service: 'web', desiredCount: 0 });
      const { writer, instances } = await this.seen();
      for (const DBInstanceIdentifier of instances)
        await rds(STANDBY, 'DeleteDBInstance', { DBInstanceIdentifier, SkipFinalSnapshot: 'true' });
      if (writer !== PRIMARY_ARN)
        await rds(STANDBY, 'SwitchoverGlobalCluster', { ...whole, TargetDbClusterIdentifier: PRIMARY_ARN });
    },
    /** How things stand, asked of each service itself. */
    async seen() {
      const members =
        (await rds(STANDBY, 'DescribeGlobalClusters', whole)).find('GlobalClusterMembers')?.children ?? [];
      const writer = members.find((member) => member.text('IsWriter') === 'true')?.text('DBClusterArn');
      const instances = (await rds(STANDBY, 'DescribeDBInstances', {}))
        .list('DBInstances')
        .map((instance) => instance.text('DBInstanceIdentifier') as string);
      const { services } = await ecs.describeServices({ cluster: 'web', services: ['web'] });
      const { Rules: rules } = await elb.describeRules({ RuleArns: [RuleArn] });
      return {
        writer,
        instances,
        tasks: services?.[0]?.desiredCount,
        fence: rules?.[0]?.Actions?.[0]?.FixedResponseConfig?.StatusCode,
      };
    },
    stop: async () => {
      await stopEmulator(stateFolder, emulator);
      rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}
