/** Which requests pass a bucket policy and the policy of the VPC endpoint that they take? */
import { defineFamily } from '../family.ts';

/** What the bucket policy denies, beside allowing the partner's role to read and write. */
export type BucketRule = 'endpoint a' | 'endpoints a and b' | 'organization' | 'nothing';
/** What the policy of an endpoint allows. */
export type EndpointRule = 'all' | 'our principals' | 'our resources' | 'our bucket';

export interface Perimeter {
  readonly asks: 'go through' | 'are refused';
  readonly bucket: BucketRule;
  readonly endpoints: Readonly<Record<'a' | 'b', EndpointRule>>;
}

export interface Access {
  /** Our application's role; the role of the partner, of another organization; keys that a stranger brought along. */
  readonly who: 'application' | 'partner' | 'stranger';
  readonly does: 'reads' | 'writes';
  /** Our bucket, or one of the stranger's, whose policy allows everybody everything. */
  readonly bucket: 'ours' | 'theirs';
  readonly by: 'a' | 'b' | 'internet';
}

const COMPANIES = ['A bank', 'A hospital', 'A publisher', 'An insurer', 'A laboratory', 'A university'];
const BUCKET_RULES: Readonly<Record<BucketRule, string>> = {
  'endpoint a': 'Deny s3:*  if aws:SourceVpce is not vpce-a',
  'endpoints a and b': 'Deny s3:*  if aws:SourceVpce is not vpce-a or vpce-b',
  organization: 'Deny s3:*  if aws:PrincipalOrgID is not o-ours',
  nothing: '(nothing else)',
};
const ENDPOINT_RULES: Readonly<Record<EndpointRule, string>> = {
  all: 'Allow *',
  'our principals': 'Allow *     if aws:PrincipalOrgID is o-ours',
  'our resources': 'Allow *     if aws:ResourceOrgID is o-ours',
  'our bucket': 'Allow s3:*  on our bucket and its objects',
};
const WHO: Readonly<Record<Access['who'], string>> = {
  application: 'Our application',
  partner: 'The partner’s role',
  stranger: 'A stranger’s key',
};

/** Each request that may be asked about: nobody lets a stranger's key into our bucket, and a partner has no business elsewhere. */
const REQUESTS: readonly Access[] = (['a', 'b', 'internet'] as const).flatMap((by) =>
  (['reads', 'writes'] as const).flatMap((does): Access[] => [
    { who: 'application', does, bucket: 'ours', by },
    { who: 'application', does, bucket: 'theirs', by },
    { who: 'partner', does, bucket: 'ours', by },
    { who: 'stranger', does, bucket: 'theirs', by },
  ]),
);

/** What refuses a request, in words and as the idea of somebody who overlooks it; undefined where nothing does. */
function refusal({ bucket, endpoints }: Perimeter, { who, bucket: target, by }: Access) {
  const rule = by === 'internet' ? 'all' : endpoints[by];
  if (rule === 'our principals' && who !== 'application')
    return `the policy of vpce-${by} lets principals of our organization through alone`;
  if (rule === 'our resources' && target === 'theirs')
    return `the policy of vpce-${by} lets requests to resources of our organization through alone`;
  if (rule === 'our bucket' && target === 'theirs') return `the policy of vpce-${by} names our bucket alone`;
  if (target === 'theirs') return undefined;
  if (bucket === 'organization' && who === 'partner') return 'the bucket denies principals of another organization';
  if (bucket === 'endpoint a' && by !== 'a') return 'the bucket denies what does not come by vpce-a';
  if (bucket === 'endpoints a and b' && by === 'internet')
    return 'the bucket denies what comes by neither of the endpoints';
  return undefined;
}

/** The idea behind taking a request for what it is not. */
const ideaOf = ({ bucket, by }: Access, refused: boolean) => {
  if (!refused) return bucket === 'theirs' ? 'our-policies-reach-everywhere' : 'a-perimeter-shuts-all';
  if (by === 'internet') return 'the-keys-are-enough';
  return bucket === 'theirs' ? 'an-endpoint-filters-nothing' : 'the-keys-are-enough';
};

export const dataPerimeter = defineFamily<Perimeter, Access>({
  id: 'data-perimeter',
  kind: 'proven',
  tasks: ['SAA-C03/1.2', 'SAA-C03/1.3'],
  level: 'analyse',
  choose: 2,
  read: [
    {
      guide: 'AWS PrivateLink Guide',
      page: 'Control access to VPC endpoints using endpoint policies',
    },
    { guide: 'Amazon S3 User Guide', page: 'Controlling access from VPC endpoints with bucket policies' },
  ],
  asOf: '2026-11-27',
  names: COMPANIES,
  misconceptions: {
    'the-keys-are-enough': 'With the permission one gets in, from wherever the request comes.',
    'an-endpoint-filters-nothing': 'An endpoint is a road: what goes along it is decided at the bucket.',
    'our-policies-reach-everywhere': 'Our bucket policy protects against requests to the buckets of others as well.',
    'a-perimeter-shuts-all': 'Where one policy denies something, little gets through.',
  },
  draw: (random) => ({
    asks: random.pick(['go through', 'are refused']),
    bucket: random.pick(Object.keys(BUCKET_RULES) as BucketRule[]),
    endpoints: {
      a: random.pick(Object.keys(ENDPOINT_RULES) as EndpointRule[]),
      b: random.pick(Object.keys(ENDPOINT_RULES) as EndpointRule[]),
    },
  }),
  write(perimeter, random) {
    const { asks, bucket, endpoints } = perimeter;
    const judged = random
      .shuffle(REQUESTS)
      .map((access) => ({ access, refused: refusal(perimeter, access) }))
      .map((one) => ({ ...one, isRight: (one.refused === undefined) === (asks === 'go through') }));
    const right = judged.filter(({ isRight }) => isRight).slice(0, 2);
    const wrong = judged.filter(({ isRight }) => !isRight).slice(0, 3);
    if (right.length < 2 || wrong.length < 3) return undefined;
    const rules = [
      ['our bucket', 'Allow s3:GetObject, s3:PutObject  to the partner’s role'],
      ['our bucket', BUCKET_RULES[bucket]],
      ['vpce-a', ENDPOINT_RULES[endpoints.a]],
      ['vpce-b', ENDPOINT_RULES[endpoints.b]],
    ] as const;
    return {
      code: {
        text: rules.map(([where, says]) => `${where.padEnd(12)}${says}`).join('\n'),
        words: `Policies, in short: ${rules.map(([where, says]) => `of ${where}: ${says.replace(/ +/g, ' ')}`).join('; ')}.`,
      },
      stem:
        `${random.pick(COMPANIES)} has two VPCs, each with a gateway endpoint for S3: vpce-a and vpce-b. Its application’s role and its bucket ` +
        'belong to one account of its organization, o-ours; the partner’s role belongs to another organization. Both roles, and the ' +
        'key that a stranger brought along, are allowed all of S3 by their own accounts. The stranger’s bucket allows anybody ' +
        `everything. Which two of these requests ${asks}?`,
      decides: `requests ${asks}`,
      options: [...right, ...wrong].map(({ access, refused, isRight }) => ({
        text: `${WHO[access.who]} ${access.does === 'reads' ? 'reads from' : 'writes to'} ${access.bucket === 'ours' ? 'our' : 'the stranger’s'} bucket ${access.by === 'internet' ? 'over the internet' : `by vpce-${access.by}`}`,
        claim: access,
        reason:
          refused === undefined
            ? 'No policy on the way denies it, and each that has to allow it does.'
            : `Refused: ${refused}.`,
        ...(!isRight && { misconception: ideaOf(access, refused !== undefined) }),
      })),
    };
  },
});
