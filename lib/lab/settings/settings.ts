/**
 * Everything that a drill can break, by kind. A setting can be read, and written back to what it was read as: that is
 * all a journal needs to hold for `lab restore` to work without the drill.
 */
import { isDeepStrictEqual } from 'node:util';
import { LabError } from '../../errors.ts';
import { type AwsClients, clientsIn } from '../aws/aws-clients.ts';
import { apiRoute, apiStageThrottle } from './apigateway.ts';
import { serviceScaling } from './autoscaling.ts';
import { metricAlarm } from './cloudwatch.ts';
import { itemAttribute, tableBilling, tableIndex, tableRecovery } from './dynamodb.ts';
import { endpointRoutes, groupRules } from './ec2.ts';
import { containerMemory, serviceNetwork, serviceRollout, taskVariable } from './ecs.ts';
import { groupAttribute, groupHealthCheck } from './elbv2.ts';
import { eventRule, eventTarget } from './eventbridge.ts';
import { rolePolicy } from './iam.ts';
import { keyState } from './kms.ts';
import {
  aliasWeights,
  functionCode,
  functionConcurrency,
  functionPermission,
  functionSetting,
  functionVariable,
} from './lambda.ts';
import { eventSource, pipeState, queueAttribute, subscriptionAttribute } from './messaging.ts';
import { clusterBackups, clusterCapacity, clusterConnections } from './rds.ts';
import { clusterInstance } from './rds-instances.ts';
import { healthCheckAsking, zoneRecord } from './route53.ts';
import {
  bucketLifecycle,
  bucketPolicy,
  bucketPublicAccess,
  bucketReplication,
  objectCaching,
  objectText,
} from './s3.ts';
import { secretReplica } from './secretsmanager.ts';
import { stateMachine } from './sfn.ts';

/** One kind of setting. `Value` is plain JSON; `null` where the setting may be absent from a resource that is there. */
export interface Setting<Target, Value> {
  /** The AWS resource it belongs to: no two open incidents may hold settings of the same. */
  resource(target: Target): string;
  /** What it is now; `undefined` when the resource itself is gone. */
  read(aws: AwsClients, target: Target): Promise<Value | undefined>;
  /** Makes it so, and returns when AWS has taken it. What the target holds besides this setting stays as it is. */
  write(aws: AwsClients, target: Target, value: Value): Promise<void>;
}

const SETTINGS = {
  'alias-weights': aliasWeights,
  'api-route': apiRoute,
  'api-stage-throttle': apiStageThrottle,
  'bucket-lifecycle': bucketLifecycle,
  'bucket-policy': bucketPolicy,
  'bucket-public-access': bucketPublicAccess,
  'bucket-replication': bucketReplication,
  'cluster-backups': clusterBackups,
  'cluster-capacity': clusterCapacity,
  'cluster-connections': clusterConnections,
  'cluster-instance': clusterInstance,
  'container-memory': containerMemory,
  'endpoint-routes': endpointRoutes,
  'event-rule': eventRule,
  'event-source': eventSource,
  'event-target': eventTarget,
  'function-code': functionCode,
  'function-concurrency': functionConcurrency,
  'function-permission': functionPermission,
  'function-setting': functionSetting,
  'function-variable': functionVariable,
  'group-attribute': groupAttribute,
  'group-health-check': groupHealthCheck,
  'group-rules': groupRules,
  'health-check': healthCheckAsking,
  'item-attribute': itemAttribute,
  'key-state': keyState,
  'metric-alarm': metricAlarm,
  'object-caching': objectCaching,
  'object-text': objectText,
  'pipe-state': pipeState,
  'queue-attribute': queueAttribute,
  'role-policy': rolePolicy,
  'secret-replica': secretReplica,
  'service-network': serviceNetwork,
  'service-rollout': serviceRollout,
  'service-scaling': serviceScaling,
  'state-machine': stateMachine,
  'subscription-attribute': subscriptionAttribute,
  'table-billing': tableBilling,
  'table-index': tableIndex,
  'table-recovery': tableRecovery,
  'task-variable': taskVariable,
  'zone-record': zoneRecord,
} as const;

export type SettingKind = keyof typeof SETTINGS;
type SettingOf<Kind extends SettingKind> = (typeof SETTINGS)[Kind];
/** What a kind is asked about; of a project in several regions with the region, where that is not the target's. */
export type TargetOf<Kind extends SettingKind> = Parameters<SettingOf<Kind>['resource']>[0] & InRegion;
export type ValueOf<Kind extends SettingKind> = Parameters<SettingOf<Kind>['write']>[2];

/**
 * The setting of a kind that a journal names.
 * @throws LabError `UnknownSetting` for a journal of another version of the lab
 */
export function settingOf(kind: string): Setting<unknown, unknown> {
  const setting = Object.hasOwn(SETTINGS, kind) ? SETTINGS[kind as SettingKind] : undefined;
  if (!setting) {
    throw new LabError(
      'UnknownSetting',
      `The journal holds a change of the kind "${kind}", which this version of the lab does not know: ` +
        `restore with the version that made it.`,
    );
  }
  return whereverItIs(setting as unknown as Setting<unknown, unknown>);
}

interface InRegion {
  readonly region?: string;
}

/** A kind of setting that asks the region which its target names. */
function whereverItIs({ resource, read, write }: Setting<unknown, unknown>): Setting<unknown, unknown> {
  const regionOf = (target: unknown) => (target as InRegion).region;
  return {
    resource: (target) => [resource(target), regionOf(target)].filter((part) => part !== undefined).join(' in '),
    read: (aws, target) => read(clientsIn(aws, regionOf(target)), target),
    write: (aws, target, value) => write(clientsIn(aws, regionOf(target)), target, value),
  };
}

/** Whether two values of a setting are the same, whatever the order of their keys. */
export function sameValue(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other);
}
