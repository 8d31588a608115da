/** What a network of two zones has to know of its region, and what no intrinsic function tells. */

export interface RegionFacts {
  /**
   * The managed prefix list `com.amazonaws.global.cloudfront.origin-facing`: from these addresses CloudFront calls its origins,
   * those in a VPC too. Its id differs by region (EC2, `DescribeManagedPrefixLists`) and never changes.
   */
  readonly cloudFront: string;
  /**
   * Two zones that have all that the stack is made of, by id: a name such as `us-east-1a` is another zone in another account
   * ("Availability Zone IDs"). Left out are the zones without VPC origins of CloudFront ("Restrict access with VPC origins":
   * use1-az3, usw1-az2, cac1-az3, apne1-az3, apne2-az1); Fargate has no arm64 in use1-az3 either.
   */
  readonly zones: readonly [string, string];
}

/**
 * As known on 2026-11-28, the regions that an account has without asking for them; Osaka is missing for want of a source.
 * The lists' ids were compared in three public repositories that deploy with them.
 */
export const REGION_FACTS: Readonly<Record<string, RegionFacts>> = {
  'ap-northeast-1': { cloudFront: 'pl-58a04531', zones: ['apne1-az1', 'apne1-az4'] },
  'ap-northeast-2': { cloudFront: 'pl-22a6434b', zones: ['apne2-az2', 'apne2-az3'] },
  'ap-south-1': { cloudFront: 'pl-9aa247f3', zones: ['aps1-az1', 'aps1-az3'] },
  'ap-southeast-1': { cloudFront: 'pl-31a34658', zones: ['apse1-az1', 'apse1-az2'] },
  'ap-southeast-2': { cloudFront: 'pl-b8a742d1', zones: ['apse2-az1', 'apse2-az3'] },
  'ca-central-1': { cloudFront: 'pl-38a64351', zones: ['cac1-az1', 'cac1-az2'] },
  'eu-central-1': { cloudFront: 'pl-a3a144ca', zones: ['euc1-az2', 'euc1-az3'] },
  'eu-north-1': { cloudFront: 'pl-fab65393', zones: ['eun1-az1', 'eun1-az2'] },
  'eu-west-1': { cloudFront: 'pl-4fa04526', zones: ['euw1-az1', 'euw1-az2'] },
  'eu-west-2': { cloudFront: 'pl-93a247fa', zones: ['euw2-az2', 'euw2-az3'] },
  'eu-west-3': { cloudFront: 'pl-75b1541c', zones: ['euw3-az1', 'euw3-az2'] },
  'sa-east-1': { cloudFront: 'pl-5da64334', zones: ['sae1-az1', 'sae1-az3'] },
  'us-east-1': { cloudFront: 'pl-3b927c52', zones: ['use1-az1', 'use1-az2'] },
  'us-east-2': { cloudFront: 'pl-b6a144df', zones: ['use2-az1', 'use2-az2'] },
  'us-west-1': { cloudFront: 'pl-4ea04527', zones: ['usw1-az1', 'usw1-az3'] },
  'us-west-2': { cloudFront: 'pl-82a045eb', zones: ['usw2-az1', 'usw2-az2'] },
};
