/** iam-simulate says whether the request goes through once the change of an option is made. */
import type { IamDoors, PolicyChange } from '../../../lambda/shared/questions/security/iam-doors.ts';
import type { Proof } from '../proof.ts';
import { isAllowed, type Statement } from './simulate.ts';

const CALLER = 'arn:aws:iam::111122223333:role/app';
const OTHER_ACCOUNT = '444455556666';

async function letsThrough(p: IamDoors, change?: PolicyChange): Promise<boolean> {
  const on = (action: string) => (/ListBucket|Bucket(Policy|Acl)$/.test(action) ? '' : '/*');
  const about = (Effect: 'Allow' | 'Deny', Action: string, principal?: string): Statement => ({
    Effect,
    Action,
    Resource: `arn:aws:s3:::${p.bucket}${on(Action)}`,
    ...(principal && { Principal: { AWS: principal } }),
  });
  const added = (door: PolicyChange['door']) =>
    change?.door === door && change.change === 'allow'
      ? [about('Allow', change.action, door === 'bucket' ? CALLER : undefined)]
      : [];
  const keeps = (door: PolicyChange['door'], denied: string) =>
    !(change?.door === door && change.change === 'remove deny' && change.action === denied);
  const all: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };

  return isAllowed({
    action: p.action,
    resource: `arn:aws:s3:::${p.bucket}/2026/11.csv`,
    principal: CALLER,
    owner: p.sameAccount ? '111122223333' : OTHER_ACCOUNT,
    identity: [about('Allow', p.roleAllows), ...added('role')],
    boundary: [about('Allow', p.boundaryAllows), ...added('boundary')],
    organization: [
      all,
      ...(keeps('organization', p.organizationDenies) ? [{ ...about('Deny', p.organizationDenies) }] : []),
    ],
    resourcePolicy: [
      ...(p.bucketAllows ? [about('Allow', p.bucketAllows, CALLER)] : []),
      ...(p.bucketDenies && keeps('bucket', p.bucketDenies) ? [about('Deny', p.bucketDenies, CALLER)] : []),
      ...added('bucket'),
    ],
  });
}

const open: IamDoors = {
  action: 's3:GetObject',
  bucket: 'example',
  sameAccount: true,
  roleAllows: 's3:GetObject',
  boundaryAllows: 's3:GetObject',
  organizationDenies: 's3:PutBucketPolicy',
};

export const iamDoorsProof: Proof<IamDoors, PolicyChange> = {
  holds: async (parameters, change) => !(await letsThrough(parameters)) && (await letsThrough(parameters, change)),
  second(doors, { door, change, action }) {
    // The order of "Policy evaluation logic": a Deny first, then what has to allow, which depends on the account.
    const isOpen = (made: boolean) => {
      const isMade = (where: PolicyChange['door'], kind: PolicyChange['change']) =>
        made && door === where && change === kind && action === doors.action;
      const allows = (where: PolicyChange['door'], allowed?: string) =>
        allowed === doors.action || isMade(where, 'allow');
      const denies = (where: PolicyChange['door'], denied?: string) =>
        denied === doors.action && !isMade(where, 'remove deny');
      if (denies('organization', doors.organizationDenies) || denies('bucket', doors.bucketDenies)) return false;
      if (!allows('boundary', doors.boundaryAllows)) return false;
      const [role, bucket] = [allows('role', doors.roleAllows), allows('bucket', doors.bucketAllows)];
      return doors.sameAccount ? role || bucket : role && bucket;
    };
    return !isOpen(false) && isOpen(true);
  },
  explain: async (parameters, change) => [
    `as it is: ${(await letsThrough(parameters)) ? 'allowed' : 'refused'}`,
    `${change.change} ${change.action}, ${change.door}: ${(await letsThrough(parameters, change)) ? 'allowed' : 'refused'}`,
  ],
  vectors: [
    {
      source: 'IAM User Guide, "Permissions boundaries for IAM entities": a boundary limits, and does not grant',
      parameters: { ...open, roleAllows: 's3:ListBucket' },
      claim: { door: 'boundary', change: 'allow', action: 's3:GetObject' },
      holds: false,
    },
    {
      source: 'IAM User Guide, "Policy evaluation logic": an explicit deny overrides every allow',
      parameters: { ...open, bucketDenies: 's3:GetObject' },
      claim: { door: 'role', change: 'allow', action: 's3:GetObject' },
      holds: false,
    },
    {
      source: 'IAM User Guide, "Cross-account policy evaluation logic": both accounts have to allow',
      parameters: { ...open, sameAccount: false },
      claim: { door: 'bucket', change: 'allow', action: 's3:GetObject' },
      holds: true,
    },
  ],
};
