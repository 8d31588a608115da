/** iam-simulate says of a request, with the policies written out, whether it goes through. */
import type { Access, Perimeter } from '../../../lambda/shared/questions/security/data-perimeter.ts';
import type { Proof } from '../proof.ts';
import { isAllowed, type Statement } from './simulate.ts';

const ROLES: Readonly<Record<Access['who'], readonly [arn: string, organization: string]>> = {
  application: ['arn:aws:iam::111122223333:role/application', 'o-ours'],
  partner: ['arn:aws:iam::444455556666:role/partner', 'o-partner'],
  stranger: ['arn:aws:iam::777788889999:user/stranger', 'o-stranger'],
};
const BUCKETS: Readonly<Record<Access['bucket'], readonly [arn: string, account: string, organization: string]>> = {
  ours: ['arn:aws:s3:::our-bucket', '111122223333', 'o-ours'],
  theirs: ['arn:aws:s3:::other-bucket', '777788889999', 'o-stranger'],
};
const ACTIONS = { reads: 's3:GetObject', writes: 's3:PutObject' } as const;

function bucketPolicy({ bucket: rule }: Perimeter, bucket: Access['bucket']): readonly Statement[] {
  const Resource = [BUCKETS[bucket][0], `${BUCKETS[bucket][0]}/*`];
  if (bucket === 'theirs') return [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource }];
  const partner: Statement = {
    Effect: 'Allow',
    Principal: { AWS: ROLES.partner[0] },
    Action: Object.values(ACTIONS),
    Resource,
  };
  if (rule === 'nothing') return [partner];
  const StringNotEquals: Record<string, readonly string[]> =
    rule === 'organization'
      ? { 'aws:PrincipalOrgID': ['o-ours'] }
      : { 'aws:SourceVpce': rule === 'endpoint a' ? ['vpce-a'] : ['vpce-a', 'vpce-b'] };
  return [partner, { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource, Condition: { StringNotEquals } }];
}

function endpointPolicy({ endpoints }: Perimeter, by: 'a' | 'b'): readonly Statement[] {
  const anything: Statement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
  const onlyIf = (key: string): Statement => ({ ...anything, Condition: { StringEquals: { [key]: 'o-ours' } } });
  const rules: Readonly<Record<Perimeter['endpoints']['a'], Statement>> = {
    all: anything,
    'our principals': onlyIf('aws:PrincipalOrgID'),
    'our resources': onlyIf('aws:ResourceOrgID'),
    'our bucket': { ...anything, Action: 's3:*', Resource: [BUCKETS.ours[0], `${BUCKETS.ours[0]}/*`] },
  };
  return [rules[endpoints[by]]];
}

function goesThrough(perimeter: Perimeter, { who, does, bucket, by }: Access): Promise<boolean> {
  const [principal, principalOrganization] = ROLES[who];
  const [arn, owner, resourceOrganization] = BUCKETS[bucket];
  return isAllowed({
    principal,
    owner,
    action: ACTIONS[does],
    resource: `${arn}/2026/11.csv`,
    identity: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
    resourcePolicy: bucketPolicy(perimeter, bucket),
    ...(by !== 'internet' && { endpointPolicy: endpointPolicy(perimeter, by) }),
    context: {
      'aws:PrincipalOrgID': principalOrganization,
      'aws:ResourceOrgID': resourceOrganization,
      ...(by !== 'internet' && { 'aws:SourceVpce': `vpce-${by}` }),
    },
  });
}

const open: Perimeter = { asks: 'go through', bucket: 'nothing', endpoints: { a: 'all', b: 'all' } };

export const dataPerimeterProof: Proof<Perimeter, Access> = {
  holds: async (perimeter, access) => (await goesThrough(perimeter, access)) === (perimeter.asks === 'go through'),
  second({ asks, bucket, endpoints }, { who, bucket: target, by }) {
    const [isOurs, toOurs] = [who === 'application', target === 'ours'];
    const byEndpoint = { all: true, 'our principals': isOurs, 'our resources': toOurs, 'our bucket': toOurs };
    const byBucket = {
      nothing: true,
      organization: isOurs,
      'endpoint a': by === 'a',
      'endpoints a and b': by !== 'internet',
    };
    const passes =
      (by === 'internet' || byEndpoint[endpoints[by]]) && (!toOurs || (who !== 'stranger' && byBucket[bucket]));
    return passes === (asks === 'go through');
  },
  explain: async (perimeter, access) => [
    `bucket policy: ${JSON.stringify(bucketPolicy(perimeter, access.bucket).at(-1))}`,
    access.by === 'internet'
      ? 'no endpoint'
      : `endpoint policy: ${JSON.stringify(endpointPolicy(perimeter, access.by))}`,
    (await goesThrough(perimeter, access)) ? 'allowed' : 'refused',
  ],
  vectors: [
    {
      source:
        'Amazon S3 User Guide, "Controlling access from VPC endpoints with bucket policies": denied unless aws:SourceVpce is the one',
      parameters: { ...open, bucket: 'endpoint a' },
      claim: { who: 'application', does: 'reads', bucket: 'ours', by: 'internet' },
      holds: false,
    },
    {
      source: 'the same, by that endpoint',
      parameters: { ...open, bucket: 'endpoint a' },
      claim: { who: 'application', does: 'reads', bucket: 'ours', by: 'a' },
      holds: true,
    },
    {
      source:
        'AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies": a policy of an endpoint does not replace those of the resource',
      parameters: { ...open, bucket: 'organization' },
      claim: { who: 'partner', does: 'writes', bucket: 'ours', by: 'a' },
      holds: false,
    },
    {
      source:
        'Building a data perimeter on AWS, "Network perimeter": aws:ResourceOrgID keeps data from resources of others',
      parameters: { ...open, endpoints: { a: 'our resources', b: 'all' } },
      claim: { who: 'application', does: 'writes', bucket: 'theirs', by: 'a' },
      holds: false,
    },
  ],
};
