/**
 * Takes a vault of AWS Backup away with all that is in it, on the emulator: the next deployment makes one of the same name. On AWS
 * nothing does that but somebody's own hand, since what is locked there is to outlive the stack.
 */
import { EMULATOR_CREDENTIALS } from '../../emulator/environment.ts';
import { LabError } from '../../errors.ts';
import { signed } from '../../signature.ts';

/** "Backup vault not found" and the like. */
const MISSING = 'ResourceNotFoundException';

/** @throws LabError `EmulatorRefused` with what AWS Backup says */
export async function deleteVault(endpoint: string, region: string, vault: string): Promise<void> {
  async function call(method: 'GET' | 'DELETE', path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const url = `${endpoint}/backup-vaults/${vault}${path}`;
    const headers = signed({ method, service: 'backup', region, url, headers: {}, body: '' }, EMULATOR_CREDENTIALS);
    const response = await fetch(url, { method, headers });
    const text = await response.text();
    if (response.ok) return text ? JSON.parse(text) : {};
    const { __type: code = '', Message: message = text } = JSON.parse(text) as Record<string, string>;
    if (code === MISSING) return undefined;
    throw new LabError('EmulatorRefused', `The vault ${vault} in ${region} was not deleted: ${message}`);
  }
  if (!(await call('GET', ''))) return;
  const points = async () =>
    ((await call('GET', '/recovery-points'))?.RecoveryPoints ?? []) as readonly { readonly RecoveryPointArn: string }[];
  // First what is in it: a vault is deleted when it is empty (AWS Backup Developer Guide, "Deleting a backup vault").
  for (let left = await points(); left.length > 0; left = await points())
    for (const { RecoveryPointArn } of left)
      await call('DELETE', `/recovery-points/${encodeURIComponent(RecoveryPointArn)}`);
  await call('DELETE', '');
}
