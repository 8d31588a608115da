/** The stacks of both regions as the app makes them, by strategy; every policy check passed. */
import { STRATEGY_NAMES, type Strategy } from '../../lib/projects/disaster-recovery/strategy.ts';
import { EXAMPLE } from '../../lib/projects/registry.ts';
import { ofType, type Synthesized, synthesize } from '../support/synthesize.ts';

export const SNAPSHOT = 'arn:aws:rds:us-west-2:111122223333:cluster-snapshot:the-last';

/** What an app has to be told whatever the strategy. */
export const NAMED = EXAMPLE as { readonly domain: string; readonly zone: string };

export type Form = `${Strategy} ${'waiting' | 'serving'}`;

export const FORMS: readonly Form[] = STRATEGY_NAMES.flatMap((dr): Form[] => [`${dr} waiting`, `${dr} serving`]);

export interface Regions {
  readonly copies: Synthesized;
  readonly primary: Synthesized;
  /** Undefined where nothing waits or serves in the other region. */
  readonly standby: Synthesized | undefined;
}

export async function synthesizeRecovery(form: Form, context: Readonly<Record<string, string>> = {}): Promise<Regions> {
  const [dr = '', standbyIs = ''] = form.split(' ');
  const restored = form === 'backup-restore serving' ? { snapshot: SNAPSHOT } : {};
  const [copies, primary, standby] = await synthesize('disaster-recovery', {
    context: { ...NAMED, ...restored, dr, standby: standbyIs, ...context },
  });
  return { copies: copies as Synthesized, primary: primary as Synthesized, standby };
}

/** By form. */
export async function everyForm(): Promise<Readonly<Record<Form, Regions>>> {
  const made = {} as Record<Form, Regions>;
  for (const form of FORMS) made[form] = await synthesizeRecovery(form);
  return made;
}

/** The properties of all resources of a type; none where there is no such stack. */
export const propertiesOf = (stack: Synthesized | undefined, type: string) =>
  ofType(stack?.resources ?? {}, type).map(([, { Properties }]) => Properties);

export const stacksOf = ({ copies, primary, standby }: Regions): readonly Synthesized[] => [
  copies,
  primary,
  ...(standby ? [standby] : []),
];

/** For the gates: every kind of resource that any strategy has. */
export async function recoveryStacks(): Promise<readonly Synthesized[]> {
  const forms = await Promise.all(
    (['warm-standby waiting', 'backup-restore serving'] as const).map((form) => synthesizeRecovery(form)),
  );
  return forms.flatMap(stacksOf);
}
