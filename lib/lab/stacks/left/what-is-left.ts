/** What is left of projects once their stacks were destroyed, by everybody who knows of it. */
import type { Target } from '../../../target.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import type { RecordedResource } from './stack-record.ts';
import { isKeptVault, staysOn } from './stays.ts';
import { keptOf, logGroupsOf, type Survivor, taggedOf } from './survivors.ts';

export interface Left {
  /** What should be gone. */
  readonly survivors: readonly Survivor[];
  /** What stays on purpose. */
  readonly stays: readonly Survivor[];
}

export interface Destroyed {
  /** Of the stacks that were destroyed, and of those that were meant and were not there. */
  readonly stackNames: readonly string[];
  /** CloudFormation's records of those that were destroyed. */
  readonly records: readonly RecordedResource[];
  /** Of the projects that were meant, deployed or not. */
  readonly slugs: readonly string[];
  readonly target: Target;
  readonly aws: AwsClients;
}

/** Each thing once, by who knows of it first: CloudFormation, the logs, the tagging index. */
export async function whatIsLeft({ stackNames, records, slugs, target, aws }: Destroyed): Promise<Left> {
  // On the emulator the project's setup has taken them away.
  const vaults = records.filter(isKeptVault);
  const isVault = (what: string) => vaults.some(({ id }) => what.endsWith(`:backup-vault:${id}`));
  const found = [
    ...(await keptOf(
      records.filter((record) => !vaults.includes(record)),
      target,
      aws,
    )),
    ...(await logGroupsOf(stackNames, target, aws)),
    ...(await taggedOf(slugs, target, aws)).filter(({ what }) => !isVault(what)),
  ];
  const survivors = found.filter(
    ({ what, remove }, index) =>
      index === found.findIndex((other) => (remove === undefined ? other.what === what : other.remove === remove)),
  );
  return { survivors, stays: await staysOn(target, records, aws) };
}
