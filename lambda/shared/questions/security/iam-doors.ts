/** A request that is refused passes four policies: which of them stops it? */
import { defineFamily } from '../family.ts';

/** The policies that a role's request to a bucket passes. */
export type Door = 'role' | 'boundary' | 'organization' | 'bucket';

type Action = 's3:GetObject' | 's3:PutObject' | 's3:DeleteObject';

/** The policies as they stand; each is about the objects of one bucket and one role. */
export interface IamDoors {
  readonly action: Action;
  readonly bucket: string;
  /** Whether role and bucket belong to one account. */
  readonly sameAccount: boolean;
  readonly roleAllows: string;
  readonly boundaryAllows: string;
  /** What the service control policy denies, beside an Allow for everything. */
  readonly organizationDenies: string;
  readonly bucketAllows?: string;
  readonly bucketDenies?: string;
}

/** The change that an option proposes to one policy. */
export interface PolicyChange {
  readonly door: Door;
  readonly change: 'allow' | 'remove deny';
  readonly action: string;
}

const VERBS: Readonly<Record<Action, string>> = {
  's3:GetObject': 'read',
  's3:PutObject': 'write',
  's3:DeleteObject': 'delete',
};
const BUCKETS = ['reports', 'invoices', 'uploads', 'exports', 'ledgers', 'scans', 'contracts', 'receipts'];
const WORKLOADS = ['A nightly job', 'A function', 'A container task', 'An instance', 'A build project'];

export const iamDoors = defineFamily<IamDoors, PolicyChange>({
  id: 'iam-doors',
  kind: 'proven',
  tasks: ['SAA-C03/1.1', 'DVA-C03/2.1'],
  level: 'analyse',
  read: [
    { guide: 'AWS Identity and Access Management User Guide', page: 'Policy evaluation logic' },
    { path: 'lib/projects/serverless-api/content-table.ts' },
  ],
  asOf: '2026-11-27',
  names: [...BUCKETS, ...WORKLOADS],
  misconceptions: {
    'a-role-policy-decides-alone': 'Where a role’s own policy allows an action, nothing else can be in the way.',
    'a-boundary-grants': 'What a permissions boundary allows, the role may do.',
    'any-deny-is-the-deny': 'A policy that denies something denies what is being tried.',
    'a-bucket-policy-has-to-allow': 'Access to a bucket is always given in the bucket policy.',
  },

  draw(random) {
    const action = random.pick(Object.keys(VERBS) as Action[]);
    const sameAccount = random.chance(0.5);
    const shut = random.pick<Door>(['role', 'boundary', 'organization', 'bucket']);
    const others = random.shuffle((Object.keys(VERBS) as Action[]).filter((one) => one !== action)) as [Action, Action];
    const base = {
      action,
      sameAccount,
      bucket: random.pick(BUCKETS),
      roleAllows: shut === 'role' ? others[0] : action,
      boundaryAllows: shut === 'boundary' ? others[0] : action,
      organizationDenies: shut === 'organization' ? action : others[1],
    };
    // Within one account a bucket policy that is silent stops nobody; from another account it has to allow.
    return sameAccount
      ? { ...base, bucketDenies: shut === 'bucket' ? action : others[0] }
      : { ...base, bucketAllows: shut === 'bucket' ? others[1] : action };
  },

  write({ action, bucket, sameAccount, roleAllows, boundaryAllows, organizationDenies, ...its }, random) {
    const says = {
      role: `The role’s own policy allows ${roleAllows}`,
      boundary: `its permissions boundary allows ${boundaryAllows}`,
      organization: `the service control policy allows everything and denies ${organizationDenies}`,
      bucket: its.bucketDenies
        ? `the bucket is in the same account, and its policy denies the role ${its.bucketDenies}`
        : `the bucket is in another account, whose bucket policy allows the role ${its.bucketAllows}`,
    };
    const shut: Door =
      roleAllows !== action
        ? 'role'
        : boundaryAllows !== action
          ? 'boundary'
          : organizationDenies === action
            ? 'organization'
            : 'bucket';
    const because = `What stops the request: ${says[shut]}.`;
    const option = (
      door: Door,
      change: PolicyChange['change'],
      what: string,
      where: string,
      misconception: string,
    ) => ({
      text: `${change === 'allow' ? 'Allow' : 'Remove the Deny of'} ${what} in ${where}`,
      claim: { door, change, action: what },
      reason:
        door === shut
          ? `${because} Nothing else is in the way.`
          : change === 'allow'
            ? `${where[0]?.toUpperCase()}${where.slice(1)} allows ${what} already. ${because}`
            : `${what} is not what is being done: that Deny is in nobody’s way. ${because}`,
      ...(door !== shut && { misconception }),
    });
    return {
      stem:
        `${random.pick(WORKLOADS)} has to ${VERBS[action]} the objects of the bucket ${bucket}, and is refused. ` +
        `${says.role}; ${says.boundary}; ${says.organization}; ${says.bucket}. ` +
        'All of them name the right bucket and objects. Which one change is enough?',
      decides: says[shut],
      options: [
        option('role', 'allow', action, 'the role’s own policy', 'a-role-policy-decides-alone'),
        option('boundary', 'allow', action, 'the permissions boundary', 'a-boundary-grants'),
        option('organization', 'remove deny', organizationDenies, 'the service control policy', 'any-deny-is-the-deny'),
        sameAccount
          ? option('bucket', 'remove deny', its.bucketDenies as string, 'the bucket policy', 'any-deny-is-the-deny')
          : option('bucket', 'allow', action, 'the bucket policy', 'a-bucket-policy-has-to-allow'),
      ],
    };
  },
});
