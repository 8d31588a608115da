/** The exam room as `lab up web-app` deploys it, on an emulator of its own, and what a test looks at and does to it. */
import { join } from 'node:path';
import type { ContainerDefinition, ECS, TaskDefinition } from '@aws-sdk/client-ecs';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { inject } from 'vitest';
import { runningEmulator } from '../../lib/emulator/emulator.ts';
import { EMULATOR_CREDENTIALS } from '../../lib/emulator/environment.ts';
import { emulatorApi } from '../../lib/emulator/web/api.ts';
import { runningEngine } from '../../lib/emulator/web/service.ts';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { openLab } from '../../lib/lab/lab.ts';
import { statusOf, withBalancers } from '../../lib/lab/stacks/stacks.ts';
import { upOnEmulator } from '../../lib/lab/stacks/up.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { webApp } from '../../lib/projects/web-app/project.ts';
import { until } from '../../lib/until.ts';
import { runLab } from '../support/processes/lab-process.ts';
import type { ContainerState, TargetView } from '../support/web/small-web.ts';

export type DeployedRoom = Awaited<ReturnType<typeof deployRoom>>;

/** @param name of its state folder: one for each test file */
export async function deployRoom(name: string) {
  const stateFolder = join(inject('stateFolders'), name);
  const { target } = await upOnEmulator(openLab(CURRICULUM, stateFolder), [webApp], { quiet: true });
  const aws = awsClients(target.clientConfig);
  const { ecs } = aws;
  const emulator = await runningEmulator(stateFolder);
  const statusNow = async () => (await withBalancers(await statusOf([webApp], target), emulator))[0];
  const status = await statusNow();
  const outputs = status?.outputs ?? {};
  const folder = emulator?.engineFolder as string;
  const engine = runningEngine(folder)?.url as string;
  const told = async <Value>(what: string) => (await fetch(`${engine}/${what}`)).json() as Promise<Value>;
  const containers = () => told<readonly ContainerState[]>('containers');
  const healthy = async () => (await told<readonly TargetView[]>('targets')).filter(({ state }) => state === 'healthy');
  const names = { cluster: outputs.ClusterName as string, service: outputs.ServiceName as string };
  return {
    ...{ stateFolder, outputs, folder, containers, healthy, aws, target, emulatorPid: emulator?.pid as number },
    url: status?.balancer as string,
    /** Where it answers now: a reset may change that. */
    balancer: async () => (await statusNow())?.balancer as string,
    /** Of the emulator. */
    api: emulatorApi(emulator?.endpoint as string),
    lab: (...command: string[]) => runLab(command, stateFolder),
    tasks: async () => (await containers()).filter(({ status, task }) => status === 'running' && task),
    databases: async () => (await containers()).filter(({ role, status }) => role && status === 'running'),
    untilHealthy: (count: number, seconds = 60) => until(async () => (await healthy()).length === count, seconds, 100),
    loseZone: (zone: string | undefined) => fetch(`${engine}/zones/${zone}`, { method: 'DELETE' }),
    giveZoneBack: (zone: string | undefined) => fetch(`${engine}/zones/${zone}`, { method: 'PUT' }),
    /** The writer, as the master user comes to it. */
    async writer() {
      const secrets = new SecretsManager({ ...target.clientConfig, credentials: EMULATOR_CREDENTIALS });
      const { SecretString = '' } = await secrets.getSecretValue({ SecretId: outputs.DatabaseSecretArn as string });
      const { username, password } = JSON.parse(SecretString);
      const at = (await containers()).find(({ role, status }) => role === 'writer' && status === 'running');
      const [host = '', port] = (await (await fetch(`${engine}/places/${at?.address}/5432`)).text()).split(':');
      return { host, port: Number(port), user: username as string, password: password as string };
    },
    service: async () =>
      (await ecs.describeServices({ cluster: names.cluster, services: [names.service] })).services?.[0],
    /** What its tasks run. */
    async image() {
      const { services } = await ecs.describeServices({ cluster: names.cluster, services: [names.service] });
      const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: services?.[0]?.taskDefinition });
      return taskDefinition?.containerDefinitions?.[0]?.image;
    },
    release: (changed: Partial<ContainerDefinition>) => release(ecs, names, changed),
    down: () => runLab(['down'], stateFolder),
  };
}

/** Rolls out what runs with something changed; the ARN of the new definition. */
async function release(
  ecs: ECS,
  { cluster, service }: { readonly cluster: string; readonly service: string },
  changed: Partial<ContainerDefinition>,
): Promise<string> {
  const { services } = await ecs.describeServices({ cluster, services: [service] });
  const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: services?.[0]?.taskDefinition });
  const [container] = taskDefinition?.containerDefinitions ?? [];
  const { family, cpu, memory, networkMode, executionRoleArn, taskRoleArn, requiresCompatibilities } =
    taskDefinition as TaskDefinition;
  const made = await ecs.registerTaskDefinition({
    ...{ family, cpu, memory, networkMode, executionRoleArn, taskRoleArn, requiresCompatibilities },
    containerDefinitions: [
      { ...container, ...changed, environment: [...(container?.environment ?? []), ...(changed.environment ?? [])] },
    ],
  });
  const arn = made.taskDefinition?.taskDefinitionArn as string;
  await ecs.updateService({ cluster, service, taskDefinition: arn });
  return arn;
}
