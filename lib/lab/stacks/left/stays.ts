/** What stays in an account on purpose once the projects are gone: nothing of it is a fault, and all of it is said. */
import type { Target } from '../../../target.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { orMissing } from '../../aws/missing.ts';
import { isNoStack } from '../stacks.ts';
import { presenceOf } from './presence.ts';
import type { RecordedResource } from './stack-record.ts';
import { type Survivor, typed } from './survivors.ts';

/** The stack of the CDK's bootstrap, and the tag that it bears where the lab made it. */
export const BOOTSTRAP_STACK = 'CDKToolkit';
export const BOOTSTRAP_TAG = { Key: 'certlab', Value: 'bootstrap' } as const;

/** The CDK's bootstrap, where the lab made it: other CDK apps of the account may use it by now, so it is only named. */
async function bootstrapThatWeMade(target: Target, aws: AwsClients): Promise<Survivor[]> {
  const described = aws.cloudformation.describeStacks({ StackName: BOOTSTRAP_STACK }).catch((error) => {
    if (isNoStack(error)) return undefined;
    throw error;
  });
  const stack = (await described)?.Stacks?.[0];
  const ours = stack?.Tags?.some(({ Key, Value }) => Key === BOOTSTRAP_TAG.Key && Value === BOOTSTRAP_TAG.Value);
  if (!ours) return [];
  const bucket = stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'BucketName')?.OutputValue;
  return [
    {
      what: `stack ${BOOTSTRAP_STACK}`,
      why: '`lab up` made it, and every other CDK app here deploys with it; it holds roles that may do anything',
      remove: typed(['cloudformation', 'delete-stack', '--stack-name', BOOTSTRAP_STACK], target),
    },
    ...(bucket
      ? [
          {
            what: `bucket ${bucket}`,
            why: `the bootstrap's own stack keeps it: it holds what was deployed, in versions. Empty it in the console first`,
            remove: typed(['s3api', 'delete-bucket', '--bucket', bucket], target),
          },
        ]
      : []),
  ];
}

/**
 * The backup that DynamoDB makes by itself of a table that is deleted while its point-in-time recovery is on: kept for 35
 * days, for nothing (DynamoDB Developer Guide, "Enable point-in-time recovery", Delete a table with PITR enabled).
 */
async function systemBackups(
  tables: readonly string[],
  { dynamodb }: Pick<AwsClients, 'dynamodb'>,
): Promise<Survivor[]> {
  const all = await Promise.all(
    tables.map((TableName) => orMissing(dynamodb.listBackups({ TableName, BackupType: 'SYSTEM' }))),
  );
  return all
    .flatMap((answer) => answer?.BackupSummaries ?? [])
    .map(({ BackupName, TableName, BackupExpiryDateTime }) => {
      const until = BackupExpiryDateTime?.toISOString().slice(0, 10) ?? '35 days from now';
      return {
        what: `backup ${BackupName} of table ${TableName}`,
        why: `DynamoDB made it when the table was deleted; it costs nothing, and goes by itself on ${until}`,
      };
    });
}

/** Whether its template has CloudFormation leave it: what is locked in a vault is to outlive the stack. */
export const isKeptVault = ({ type, status }: Pick<RecordedResource, 'type' | 'status'>): boolean =>
  type === 'AWS::Backup::BackupVault' && status === 'DELETE_SKIPPED';

/** "Deleting a backup vault" and "AWS Backup Vault Lock" of the AWS Backup Developer Guide, as known 2026-11. */
async function keptVaults(vaults: readonly RecordedResource[], target: Target, aws: AwsClients): Promise<Survivor[]> {
  const found = vaults.map(async (vault) => {
    if ((await presenceOf(vault, target, aws)) === 'gone') return [];
    const why =
      'AWS deletes it when it is empty, and its lock keeps recovery points to the end of their life. Sooner they go by ' +
      'delete-backup-vault-lock-configuration, then delete-recovery-point for each; after that the vault. It has a fixed name, ' +
      'so that a new deployment fails while it is there';
    const remove = typed(['backup', 'delete-backup-vault', '--backup-vault-name', vault.id], target);
    return [{ what: `backup vault ${vault.id} in ${target.region}`, why, remove }];
  });
  return (await Promise.all(found)).flat();
}

/** @param records of the stacks that were destroyed */
export async function staysOn(
  target: Target,
  records: readonly RecordedResource[],
  aws: AwsClients,
): Promise<Survivor[]> {
  if (target.name === 'emulator') return [];
  const deleted = records.filter(({ status }) => status === 'DELETE_COMPLETE');
  const tables = deleted.filter(({ type }) => type.startsWith('AWS::DynamoDB::')).map(({ id }) => id);
  return [
    ...(await bootstrapThatWeMade(target, aws)),
    ...(await systemBackups(tables, aws)),
    ...(await keptVaults(records.filter(isKeptVault), target, aws)),
  ];
}
