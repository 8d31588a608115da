/** The stacks of both regions, deployed by the real CDK to an emulator of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECS } from '@aws-sdk/client-ecs';
import { Route53 } from '@aws-sdk/client-route-53';
import { adaptAssembly } from '../../lib/emulator/adapt-assembly.ts';
import { type Emulator, startEmulator, stopEmulator } from '../../lib/emulator/emulator.ts';
import { fillGaps } from '../../lib/emulator/fill-gaps.ts';
import { runContainersOf } from '../../lib/emulator/web/assembly.ts';
import { runningEngine } from '../../lib/emulator/web/service.ts';
import { allOutputs } from '../../lib/lab/stacks/stacks.ts';
import { synthesize, withCdk } from '../../lib/lab/stacks/toolkit.ts';
import { emulatorTarget } from '../../lib/lab/target.ts';
import { disasterRecovery } from '../../lib/projects/disaster-recovery/project.ts';
import type { Strategy } from '../../lib/projects/disaster-recovery/strategy.ts';
import { repository } from '../../lib/repository.ts';
import type { Target } from '../../lib/target.ts';
import { until } from '../../lib/until.ts';
import type { ContainerState } from '../support/web/small-web.ts';

export const [PRIMARY, STANDBY] = ['us-east-1', 'us-west-2'] as const;
const { stackName } = disasterRecovery;
const DOMAIN = 'exam.example.com';

/** In the order of their deployment. */
const STACKS = [
  { name: `${stackName}Copies`, region: STANDBY },
  { name: stackName, region: PRIMARY },
  { name: `${stackName}Standby`, region: STANDBY },
] as const;

export type DeployedRegions = Awaited<ReturnType<typeof deployRegions>>;

export async function deployRegions(dr: Exclude<Strategy, 'backup-restore'>) {
  const stateFolder = mkdtempSync(join(tmpdir(), 'certlab-regions-'));
  const emulator = await startEmulator(stateFolder);
  const stop = async () => {
    await stopEmulator(stateFolder, emulator);
    rmSync(stateFolder, { recursive: true, force: true });
  };
  try {
    return { ...(await deployTo(emulator, stateFolder, dr)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function deployTo(emulator: Emulator, stateFolder: string, dr: Strategy) {
  const target = emulatorTarget(emulator.endpoint, stateFolder);
  const inRegion = (region: string): Target => ({
    ...target,
    region,
    clientConfig: { ...target.clientConfig, region },
  });
  const listener = { target, progress: () => {} };

  const route53 = new Route53(target.clientConfig);
  const { HostedZone } = await route53.createHostedZone({ Name: DOMAIN, CallerReference: stateFolder });
  const zone = HostedZone?.Id?.split('/').at(-1) as string;
  const assembly = join(stateFolder, 'assembly');
  await synthesize(repository, assembly, [disasterRecovery.slug], listener, [], { dr, domain: DOMAIN, zone });
  const leftOut = adaptAssembly(assembly);
  await withCdk('BootstrapFailed', 'Bootstrapping', listener, (toolkit, { BootstrapEnvironments }) => {
    const environments = [PRIMARY, STANDBY].map((region) => `aws://${target.account}/${region}`);
    return toolkit.bootstrap(BootstrapEnvironments.fromList(environments));
  });
  await runContainersOf(assembly, emulator);
  for (const { name, region } of STACKS) {
    await withCdk('DeployFailed', `Deploying ${name}`, listener, async (toolkit, library) => {
      await toolkit.deploy(await toolkit.fromAssemblyDirectory(assembly), {
        stacks: { strategy: library.StackSelectionStrategy.PATTERN_MUST_MATCH_SINGLE, patterns: [name] },
        deploymentMethod: { method: 'direct' },
      });
    });
    await fillGaps(name, leftOut[name] ?? [], await allOutputs(name, inRegion(region)), inRegion(region));
  }

  const engine = runningEngine(emulator.engineFolder as string)?.url as string;
  const told = async <Value>(what: string) => (await fetch(`${engine}/${what}`)).json() as Promise<Value>;
  const outputs = {
    primary: await allOutputs(stackName, inRegion(PRIMARY)),
    standby: await allOutputs(`${stackName}Standby`, inRegion(STANDBY)),
  };
  return {
    config: (region: string) => inRegion(region).clientConfig,
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
      const ecs = new ECS(inRegion(PRIMARY).clientConfig);
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
