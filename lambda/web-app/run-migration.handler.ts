/** Brings the database up to date while the stack is deployed, before the service rolls. */
import { ECSClient } from '@aws-sdk/client-ecs';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { VARIABLES } from './env.ts';
import { runMigration } from './run-migration.ts';

const environment = readEnvironment(VARIABLES, [
  'CLUSTER_ARN',
  'PUBLIC_ADDRESS',
  'SECURITY_GROUP_ID',
  'SUBNET_IDS',
  'TASK_DEFINITION_ARN',
]);

export const handler = runMigration({
  ecs: new ECSClient(clientLimits(5_000)),
  cluster: environment.CLUSTER_ARN,
  taskDefinition: environment.TASK_DEFINITION_ARN,
  subnets: environment.SUBNET_IDS,
  securityGroup: environment.SECURITY_GROUP_ID,
  publicAddress: environment.PUBLIC_ADDRESS,
});
