/** The real CDK, as a library: the same engine as `npx cdk`, with its messages as data. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IIoHost, IoMessage, StackActivity, Toolkit } from '@aws-cdk/toolkit-lib';
import type { Workbench } from '../../bundle.ts';
import { LabError, type LabErrorCode } from '../../errors.ts';
import type { Target } from '../../target.ts';

export interface CdkListener {
  /** Where the toolkit works; on AWS it gets the credentials of the target, not those that it would find by itself. */
  readonly target?: Target;
  /** One line about what goes on, for example one CloudFormation resource. */
  readonly progress: (line: string) => void;
}

const FAILED = /_FAILED$/;

/** How often to ask for events: those of the emulator are there at once, and the toolkit's own two seconds only wait. */
export const pollingOf = ({ name }: Target) => (name === 'emulator' ? { stackEventPollingInterval: 100 } : {});

/** Collects what CloudFormation said of resources that failed: the toolkit's own error names only the stack. */
class Listener implements IIoHost {
  readonly failures: string[] = [];
  readonly complaints: string[] = [];
  readonly #progress: CdkListener['progress'];

  constructor({ progress }: CdkListener) {
    this.#progress = progress;
  }

  async notify(message: IoMessage<unknown>): Promise<void> {
    if (message.code === 'CDK_TOOLKIT_I5502') {
      const { event, progress } = message.data as StackActivity;
      const {
        LogicalResourceId: id,
        ResourceStatus: status = '',
        ResourceType: type,
        ResourceStatusReason: reason,
      } = event;
      // One line per resource, when it is done: what is merely under way is most of the noise of a deployment.
      if (!status.endsWith('IN_PROGRESS')) this.#progress(`${progress.formatted} ${status} ${type} ${id}`);
      if (FAILED.test(status) && !/cancelled/i.test(reason ?? '')) this.failures.push(`${type} ${id}: ${reason}`);
    } else if (message.level === 'error') {
      this.complaints.push(message.message);
    }
  }

  /** The lab asks its own questions before it calls; the toolkit gets its default answers. */
  async requestResponse<T>(request: { defaultResponse: T }): Promise<T> {
    return request.defaultResponse;
  }
}

/** The emulator's credentials stand in the environment (`confineToEmulator`); an account's are the profile's own. */
function sdkConfigOf(target: Target | undefined, { BaseCredentials }: typeof import('@aws-cdk/toolkit-lib')) {
  const { credentials, region } = target?.clientConfig ?? {};
  if (target?.name !== 'aws' || typeof credentials !== 'function') return {};
  return { sdkConfig: { baseCredentials: BaseCredentials.custom({ provider: credentials, region }) } };
}

/**
 * Runs one action of the CDK toolkit.
 * @throws LabError with `code`, carrying what CloudFormation or the app said
 */
export async function withCdk<T>(
  code: LabErrorCode,
  what: string,
  listener: CdkListener,
  action: (toolkit: Toolkit, library: typeof import('@aws-cdk/toolkit-lib')) => Promise<T>,
): Promise<T> {
  const library = await import('@aws-cdk/toolkit-lib');
  const ioHost = new Listener(listener);
  try {
    return await action(
      new library.Toolkit({ ioHost, emojis: false, color: false, ...sdkConfigOf(listener.target, library) }),
      library,
    );
  } catch (cause) {
    const said = [...ioHost.failures, ...ioHost.complaints];
    const reasons = said.length > 0 ? said : [(cause as Error).message];
    throw new LabError(
      code,
      `${what} failed.\n${reasons.map((reason) => `  ${reason.replace('❌', '').trim()}`).join('\n')}`,
      { cause },
    );
  }
}

/**
 * Synthesizes the app into `folder` by the command of cdk.json, as `npx cdk` does, with these projects alone. A handler
 * of `workbenches` is built from the sources there.
 * @param context what else the app is told, as by `-c name=value`
 */
export async function synthesize(
  repository: string,
  folder: string,
  slugs: readonly string[],
  listener: CdkListener,
  workbenches: readonly Workbench[] = [],
  context: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { app } = JSON.parse(readFileSync(join(repository, 'cdk.json'), 'utf8')) as { app: string };
  await withCdk('SynthesisFailed', 'Synthesizing the app', listener, async (toolkit, { MemoryContext }) => {
    const source = await toolkit.fromCdkApp(app, {
      workingDirectory: repository,
      env: { ...process.env, CERTLAB_BUNDLES: `${folder}-handlers`, CERTLAB_WORKBENCHES: JSON.stringify(workbenches) },
      outdir: folder,
      // Stacks name no account: asking AWS which one would be a request for nothing.
      resolveDefaultEnvironment: false,
      // As cdk.json says it to `npx cdk`: the same template either way.
      synthOptions: { versionReporting: false },
      // The user's own ~/.cdk.json has no say here; the feature flags of cdk.json are read by the app itself.
      contextStore: new MemoryContext({ ...context, projects: slugs.join(',') }),
    });
    // Disposing of it releases the lock that the toolkit holds on the folder.
    await using _assembly = await toolkit.synth(source);
  });
}
