import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import {
  INDEX_NAME,
  INDEX_PARTITION_KEY,
  INDEX_SORT_KEY,
  PARTITION_KEY,
  SEED_CONTENT_ACTIONS,
  SERVE_API_ACTIONS,
  SORT_KEY,
  TTL_ATTRIBUTE,
} from '../../../lambda/serverless-api/env.ts';
import { CONTENT_CEILINGS } from './project.ts';

/** The one table with the guide's whole content, edition by edition. */
export class ContentTable extends TableV2 {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
      sortKey: { name: SORT_KEY, type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: INDEX_NAME,
          partitionKey: { name: INDEX_PARTITION_KEY, type: AttributeType.STRING },
          sortKey: { name: INDEX_SORT_KEY, type: AttributeType.STRING },
        },
      ],
      // Exam: on demand costs nothing while nobody asks. Its price is that a loop in the code scales as well as the
      // users do, hence the ceilings, in request units a second.
      billing: Billing.onDemand({
        maxReadRequestUnits: CONTENT_CEILINGS.reads,
        maxWriteRequestUnits: CONTENT_CEILINGS.writes,
      }),
      timeToLiveAttribute: TTL_ATTRIBUTE,
      // Exam: every table is encrypted at rest. A key of one's own adds an audit trail and a switch-off, for a monthly
      // fee and a KMS call price; public content needs neither (docs/decisions/0007-encryption-of-public-content.md).
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // The content is in the repository and seeded again on the next deployment: nothing is lost with the table.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /**
   * Lets `reader` do what the API's handler does. `TableV2.grantReadData` would add Scan, streams and every index
   * there will ever be.
   */
  allowReading(reader: IGrantable): void {
    this.allow(reader, SERVE_API_ACTIONS);
  }

  /** Lets `seeder` write an edition, see it in the index, switch to it and age the old one out. */
  allowSeeding(seeder: IGrantable): void {
    this.allow(seeder, SEED_CONTENT_ACTIONS);
  }

  private allow({ grantPrincipal }: IGrantable, actions: readonly string[]): void {
    grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources: [this.tableArn] }));
    // Exam: an index is a resource of its own; permission on the table does not reach it.
    const index = `${this.tableArn}/index/${INDEX_NAME}`;
    grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: ['dynamodb:Query'], resources: [index] }));
  }
}
