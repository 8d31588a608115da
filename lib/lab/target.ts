/** Where the lab works: the local emulator, or an AWS account that the user named. */
import { runningEmulator } from '../emulator/emulator.ts';
import { confineToEmulator, EMULATOR_CREDENTIALS, EMULATOR_REGION } from '../emulator/environment.ts';
import { balancerOfName, balancersOf } from '../emulator/web/service.ts';
import { LabError, UsageError } from '../errors.ts';
import { REGION_FACTS } from '../region-facts.ts';
import type { Target, TargetOptions } from '../target.ts';
import { EMULATOR_ACCOUNT, inRegion } from '../target.ts';

/** The emulator at this endpoint as a target; from here on this process can speak to nothing else. */
export function emulatorTarget(endpoint: string, stateFolder: string): Target {
  confineToEmulator(endpoint, stateFolder);
  return {
    name: 'emulator',
    region: EMULATOR_REGION,
    account: EMULATOR_ACCOUNT,
    endpoint,
    balancers: async () => balancersOf((await runningEmulator(stateFolder))?.engineFolder),
    whereNameLeads: async (name) => balancerOfName((await runningEmulator(stateFolder))?.engineFolder, name),
    clientConfig: { region: EMULATOR_REGION, endpoint, credentials: EMULATOR_CREDENTIALS },
  };
}

/**
 * The target of a command that needs one which is there already.
 * @throws LabError `EmulatorNotRunning`, or as {@link awsTarget}
 */
export async function openTarget(options: TargetOptions, stateFolder: string): Promise<Target> {
  if (options.target === 'aws') {
    const { awsTarget } = await import('./aws/aws-target.ts');
    return awsTarget(options);
  }
  refuseAwsOptions(options);
  const emulator = await runningEmulator(stateFolder);
  if (!emulator) {
    throw new LabError(
      'EmulatorNotRunning',
      'The emulator is not running. Start it with `npm start` or `npm run lab -- up`.',
    );
  }
  return emulatorTarget(emulator.endpoint, stateFolder);
}

/**
 * The target of a command that may work in any region, on the emulator too.
 * @throws UsageError `WrongValue` for what the emulator has no region of; or as {@link openTarget}
 */
export async function openTargetIn(
  region: string | undefined,
  options: TargetOptions,
  stateFolder: string,
): Promise<Target> {
  if (options.target === 'aws' || region === undefined) return openTarget({ ...options, region }, stateFolder);
  const known = Object.keys(REGION_FACTS);
  if (!known.includes(region)) {
    throw new UsageError('WrongValue', `--region: got ${region}; on the emulator wanted one of ${known.join(', ')}.`);
  }
  return inRegion(await openTarget({ ...options, region: undefined }, stateFolder), region);
}

/** A profile or a region given without `--target aws` is a misunderstanding that must not pass in silence. */
export function refuseAwsOptions({ profile, region }: TargetOptions): void {
  const given = profile ? '--profile' : region ? '--region' : undefined;
  if (given) {
    throw new UsageError(
      'OptionNeedsAws',
      `${given} belongs to --target aws; the emulator uses no profile, and projects say their regions.`,
    );
  }
}
