import { createApp } from '../../lib/app.ts';
import type { Synthesized } from '../support/synthesize.ts';

export type Resources = Synthesized['resources'];

/** The pipeline's stack and the stacks of its stages, by name, as the app makes them from this context. */
export async function synthesizeDelivery(
  context: Readonly<Record<string, unknown>> = {},
): Promise<Readonly<Record<string, Resources>>> {
  const templates = await deliveryTemplates(context);
  return Object.fromEntries(Object.entries(templates).map(([name, { Resources }]) => [name, Resources]));
}

/** The same, as whole templates. */
export async function deliveryTemplates(context: Readonly<Record<string, unknown>> = {}): Promise<
  Readonly<
    Record<
      string,
      {
        readonly Resources: Resources;
        readonly Outputs: Readonly<Record<string, unknown>>;
        readonly Parameters: Readonly<Record<string, { readonly Type: string; readonly Default?: string }>>;
      }
    >
  >
> {
  const app = await createApp({ postCliContext: { projects: 'delivery-pipeline', ...context } });
  return Object.fromEntries(app.synth().stacksRecursively.map(({ stackName, template }) => [stackName, template]));
}

/** The one resource of a type (whose id begins with `start`), with its logical id. */
export function theOne(resources: Resources | undefined, type: string, start = '') {
  const found = Object.entries(resources ?? {}).filter(
    ([id, resource]) => resource.Type === type && id.startsWith(start),
  );
  if (found.length !== 1) throw new Error(`Wanted one ${type} named ${start}…, found ${found.length}.`);
  const [id, resource] = found[0] as (typeof found)[0];
  return { id, ...resource };
}
