import { Aws, CfnRule, Duration, Fn, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  PriceClass,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin, VpcOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Network } from '../../constructs/multi-tier/network.ts';
import { ASSETS_PATH } from './app/env.ts';
import type { Size } from './size.ts';
import type { WebTier } from './web-tier.ts';

export interface SiteProps {
  readonly network: Network;
  readonly web: WebTier;
  readonly size: Size;
}

/** The one door: CloudFront before the private balancer, and before the bucket with what never changes. */
export class Site extends Construct {
  readonly assets: Bucket;
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, { network, web, size }: SiteProps) {
    super(scope, id);
    this.assets = new Bucket(this, 'Assets', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // What a release overwrote or removed by mistake can be had back for a month.
      versioned: true,
      lifecycleRules: [
        { noncurrentVersionExpiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });

    this.distribution = new Distribution(this, 'Distribution', {
      comment: 'certlab: exam room',
      defaultBehavior: {
        // Plain HTTP from CloudFront to the balancer stays in AWS's network, in the interfaces of this VPC; a certificate
        // would take a domain.
        origin: VpcOrigin.withApplicationLoadBalancer(web.balancer, {
          protocolPolicy: OriginProtocolPolicy.HTTP_ONLY,
          // Longer than the program waits for its database.
          readTimeout: Duration.seconds(30),
          keepaliveTimeout: Duration.seconds(30),
        }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        // Pages are a candidate's own: none is kept.
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      },
      additionalBehaviors: {
        // Exam: what is named by its content may be kept forever, and needs no invalidation, which is paid for.
        [`${ASSETS_PATH}/*`]: {
          origin: S3BucketOrigin.withOriginAccessControl(this.assets),
          cachePolicy: CachePolicy.CACHING_OPTIMIZED,
          viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        },
      },
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      ...(size.firewall && { webAclId: this.firewall() }),
    });
    // A VPC origin is refused as long as its VPC has no internet gateway.
    const { internetConnectivityEstablished } = network.vpc.selectSubnets({ subnetType: SubnetType.PUBLIC });
    this.distribution.node.addDependency(internetConnectivityEstablished);
    Validations.of(this.assets).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It holds style sheets that everybody may read, by CloudFront alone.',
    });
    if (!size.firewall) {
      Validations.of(this.distribution).acknowledge({
        id: 'AwsSolutions-CFR2',
        reason:
          'The sandbox size stands for a few hours among people who know each other; the firewall costs six dollars.',
      });
    }
    Validations.of(this.distribution).acknowledge(
      { id: 'AwsSolutions-CFR1', reason: 'Candidates may be anywhere.' },
      { id: 'AwsSolutions-CFR3', reason: 'The balancer logs every request that is not an asset.' },
      {
        id: 'AwsSolutions-CFR4',
        reason:
          'The domain is one of CloudFront, whose certificate fixes the oldest protocol; a certificate takes a domain.',
      },
    );
  }

  /** Who sends more than two thousand requests in five minutes is refused until that is over. */
  private firewall(): string {
    // Exam: a web ACL for CloudFront can be made in us-east-1 alone, whatever regions the rest is in.
    new CfnRule(this, 'OnlyInUsEast1', {
      assertions: [
        {
          assert: Fn.conditionEquals(Aws.REGION, 'us-east-1'),
          assertDescription:
            'A web ACL before CloudFront can be made in us-east-1 alone: deploy there, or take the context size=sandbox.',
        },
      ],
    });
    const seen = (metricName: string) => ({
      cloudWatchMetricsEnabled: true,
      sampledRequestsEnabled: true,
      metricName,
    });
    const acl = new CfnWebACL(this, 'Firewall', {
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: seen('ExamRoom'),
      rules: [
        {
          name: 'TooMany',
          priority: 0,
          action: { block: {} },
          statement: { rateBasedStatement: { limit: 2_000, evaluationWindowSec: 300, aggregateKeyType: 'IP' } },
          visibilityConfig: seen('TooMany'),
        },
      ],
    });
    return acl.attrArn;
  }
}
