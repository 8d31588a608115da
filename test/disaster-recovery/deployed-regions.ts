/** Both regions as the lab deploys them, on an emulator of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECS } from '@aws-sdk/client-ecs';
import { type Emulator, runningEmulator, stopEmulator } from '../../lib/emulator/emulator.ts';
import { runningEngine } from '../../lib/emulator/web/service.ts';
import { type Lab, openLab } from '../../lib/lab/lab.ts';
import { allOutputs, statusOf } from '../../lib/lab/stacks/stacks.ts';
import { upOnEmulator } from '../../lib/lab/stacks/up.ts';
import { SETTINGS_OUTPUT, settingsIn } from '../../lib/project-settings.ts';
import { disasterRecovery } from '../../lib/projects/disaster-recovery/project.ts';
import type { Strategy } from '../../lib/projects/disaster-recovery/strategy.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { inRegion, type Target } from '../../lib/target.ts';
import { until } from '../../lib/until.ts';
import type { ContainerState } from '../support/web/small-web.ts';

export const [PRIMARY, STANDBY] = ['us-east-1', 'us-west-2'] as const;
const { stackName } = disasterRecovery;

export type DeployedRegions = Awaited<ReturnType<typeof deployRegions>>;

/** As `lab up disaster-recovery -c dr=…` deploys it. */
export async function deployRegions(dr: Strategy) {
  const lab = openLab(CURRICULUM, mkdtempSync(join(tmpdir(), 'certlab-regions-')));
  const stop = async () => {
    const emulator = await runningEmulator(lab.stateFolder);
    if (emulator) await stopEmulator(lab.stateFolder, emulator);
    rmSync(lab.stateFolder, { recursive: true, force: true });
  };
  try {
    const { target } = await upOnEmulator(lab, [disasterRecovery], { quiet: true, asked: { dr } });
    return { ...(await regionsOf(lab, target)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function regionsOf(lab: Lab, target: Target) {
  const emulator = (await runningEmulator(lab.stateFolder)) as Emulator;
  const [status] = await statusOf([disasterRecovery], target);
  const zone = settingsIn(status?.outputs[SETTINGS_OUTPUT] ?? '').zone as string;
  const engine = runningEngine(emulator.engineFolder as string)?.url as string;
  const told = async <Value>(what: string) => (await fetch(`${engine}/${what}`)).json() as Promise<Value>;
  const outputs = {
    primary: await allOutputs(stackName, target),
    standby: await allOutputs(`${stackName}Standby`, inRegion(target, STANDBY)),
  };
  return {
    config: (region: string) => inRegion(target, region).clientConfig,
    lab,
    target,
    emulator,
    zone,
    outputs,
    endpoint: emulator.endpoint,
    told,
    containers: async (region: string) =>
      (await told<readonly (ContainerState & { readonly region: string })[]>('containers')).filter(
        (each) => each.region === region && each.status === 'running',
      ),
    /** Of a balancer, by its DNS name, on this machine. */
    addressOf: async (dnsName: string | undefined) =>
      (await told<readonly { dnsName: string; url: string }[]>('listeners')).find((each) => each.dnsName === dnsName)
        ?.url,
    put: (path: string, body?: string) => fetch(`${engine}/${path}`, { method: 'PUT', body }),
    /** Whether the database of this region has all that its writer has. */
    async isInStep(region: string): Promise<boolean> {
      const [database] =
        await told<
          readonly { readonly members: readonly { readonly region: string; readonly bytesBehind?: number }[] }[]
        >('global-databases');
      return database?.members.find((member) => member.region === region)?.bytesBehind === 0;
    },
    /** The schema, by the task of the primary; its exit code. */
    async migrate(): Promise<number | undefined> {
      const { ClusterName: cluster, MigrationTaskDefinitionArn: taskDefinition } = outputs.primary;
      const { WebSubnetIds, WebSecurityGroupId } = outputs.primary;
      const ecs = new ECS(target.clientConfig);
      const { tasks } = await ecs.runTask({
        ...{ cluster, taskDefinition, launchType: 'FARGATE' as const },
        networkConfiguration: {
          awsvpcConfiguration: { subnets: WebSubnetIds?.split(','), securityGroups: [WebSecurityGroupId as string] },
        },
      });
      const task = async () =>
        (await ecs.describeTasks({ cluster, tasks: [tasks?.[0]?.taskArn as string] })).tasks?.[0];
      await until(async () => (await task())?.lastStatus === 'STOPPED', 60, 200);
      return (await task())?.containers?.[0]?.exitCode;
    },
  };
}
