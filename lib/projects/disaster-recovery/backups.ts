import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { vaultArn } from './arns.ts';
import { type Copies, KEPT } from './copies.ts';

export interface BackupsProps {
  readonly copies: Copies;
  /** ARNs of what is backed up. */
  readonly resources: readonly string[];
  /** The region that each recovery point is copied to; its vault exists before. */
  readonly to: string;
}

/** A recovery point every hour, and a copy of each in the other region. */
export class Backups extends Construct {
  constructor(scope: Construct, id: string, { copies, resources, to }: BackupsProps) {
    super(scope, id);
    const elsewhere = BackupVault.fromBackupVaultArn(this, 'Elsewhere', vaultArn(Stack.of(this), to));
    const plan = new BackupPlan(this, 'Plan', {
      ...(copies.vault && { backupVault: copies.vault }),
      backupPlanRules: [
        new BackupPlanRule({
          ruleName: 'Hourly',
          // Exam: a plan can ask for a recovery point every hour at most; what is lost is up to that, and the time of the copy.
          scheduleExpression: Schedule.cron({ minute: '0' }),
          startWindow: Duration.hours(1),
          completionWindow: Duration.hours(2),
          deleteAfter: KEPT.least,
          copyActions: [{ destinationBackupVault: elsewhere, deleteAfter: KEPT.least }],
        }),
      ],
    });
    // Exam: a plan whose selection finds nothing succeeds every hour, and backs up nothing.
    const selection = plan.addSelection('Data', { resources: resources.map((arn) => BackupResource.fromArn(arn)) });
    Validations.of(selection).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]',
      reason:
        "AWS's own for AWS Backup: it takes snapshots of what the plan names, and follows the services that it speaks to.",
    });
  }
}
