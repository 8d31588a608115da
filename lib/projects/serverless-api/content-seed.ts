import { Duration, Validations } from 'aws-cdk-lib';
import { Trigger } from 'aws-cdk-lib/triggers';
import { Construct } from 'constructs';
import { SEED_CONTENT } from '../../../lambda/serverless-api/env.ts';
import { handlerAsset } from '../../bundle.ts';
import { HandlerFunction } from '../../constructs/handler-function.ts';
import type { ContentTable } from './content-table.ts';
import { serverlessApi } from './project.ts';

export interface ContentSeedProps {
  readonly table: ContentTable;
}

/**
 * Fills the table while the stack is deployed, whenever the content has changed: the content is bundled into the
 * handler, so a new edition is a new bundle, and a new bundle is a new version of the function. A rollback runs the
 * former version again, which switches back to the former edition.
 */
export class ContentSeed extends Construct {
  readonly function: HandlerFunction;
  readonly onDeployment: Trigger;

  constructor(scope: Construct, id: string, { table }: ContentSeedProps) {
    super(scope, id);

    this.function = new HandlerFunction(this, 'Function', {
      description: 'Writes the edition of the content it carries beside the one served, then switches to it',
      bundle: handlerAsset(serverlessApi.slug, SEED_CONTENT),
      environment: { CONTENT_TABLE_NAME: table.tableName },
      memorySize: 512,
      timeout: TIMEOUT,
    });
    table.allowSeeding(this.function);
    Validations.of(this.function).acknowledge({ id: 'Serverless-LambdaDLQ', reason: CALLED_SYNCHRONOUSLY });

    this.onDeployment = new Trigger(this, 'OnDeployment', { handler: this.function, timeout: TIMEOUT });
  }
}

const TIMEOUT = Duration.minutes(1);

const CALLED_SYNCHRONOUSLY =
  'The deployment invokes it synchronously and fails with its error; there is no asynchronous event to lose.';
