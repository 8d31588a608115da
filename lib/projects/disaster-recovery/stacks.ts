import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Copies } from './copies.ts';
import { alarmOnLateCopies } from './files-alarms.ts';
import { disasterRecovery } from './project.ts';
import { DisasterRecoveryStack, DisasterRecoveryStandbyStack, type Program } from './stack.ts';
import { settingsOf } from './strategy.ts';

/** What the primary copies into, which has to be in the other region before. */
class DisasterRecoveryCopiesStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { vault, from, ...props }: StackProps & { readonly vault: boolean; readonly from: string },
  ) {
    super(scope, id, props);
    alarmOnLateCopies(new Copies(this, 'Copies', { vault }), from);
  }
}

/**
 * The stacks of both regions in the order of their deployment: what copies go into, the primary, and the standby where
 * something waits or serves there. They are destroyed the other way round.
 * @throws SettingError for settings that cannot be right
 */
export function recoveryStacks(scope: Construct, program: Program): readonly Stack[] {
  const settings = settingsOf(scope.node);
  const { stackName, title } = disasterRecovery;
  const at = (region: string, what: string) => ({ env: { region }, description: `certlab: ${title}, ${what}` });

  const copies = new DisasterRecoveryCopiesStack(scope, `${stackName}Copies`, {
    ...at(settings.standby, 'what is copied into'),
    vault: settings.strategy === 'backup-restore',
    from: settings.primary,
  });
  const primary = new DisasterRecoveryStack(scope, stackName, {
    ...at(settings.primary, 'the region in use'),
    settings,
    program,
  });
  primary.addStackDependency(copies);
  if (!settings.waiting) return [copies, primary];

  const standby = new DisasterRecoveryStandbyStack(scope, `${stackName}Standby`, {
    ...at(settings.standby, 'the region that waits'),
    settings,
    program,
  });
  standby.addStackDependency(primary);
  return [copies, primary, standby];
}
