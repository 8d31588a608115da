/** What the emulator's RDS says of global databases: written down by front/global_databases.py with each change. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Member {
  readonly arn: string;
  readonly region: string;
  /** Its identifier, in its region. */
  readonly cluster: string;
  readonly writer: boolean;
}

export interface GlobalDatabase {
  readonly id: string;
  /** Of this one alone, whatever is made under its name later. */
  readonly resource: string;
  readonly members: readonly Member[];
}

interface Told {
  readonly id: string;
  readonly resource: string;
  readonly members: readonly { readonly arn: string; readonly writer: boolean }[];
}

/** `arn:aws:rds:<region>:<account>:cluster:<identifier>`. */
function memberOf({ arn, writer }: Told['members'][number]): Member {
  const [, , , region = '', , , cluster = ''] = arn.split(':');
  return { arn, region, cluster, writer };
}

/** @param folder of the engine; none where nothing was told yet */
export function readGlobalDatabases(folder: string): readonly GlobalDatabase[] {
  let text: string;
  try {
    text = readFileSync(join(folder, 'global-databases.json'), 'utf8');
  } catch {
    return [];
  }
  return (JSON.parse(text) as readonly Told[]).map((told) => ({ ...told, members: told.members.map(memberOf) }));
}
