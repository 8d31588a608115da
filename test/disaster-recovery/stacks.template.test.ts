import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { idleCharges, PRICES_KNOWN, usd, usdOf } from '../../lib/prices.ts';
import { disasterRecovery } from '../../lib/projects/disaster-recovery/project.ts';
import { IDLE_USD, STRATEGY_NAMES } from '../../lib/projects/disaster-recovery/strategy.ts';
import { repository } from '../../lib/repository.ts';
import { ofType, type Resource, type Synthesized } from '../support/synthesize.ts';
import {
  propertiesOf as all,
  everyForm,
  FORMS,
  type Form,
  NAMED,
  type Regions,
  SNAPSHOT,
  stacksOf,
  synthesizeRecovery,
} from './synthesize-recovery.ts';

let made: Readonly<Record<Form, Regions>>;
beforeAll(async () => {
  made = await everyForm();
}, 300_000);

const one = (stack: Synthesized | undefined, type: string) => {
  const found = all(stack, type);
  expect(found, type).toHaveLength(1);
  return found[0] as Resource['Properties'];
};
/** As text, without the account. */
const text = (value: unknown) =>
  JSON.stringify(value)
    .replaceAll(/",\{"Ref":"AWS::AccountId"\},"/g, 'ACCOUNT')
    .replaceAll(/\{"Fn::Join":\["",\[("[^"]*")\]\]\}/g, '$1');
const WAITING = FORMS.filter((form) => form.endsWith('waiting'));
const REPLICATED = WAITING.filter((form) => !form.startsWith('backup'));

describe('what waits in the other region', () => {
  it.each([
    ['pilot-light waiting', 0, 0],
    ['warm-standby waiting', 1, 1],
    ['active-active waiting', 2, 2],
    ['pilot-light serving', 2, 2],
    ['warm-standby serving', 2, 2],
    ['backup-restore serving', 2, 2],
  ] as const)('%s: %i instances, %i tasks', (form, instances, tasks) => {
    const { standby } = made[form];
    expect(all(standby, 'AWS::RDS::DBInstance')).toHaveLength(instances);
    expect(one(standby, 'AWS::ECS::Service').DesiredCount).toBe(tasks);
    expect(one(standby, 'AWS::ApplicationAutoScaling::ScalableTarget')).toMatchObject({
      MinCapacity: tasks,
      MaxCapacity: 6,
    });
  });

  it('backup-restore waiting: copies, and nothing that runs', () => {
    const { copies, standby } = made['backup-restore waiting'];
    expect(standby).toBeUndefined();
    const types = Object.values(copies.resources).map(({ Type }) => Type);
    expect(types).toContain('AWS::Backup::BackupVault');
    expect(types.filter((type) => /^AWS::(ECS|RDS|EC2|ElasticLoadBalancingV2)/.test(type))).toEqual([]);
  });

  it('is never smaller in what it may become than what it takes over from', () => {
    for (const form of FORMS) {
      const { primary, standby } = made[form];
      if (!standby) continue;
      const range = (stack: Synthesized) => one(stack, 'AWS::RDS::DBCluster').ServerlessV2ScalingConfiguration;
      expect(range(standby)).toEqual(range(primary));
      const most = (stack: Synthesized) => one(stack, 'AWS::ApplicationAutoScaling::ScalableTarget').MaxCapacity;
      expect(most(standby)).toBe(most(primary));
      expect(one(standby, 'AWS::RDS::DBCluster').EngineVersion).toBe(one(primary, 'AWS::RDS::DBCluster').EngineVersion);
    }
  });
});

describe('the database', () => {
  it('is one global database, whose secondary has no user, no password and a key of its own region', () => {
    for (const form of REPLICATED) {
      const { primary, standby } = made[form];
      const { GlobalClusterIdentifier: name } = one(primary, 'AWS::RDS::GlobalCluster');
      const [id] = ofType(primary.resources, 'AWS::RDS::GlobalCluster')[0] as [string, Resource];
      expect(one(primary, 'AWS::RDS::DBCluster').GlobalClusterIdentifier).toEqual({ Ref: id });
      const secondary = one(standby, 'AWS::RDS::DBCluster');
      expect(secondary).toMatchObject({ GlobalClusterIdentifier: name, StorageEncrypted: true });
      expect(Object.keys(secondary).filter((key) => /^Master|^ManageMaster|^DatabaseName/.test(key))).toEqual([]);
      expect(text(secondary.KmsKeyId)).toBe('"arn:aws:kms:us-west-2:ACCOUNT:alias/certlab-recovery"');
      expect(text(one(made[form].copies, 'AWS::KMS::Alias').AliasName)).toBe('"alias/certlab-recovery"');
    }
  });

  it('has a password that RDS does not manage, which it could not for a global database', () => {
    for (const form of FORMS)
      for (const stack of stacksOf(made[form]))
        for (const cluster of all(stack, 'AWS::RDS::DBCluster'))
          expect(cluster.ManageMasterUserPassword).toBeUndefined();
  });

  it('comes from the snapshot where backups are the strategy', () => {
    const { primary, standby } = made['backup-restore serving'];
    expect(one(standby, 'AWS::RDS::DBCluster')).toMatchObject({ SnapshotIdentifier: SNAPSHOT });
    expect(all(primary, 'AWS::RDS::GlobalCluster')).toEqual([]);
  });
});

describe('files', () => {
  it('go to the bucket that the other region has, encrypted by the key that it has, in every strategy', () => {
    for (const form of FORMS) {
      const { copies, primary } = made[form];
      const files = (stack: Synthesized) => all(stack, 'AWS::S3::Bucket').find(({ BucketName }) => BucketName);
      const [rule] = files(primary)?.ReplicationConfiguration.Rules ?? [];
      expect(text(rule.Destination.Bucket)).toBe(`"arn:aws:s3:::${text(files(copies)?.BucketName).slice(1)}`);
      expect(text(rule.Destination.EncryptionConfiguration)).toContain(':us-west-2:ACCOUNT:alias/certlab-recovery');
      expect(rule.SourceSelectionCriteria).toEqual({ SseKmsEncryptedObjects: { Status: 'Enabled' } });
      for (const stack of [copies, primary])
        expect(files(stack)?.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    }
  });

  it('are copied by a role that S3 alone takes on, for this one bucket', () => {
    const { primary } = made['pilot-light waiting'];
    const role = all(primary, 'AWS::IAM::Role').find(({ Description }) => /S3 copies/.test(Description ?? ''));
    const [trust] = role?.AssumeRolePolicyDocument.Statement ?? [];
    expect(trust.Principal).toEqual({ Service: 's3.amazonaws.com' });
    const [[roleId] = []] = ofType(primary.resources, 'AWS::IAM::Role').filter(
      ([, { Properties }]) => Properties === role,
    );
    const statements = all(primary, 'AWS::IAM::Policy')
      .filter(({ Roles }) => Roles.some(({ Ref }: { Ref: string }) => Ref === roleId))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    expect(statements.map(({ Action }) => [Action].flat().join()).sort()).toEqual([
      'kms:Decrypt',
      'kms:Encrypt,kms:GenerateDataKey',
      's3:GetObjectVersionAcl,s3:GetObjectVersionForReplication,s3:GetObjectVersionTagging',
      's3:GetReplicationConfiguration,s3:ListBucket',
      's3:ReplicateDelete,s3:ReplicateObject,s3:ReplicateTags',
    ]);
    const encrypt = statements.find(({ Action }) => Action.includes('kms:Encrypt'));
    expect(encrypt.Condition['ForAnyValue:StringEquals']).toEqual({ 'kms:ResourceAliases': 'alias/certlab-recovery' });
    expect(text(encrypt.Condition.StringEquals)).toContain('certlab-recovery-files-ACCOUNT-us-west-2"');
  });
});

describe('the table, the secret and the backups', () => {
  it('the table takes writes in both regions, and in one where backups are the strategy', () => {
    const regions = (form: Form) =>
      one(made[form].primary, 'AWS::DynamoDB::GlobalTable').Replicas.map(({ Region }: { Region: string }) => Region);
    for (const form of REPLICATED) expect(regions(form).toSorted()).toEqual(['us-east-1', 'us-west-2']);
    expect(regions('backup-restore waiting')).toEqual(['us-east-1']);
  });

  it('the secret is in the other region under the name that tasks there ask for', () => {
    for (const form of FORMS) {
      const { primary, standby } = made[form];
      const { Name, ReplicaRegions } = one(primary, 'AWS::SecretsManager::Secret');
      expect(ReplicaRegions).toEqual([{ Region: 'us-west-2' }]);
      if (!standby) continue;
      for (const task of all(standby, 'AWS::ECS::TaskDefinition')) {
        expect(text(task.ContainerDefinitions[0].Secrets)).toContain(`:us-west-2:ACCOUNT:secret:${Name}"`);
      }
    }
  });

  it('a plan backs up database and table, and copies into the vault of the other region, which is locked', () => {
    const { copies, primary } = made['backup-restore waiting'];
    const { BackupPlan } = one(primary, 'AWS::Backup::BackupPlan');
    const [rule] = BackupPlan.BackupPlanRule;
    const vault = one(copies, 'AWS::Backup::BackupVault');
    expect(text(rule.CopyActions)).toContain(`arn:aws:backup:us-west-2:ACCOUNT:backup-vault:${vault.BackupVaultName}`);
    expect(one(primary, 'AWS::Backup::BackupSelection').BackupSelection.Resources).toHaveLength(2);
    for (const { LockConfiguration } of [vault, one(primary, 'AWS::Backup::BackupVault')]) {
      // Without a day from which nobody can change it: governance mode.
      expect(LockConfiguration).toEqual({ MinRetentionDays: 7, MaxRetentionDays: 35 });
    }
    for (const days of [rule.Lifecycle, rule.CopyActions[0].Lifecycle]) {
      expect(days.DeleteAfterDays).toBeGreaterThanOrEqual(vault.LockConfiguration.MinRetentionDays);
    }
  });
});

describe('the way in', () => {
  it('leads to the primary while it is healthy, by a check of its own name, and to the other after that', () => {
    for (const form of [...REPLICATED, 'backup-restore serving'] as const) {
      const { primary, standby } = made[form];
      const site = (stack: Synthesized | undefined) => all(stack, 'AWS::Route53::RecordSet').filter((r) => r.Failover);
      const checks = ofType(primary.resources, 'AWS::Route53::HealthCheck').map(([id, { Properties }]) => ({
        id,
        ...Properties.HealthCheckConfig,
      }));
      const [both] = checks.filter(({ Type }) => Type === 'CALCULATED');
      expect(site(primary)).toMatchObject([{ Failover: 'PRIMARY', HealthCheckId: { Ref: both?.id } }]);
      expect(site(standby)).toMatchObject([{ Failover: 'SECONDARY', AliasTarget: { EvaluateTargetHealth: true } }]);
      expect(site(standby)[0]?.Name).toBe(site(primary)[0]?.Name);
      const asking = checks.filter(({ Type }) => Type !== 'CALCULATED');
      expect(both).toMatchObject({ HealthThreshold: 2, ChildHealthChecks: asking.map(({ id }) => ({ Ref: id })) });
      const [fence] = asking.filter(({ Inverted }) => Inverted);
      const [rule] = all(standby, 'AWS::ElasticLoadBalancingV2::ListenerRule');
      expect(fence?.FullyQualifiedDomainName).toBe(`standby.${NAMED.domain}`);
      expect(rule?.Conditions).toEqual([
        { Field: 'path-pattern', PathPatternConfig: { Values: [fence?.ResourcePath] } },
      ]);
      // What was restored is there because the primary was lost; what waits has not taken over yet.
      const StatusCode = form === 'backup-restore serving' ? '200' : '404';
      expect(rule?.Actions).toMatchObject([{ FixedResponseConfig: { StatusCode } }]);
      const { FullyQualifiedDomainName: asked, ResourcePath } = asking.find(({ Inverted }) => !Inverted) ?? {};
      expect(asked).toBe(`primary.${NAMED.domain}`);
      expect(ResourcePath).toBe(one(primary, 'AWS::ElasticLoadBalancingV2::TargetGroup').HealthCheckPath);
      expect(all(primary, 'AWS::Route53::RecordSet').map(({ Name }) => Name)).toContain(`${asked}.`);
    }
  });

  it('is fenced from the primary that it was restored without, from the first moment on', () => {
    expect(all(made['backup-restore waiting'].primary, 'AWS::Route53::HealthCheck')).toEqual(
      all(made['backup-restore serving'].primary, 'AWS::Route53::HealthCheck'),
    );
  });

  it('is HTTPS alone, with a certificate of the same region, for both names', () => {
    for (const form of FORMS)
      for (const stack of stacksOf(made[form]).slice(1)) {
        expect(
          all(stack, 'AWS::ElasticLoadBalancingV2::Listener').map(({ Port, Protocol }) => [Port, Protocol]),
        ).toEqual([[443, 'HTTPS']]);
        expect(one(stack, 'AWS::CertificateManager::Certificate').DomainName).toBe(NAMED.domain);
      }
  });
});

describe('between regions', () => {
  it('a stack knows names alone: no export, no parameter, no custom resource that reads another region', () => {
    for (const form of FORMS) {
      for (const { template } of stacksOf(made[form])) {
        const { Outputs = {}, Resources } = template.toJSON();
        expect(text([Outputs, Resources])).not.toMatch(/"Export"|Fn::ImportValue|CrossRegionExport/);
      }
    }
  });

  it('goes the other way round by the setting alone', async () => {
    const { primary, standby } = await synthesizeRecovery('pilot-light waiting', { regions: 'us-west-2,us-east-1' });
    expect([primary.environment, standby?.environment].map((each) => each?.split('/').at(-1))).toEqual([
      'us-west-2',
      'us-east-1',
    ]);
  });
});

describe('settings', () => {
  it.each([
    ['dr', 'hot', /dr: got hot, wanted one of backup-restore, pilot-light, warm-standby, active-active/],
    ['standby', 'on', /standby: got on, wanted one of waiting, serving/],
    ['regions', 'us-east-1', /two of .*us-west-2.*; the primary first/],
    ['regions', 'us-east-1,us-east-1', /two of .*us-west-2.*; the primary first/],
    ['regions', 'us-east-1,us-nowhere-2', /two of .*us-west-2.*; the primary first/],
    ['regions', 'us-east-1,us-west-2,eu-west-1', /two of .*us-west-2.*; the primary first/],
    ['domain', 'exam', /public hosted zone/],
    ['zone', 'exam.example.com', /the id of the public hosted zone/],
    ['snapshot', SNAPSHOT, /none but with dr=backup-restore/],
  ])('refuses %s=%s with what would do', async (key, value, says) => {
    await expect(synthesizeRecovery('pilot-light waiting', { [key]: value })).rejects.toThrow(says);
  });

  it('refuses to restore from nothing, and from a snapshot of the region that is lost', async () => {
    for (const snapshot of ['nothing', SNAPSHOT.replace('us-west-2', 'us-east-1')]) {
      const restored = synthesizeRecovery('backup-restore serving', { snapshot });
      await expect(restored).rejects.toThrow(/ARN of a cluster snapshot in us-west-2/);
    }
  });
});

describe('the page', () => {
  const page = readFileSync(join(repository, 'lib/projects/disaster-recovery/README.md'), 'utf8');
  const month = (form: Form) => usdOf(stacksOf(made[form]).flatMap(({ resources }) => idleCharges(resources)));

  it.each(STRATEGY_NAMES)('says what %s costs, waiting and serving, as the templates count up to', (strategy) => {
    const row = page.split('\n').find((line) => line.startsWith(`| ${strategy} `));
    expect(row).toContain(`| ${usd(month(`${strategy} waiting`))} | ${usd(month(`${strategy} serving`))} |`);
    expect(page).toContain(`as known ${PRICES_KNOWN}`);
    // What `lab up --target aws` shows before it asks.
    for (const standby of ['waiting', 'serving'] as const) {
      expect(IDLE_USD[strategy][standby]).toBeCloseTo(month(`${strategy} ${standby}`), 2);
    }
  });

  it('and project.ts as a pilot light, which is what is not said otherwise', () => {
    expect(disasterRecovery.idleUsdPerMonth).toBeCloseTo(month('pilot-light waiting'), 2);
  });
});
