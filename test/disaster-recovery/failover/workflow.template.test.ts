import { beforeAll, describe, expect, it } from 'vitest';
import { ofType, type Resource, type Synthesized } from '../../support/synthesize.ts';
import { propertiesOf as all, everyForm, FORMS, type Form, type Regions } from '../synthesize-recovery.ts';

let made: Readonly<Record<Form, Regions>>;
beforeAll(async () => {
  made = await everyForm();
}, 300_000);

const alarmOn = (stack: Synthesized | undefined, metric: string): Resource['Properties'] | undefined =>
  all(stack, 'AWS::CloudWatch::Alarm').find(({ MetricName }) => MetricName === metric);
const dimensionsOf = (alarm: Resource['Properties'] | undefined) =>
  Object.fromEntries(
    (alarm?.Dimensions ?? []).map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, Value]),
  );
const FOLLOWS = FORMS.filter((form) => !form.startsWith('backup'));

describe('the failover workflow', () => {
  it('is in the region that waits, wherever one follows the other, and in no other', () => {
    for (const form of FORMS) {
      const { copies, primary, standby } = made[form];
      const there = [copies, primary, standby].map((stack) => all(stack, 'AWS::StepFunctions::StateMachine').length);
      expect(there, form).toEqual([0, 0, FOLLOWS.includes(form) ? 1 : 0]);
    }
  });

  it('may do nothing in the region that is lost but name its cluster for the way back', () => {
    for (const form of FOLLOWS) {
      const policies = ofType(made[form].standby?.resources ?? {}, 'AWS::IAM::Policy')
        .filter(([id]) => id.startsWith('Failover'))
        .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
      const abroad = policies.filter((statement) => JSON.stringify(statement).includes('us-east-1'));
      expect(abroad.map(({ Action }) => Action)).toEqual(['rds:SwitchoverGlobalCluster']);
      const [cluster] = all(made[form].primary, 'AWS::RDS::DBCluster');
      expect(JSON.stringify(abroad)).toContain(`:cluster:${cluster?.DBClusterIdentifier}"`);
    }
  });

  it('has an alarm on executions that fail, and on those that take too long', () => {
    const { standby } = made['pilot-light waiting'];
    const [id] = ofType(standby?.resources ?? {}, 'AWS::StepFunctions::StateMachine')[0] ?? [];
    for (const metric of ['ExecutionsFailed', 'ExecutionsTimedOut']) {
      expect(dimensionsOf(alarmOn(standby, metric))).toEqual({ StateMachineArn: { Ref: id } });
    }
  });
});

describe('how far the other region is behind', () => {
  it('is watched for the database where it waits', () => {
    for (const form of FOLLOWS) {
      const { standby } = made[form];
      const [id] = ofType(standby?.resources ?? {}, 'AWS::RDS::DBCluster')[0] ?? [];
      const alarm = alarmOn(standby, 'AuroraGlobalDBRPOLag');
      expect(alarm?.Namespace).toBe('AWS/RDS');
      expect(dimensionsOf(alarm)).toEqual({ DBClusterIdentifier: { Ref: id }, SourceRegion: 'us-east-1' });
    }
  });

  it('is watched for files: what is late where it goes, and what failed where it comes from', () => {
    for (const form of FORMS) {
      const { copies, primary } = made[form];
      const named = (stack: Synthesized) => all(stack, 'AWS::S3::Bucket').find(({ BucketName }) => BucketName);
      const [rule] = named(primary)?.ReplicationConfiguration.Rules ?? [];
      const expected = {
        SourceBucket: named(primary)?.BucketName,
        DestinationBucket: named(copies)?.BucketName,
        RuleId: rule.Id,
      };
      expect(dimensionsOf(alarmOn(copies, 'ReplicationLatency'))).toEqual(expected);
      expect(dimensionsOf(alarmOn(primary, 'OperationsFailedReplication'))).toEqual(expected);
    }
  });
});
