import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type StreamViewType,
  TableEncryptionV2,
  type TablePropsV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

export interface LearnerTableProps {
  /** @default no item expires */
  readonly timeToLiveAttribute?: string;
  /** @default no stream */
  readonly dynamoStream?: StreamViewType;
}

/** A table of this project: on demand, encrypted, with a way back to any second of the last week. */
export class LearnerTable extends TableV2 {
  constructor(scope: Construct, id: string, props: LearnerTableProps = {}) {
    super(scope, id, {
      ...props,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      // Exam: at rest everything in DynamoDB is encrypted. The key owned by DynamoDB costs nothing; a key of one's own
      // (KMS, $1 a month and every use) buys an audit trail and a switch to turn access off. Standings need neither.
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 7 },
      // A sandbox has to be able to go away without a rest. In production: RETAIN, and deletion protection.
      removalPolicy: RemovalPolicy.DESTROY,
    } satisfies TablePropsV2);
  }
}
