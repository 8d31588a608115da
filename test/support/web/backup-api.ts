/** AWS Backup of an emulator, for which there is no client of the SDK here. */
import { EMULATOR_CREDENTIALS } from '../../../lib/emulator/environment.ts';
import { signed } from '../../../lib/signature.ts';
import { until } from '../../../lib/until.ts';

/** Of a job; `FAILED` says why. */
interface Job {
  readonly State: string;
  readonly StatusMessage?: string;
  readonly RecoveryPointArn?: string;
  readonly DestinationRecoveryPointArn?: string;
}

export interface RecoveryPoint {
  readonly RecoveryPointArn: string;
  readonly ResourceArn: string;
  readonly Status: string;
  readonly EncryptionKeyArn?: string;
  /** In seconds since 1970. */
  readonly CreationDate: number;
}

/** Of any role: nothing asks the emulator whether it may. */
const ROLE = 'arn:aws:iam::000000000000:role/backups';
const LIFE = { DeleteAfterDays: 7 };
const ENDED = ['COMPLETED', 'FAILED'];

export function backupApi(endpoint: string, region: string) {
  async function call<Answer>(method: 'GET' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Answer> {
    const url = `${endpoint}${path}`;
    const text = body ? JSON.stringify(body) : '';
    const headers = { 'content-type': 'application/json' };
    const request = { service: 'backup', region, url, headers, body: text };
    // The method is no part of what the emulator reads of a signature.
    const response = await fetch(url, {
      method,
      ...(body && { body: text }),
      headers: signed(request, EMULATOR_CREDENTIALS),
    });
    const answer = await response.text();
    if (response.ok) return (answer ? JSON.parse(answer) : {}) as Answer;
    const { __type: code, Message: message } = JSON.parse(answer);
    throw Object.assign(new Error(message), { code });
  }
  const backup = (id: string) => call<Job>('GET', `/backup-jobs/${id}`);
  const copy = async (id: string) => (await call<{ CopyJob: Job }>('GET', `/copy-jobs/${id}`)).CopyJob;

  async function ended(job: () => Promise<Job>): Promise<Job> {
    if (!(await until(async () => ENDED.includes((await job()).State), 60, 50))) throw new Error('The job goes on.');
    return job();
  }

  return {
    createVault: (name: string, EncryptionKeyArn?: string) =>
      call('PUT', `/backup-vaults/${name}`, { ...(EncryptionKeyArn && { EncryptionKeyArn }) }),
    deleteVault: (name: string) => call('DELETE', `/backup-vaults/${name}`),
    startBackup: (BackupVaultName: string, ResourceArn: string) =>
      call<{ BackupJobId: string }>('PUT', '/backup-jobs', {
        ...{ BackupVaultName, ResourceArn, IamRoleArn: ROLE, Lifecycle: LIFE },
      }),
    startCopy: (SourceBackupVaultName: string, RecoveryPointArn: string, DestinationBackupVaultArn: string) =>
      call<{ CopyJobId: string }>('PUT', '/copy-jobs', {
        ...{ SourceBackupVaultName, RecoveryPointArn, DestinationBackupVaultArn, IamRoleArn: ROLE, Lifecycle: LIFE },
      }),
    backup,
    copy,
    backupEnded: (id: string) => ended(() => backup(id)),
    copyEnded: (id: string) => ended(() => copy(id)),
    pointsIn: async (vault: string) =>
      (await call<{ RecoveryPoints: readonly RecoveryPoint[] }>('GET', `/backup-vaults/${vault}/recovery-points`))
        .RecoveryPoints,
    deletePoint: (vault: string, arn: string) =>
      call('DELETE', `/backup-vaults/${vault}/recovery-points/${encodeURIComponent(arn)}`),
  };
}
