/** What drills know of the two regions: clients, names, and what the stack of the other has published. */
import { clientsIn } from '../../../lab/aws/aws-clients.ts';
import { type CheckContext, CouldNotLook } from '../../../lab/drills/drill.ts';
import { settingsIn } from '../../../project-settings.ts';
import { filesBucket } from '../names.ts';
import { disasterRecovery, STANDBY_REGION } from '../project.ts';

export type Output = keyof typeof disasterRecovery.outputs;
export type Lab = CheckContext<Output>;

/** Of a setting in the region that waits. */
export const inStandby = { region: STANDBY_REGION } as const;

/** The clients of the region that waits; `lab.aws` is the region in use. */
export const standby = ({ aws }: Lab) => clientsIn(aws, STANDBY_REGION);

/** The region in use as deployed, and the account: its cluster's ARN says both. */
export function primaryOf({ outputs }: Lab): { readonly region: string; readonly account: string } {
  const [, , , region = '', account = ''] = outputs.DatabaseClusterArn.split(':');
  return { region, account };
}

export const ofFiles = ({ outputs }: Lab) => ({ bucket: outputs.FilesBucketName });
export const ofCopies = (lab: Lab) => ({ bucket: filesBucket(primaryOf(lab), STANDBY_REGION), ...inStandby });

/** The outputs of the stack of the region that waits, which are named as those of the first. */
export async function outputsOfStandby(lab: Lab): Promise<Readonly<Record<Output, string>>> {
  const { Stacks } = await standby(lab).cloudformation.describeStacks({
    StackName: `${disasterRecovery.stackName}Standby`,
  });
  const told = (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]);
  if (told.length === 0) throw new CouldNotLook(`CloudFormation tells no outputs of the stack in ${STANDBY_REGION}.`);
  return Object.fromEntries(told);
}

/** The name that people ask for, the regions' own, and the zone that has them. */
export function namesOf({ outputs }: Lab) {
  const site = new URL(outputs.SiteUrl).hostname;
  return {
    site,
    primary: `primary.${site}`,
    standby: `standby.${site}`,
    zone: settingsIn(outputs.Settings).zone ?? '',
  };
}
