/** Settings of keys, health checks and names: see settings.unit.test.ts. */
import { refusal } from '../../support/fakes/answering-aws.ts';
import type { Case } from './case.ts';

const inState = (KeyState: string) => ({ 'kms.describeKey': { KeyMetadata: { KeyState } } });
const COUNTING = { Type: 'CALCULATED', ChildHealthChecks: ['a', 'b'], HealthThreshold: 2 } as const;
const ASKING = { Disabled: false, Inverted: false, ResourcePath: '/health', Port: 443, FailureThreshold: 3 };
const checked = (config: object) => ({ 'route53.getHealthCheck': { HealthCheck: { HealthCheckConfig: config } } });
const RECORD = { Name: 'exam.example.com.', Type: 'A', SetIdentifier: 'primary', HealthCheckId: 'h' };
const NAMED = { zone: 'Z1', name: 'exam.example.com', type: 'A', setIdentifier: 'primary' } as const;
const inZone = (...ResourceRecordSets: object[]) => ({ 'route53.listResourceRecordSets': { ResourceRecordSets } });
const changed = (Action: string): [string, unknown] => [
  'route53.changeResourceRecordSets',
  { HostedZoneId: 'Z1', ChangeBatch: { Changes: [{ Action, ResourceRecordSet: RECORD }] } },
];

const SECRET = { secret: 'database', region: 'us-west-2' } as const;
const [OWN, OTHER] = ['version-1', 'version-2'];
const VERSIONS = { [OWN]: ['AWSCURRENT'], [OTHER]: ['AWSPREVIOUS'] };
const described = (more: object = {}) => ({
  'secrets.describeSecret': { VersionIdsToStages: VERSIONS, ...more },
});
const replicaOf = described({ PrimaryRegion: 'us-east-1' });

const clusterWith = (cluster: object) => ({ 'rds.describeDBClusters': { DBClusters: [cluster] } });
const instanceWith = (instance: object) => ({ 'rds.describeDBInstances': { DBInstances: [instance] } });

export const REGION_CASES: readonly Case[] = [
  {
    kind: 'key-state',
    target: { key: 'k' },
    resource: 'kms:k',
    answers: inState('Enabled'),
    value: 'enabled',
    gone: { 'kms.describeKey': refusal('NotFoundException') },
    also: [
      [inState('Disabled'), 'disabled'],
      [inState('PendingDeletion'), 'going away'],
    ],
    writes: [
      ['enabled', []],
      ['disabled', [['kms.disableKey', { KeyId: 'k' }]]],
      ['going away', [['kms.scheduleKeyDeletion', { KeyId: 'k', PendingWindowInDays: 7 }]]],
    ],
  },
  {
    kind: 'key-state',
    target: { key: 'k' },
    resource: 'kms:k',
    answers: inState('PendingDeletion'),
    value: 'going away',
    // A key that is had back is disabled.
    writes: [
      [
        'enabled',
        [
          ['kms.cancelKeyDeletion', { KeyId: 'k' }],
          ['kms.enableKey', { KeyId: 'k' }],
        ],
      ],
      ['disabled', [['kms.cancelKeyDeletion', { KeyId: 'k' }]]],
    ],
  },
  {
    kind: 'health-check',
    target: { id: 'h' },
    resource: 'route53:healthcheck/h',
    answers: checked({ ...ASKING, Type: 'HTTPS', RequestInterval: 10 }),
    value: ASKING,
    gone: { 'route53.getHealthCheck': refusal('NoSuchHealthCheck') },
    also: [
      [checked(COUNTING), { Disabled: false, Inverted: false, ChildHealthChecks: ['a', 'b'], HealthThreshold: 2 }],
    ],
    writes: [[ASKING, [['route53.updateHealthCheck', { HealthCheckId: 'h', ...ASKING }]]]],
  },
  {
    kind: 'zone-record',
    target: NAMED,
    resource: 'route53:record/Z1/exam.example.com/A/primary',
    answers: inZone({ ...RECORD, SetIdentifier: 'standby' }, RECORD),
    value: RECORD,
    gone: { 'route53.listResourceRecordSets': refusal('NoSuchHostedZone') },
    also: [[inZone({ ...RECORD, Name: 'other.example.com.' }), null]],
    writes: [
      [RECORD, [changed('UPSERT')]],
      [null, [changed('DELETE')]],
    ],
  },
  {
    kind: 'secret-replica',
    target: SECRET,
    resource: 'secretsmanager:database in us-west-2',
    answers: replicaOf,
    value: { follows: 'us-east-1', version: OWN },
    gone: { 'secrets.describeSecret': refusal('ResourceNotFoundException') },
    also: [
      [described(), { follows: null, version: OWN }],
      [described({ DeletedDate: new Date() }), undefined],
    ],
    writes: [
      [{ follows: 'us-east-1', version: OWN }, []],
      [{ follows: null, version: OWN }, [['secrets.stopReplicationToReplica', { SecretId: 'database' }]]],
      [
        { follows: null, version: OTHER },
        [
          ['secrets.stopReplicationToReplica', { SecretId: 'database' }],
          [
            'secrets.updateSecretVersionStage',
            { SecretId: 'database', VersionStage: 'AWSCURRENT', MoveToVersionId: OTHER, RemoveFromVersionId: OWN },
          ],
        ],
      ],
    ],
  },
  {
    kind: 'cluster-capacity',
    target: { cluster: 'c' },
    resource: 'rds:cluster:c',
    answers: clusterWith({ ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 2 } }),
    value: { least: 0.5, most: 2 },
    gone: { 'rds.describeDBClusters': refusal('DBClusterNotFoundFault') },
    writes: [
      [
        { least: 0, most: 4 },
        [
          [
            'rds.modifyDBCluster',
            { DBClusterIdentifier: 'c', ServerlessV2ScalingConfiguration: { MinCapacity: 0, MaxCapacity: 4 } },
          ],
        ],
      ],
    ],
  },
  {
    kind: 'cluster-backups',
    target: { cluster: 'c' },
    resource: 'rds:cluster:c',
    answers: clusterWith({ BackupRetentionPeriod: 7 }),
    value: 7,
    gone: { 'rds.describeDBClusters': refusal('DBClusterNotFoundFault') },
    writes: [[1, [['rds.modifyDBCluster', { DBClusterIdentifier: 'c', BackupRetentionPeriod: 1 }]]]],
  },
  {
    kind: 'cluster-instance',
    target: { cluster: 'c', instance: 'i' },
    resource: 'rds:db:i',
    answers: { ...instanceWith({ DBInstanceClass: 'db.serverless', PromotionTier: 15 }), ...clusterWith({}) },
    value: { class: 'db.serverless', tier: 15 },
    gone: {
      'rds.describeDBInstances': refusal('DBInstanceNotFoundFault'),
      'rds.describeDBClusters': refusal('DBClusterNotFoundFault'),
    },
    also: [
      [{ ...clusterWith({}), 'rds.describeDBInstances': refusal('DBInstanceNotFoundFault') }, null],
      [{ ...clusterWith({}), ...instanceWith({ DBInstanceStatus: 'deleting' }) }, null],
    ],
    writes: [
      [{ class: 'db.serverless', tier: 15 }, []],
      [null, [['rds.deleteDBInstance', { DBInstanceIdentifier: 'i' }]]],
    ],
  },
];
