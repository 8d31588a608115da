import { Secret as EcsSecret } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { imageAsset } from '../../bundle.ts';
import { DATABASE_PORT, type Network } from '../../constructs/multi-tier/network.ts';
import { WebTier as Tier } from '../../constructs/multi-tier/web-tier.ts';
import { HEALTH_PATH, type OPTIONAL_VARIABLES, POOL, PORT, type VARIABLES } from './app/env.ts';
import { DATABASE_NAME, type DataTier } from './data-tier.ts';
import { webApp } from './project.ts';
import type { Size } from './size.ts';

export interface WebTierProps {
  readonly network: Network;
  readonly data: DataTier;
  readonly size: Size;
}

type Variable = keyof typeof VARIABLES | keyof typeof OPTIONAL_VARIABLES;

/** The web tier of the exam room: its image, what every task is told, and how many there are. */
export class WebTier extends Tier {
  constructor(scope: Construct, id: string, { network, data, size }: WebTierProps) {
    const { database, databaseSecret, cacheToken, cacheEndpoint } = data;
    super(scope, id, {
      network,
      healthPath: HEALTH_PATH,
      tasks: size.tasks,
      task: {
        image: imageAsset(webApp.slug),
        port: PORT,
        environment: {
          DATABASE_HOST: database.clusterEndpoint.hostname,
          DATABASE_READER_HOST: database.clusterReadEndpoint.hostname,
          DATABASE_PORT: String(DATABASE_PORT),
          DATABASE_NAME,
          DATABASE_TLS: 'on',
          DATABASE_POOL: String(POOL),
          DATABASE_SECRET_ARN: databaseSecret.secretArn,
          CACHE_ENDPOINT: cacheEndpoint,
          CACHE_TLS: 'on',
        } satisfies Partial<Record<Variable, string>>,
        secrets: {
          DATABASE_SECRET: EcsSecret.fromSecretsManager(databaseSecret),
          CACHE_AUTH_TOKEN: EcsSecret.fromSecretsManager(cacheToken),
        } satisfies Partial<Record<Variable, EcsSecret>>,
        reads: [databaseSecret],
      },
    });
  }
}
