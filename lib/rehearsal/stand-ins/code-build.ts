/** Plays CodeBuild: runs a project's own commands, as its synthesized template has them, in the environment it gives. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, writeSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';

/** The parts of a buildspec that our projects use. */
export interface Buildspec {
  readonly env?: {
    readonly variables?: Readonly<Record<string, string>>;
    readonly 'exported-variables'?: readonly string[];
  };
  readonly phases: Readonly<Partial<Record<Phase, { readonly commands?: readonly string[] }>>>;
  readonly reports?: Readonly<
    Record<string, { readonly files: readonly string[]; readonly 'base-directory'?: string }>
  >;
  readonly artifacts?: {
    readonly 'secondary-artifacts': Readonly<
      Record<string, { readonly 'base-directory': string; readonly files: readonly string[] }>
    >;
  };
}

export type Phase = (typeof PHASES)[number];
const PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;

/** The buildspec of the project whose logical id begins with `start`; references in it stay as their names. */
export function buildspecOf(
  resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>,
  start: string,
): Buildspec {
  const project = Object.entries(resources).find(
    ([id, { Type }]) => Type === 'AWS::CodeBuild::Project' && id.startsWith(start),
  )?.[1];
  const spec = (project?.Properties as { Source: { BuildSpec: unknown } } | undefined)?.Source.BuildSpec;
  if (spec === undefined) throw new Error(`The template has no build project ${start}….`);
  const { 'Fn::Join': join } = spec as { 'Fn::Join'?: [string, unknown[]] };
  const text = join
    ? join[1].map((part) => (typeof part === 'string' ? part : 'reference')).join('')
    : (spec as string);
  return JSON.parse(text);
}

export interface BuildOptions {
  /** Where the source or the input artifact lies; CodeBuild's `CODEBUILD_SRC_DIR`. */
  readonly folder: string;
  /** Variables of the project, of the action and of the caller who starts the build; the last win. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The environment of the machine that plays CodeBuild: where node, npm and git are, and how npm reaches a registry. */
  readonly machine: NodeJS.ProcessEnv;
  /** Phases that are left out. */
  readonly without?: readonly Phase[];
  readonly logFile: string;
  readonly say: (line: string) => void;
}

export interface BuildResult {
  readonly seconds: Readonly<Partial<Record<Phase, number>>>;
  readonly exported: Readonly<Record<string, string>>;
  /** Base folder of each artifact. */
  readonly artifacts: Readonly<Record<string, string>>;
}

/** A command of the buildspec failed: what CodePipeline would stop the run for. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
}

const MARK = '::certlab::';
/** The shell repeats the first letter of `PS4` for each level of substitution. */
const LINE_OF_OURS = /^:+certlab::(phase|export|command) (.*)$/;

/**
 * Runs every phase in one shell, as buildspec version 0.2 does, and stops at the first command that fails.
 * @throws BuildFailed with the last lines, or when an artifact or report that the buildspec declares is not there
 */
export async function runBuild(spec: Buildspec, options: BuildOptions): Promise<BuildResult> {
  const { folder, say, logFile } = options;
  const exportedNames = spec.env?.['exported-variables'] ?? [];
  const script = [
    // One stream, so that lines come in the order in which they were written; each command is shown before its output.
    'exec 2>&1',
    `PS4='${MARK}command '`,
    'set -ex',
    ...PHASES.filter((phase) => spec.phases[phase]?.commands && !options.without?.includes(phase)).flatMap((phase) => [
      `echo "${MARK}phase ${phase}"`,
      ...(spec.phases[phase]?.commands ?? []),
    ]),
    `echo "${MARK}phase end"`,
    ...exportedNames.map((name) => `echo "${MARK}export ${name}=$${name}"`),
  ].join('\n');
  const child = spawn('sh', ['-c', script], {
    cwd: folder,
    env: environmentOf(spec, options),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const log = openSync(logFile, 'w');
  const last: string[] = [];
  const seconds: Partial<Record<Phase, number>> = {};
  const exported: Record<string, string> = {};
  let phase: string | undefined;
  let command = '';
  let since = Date.now();

  const hear = (raw: string) => {
    const line = stripVTControlCharacters(raw);
    writeSync(log, `${line}\n`);
    const [, kind, rest = ''] = LINE_OF_OURS.exec(line) ?? [];
    if (kind === 'export') {
      const at = rest.indexOf('=');
      exported[rest.slice(0, at)] = rest.slice(at + 1);
    } else if (kind === 'phase') {
      if (phase) seconds[phase as Phase] = (Date.now() - since) / 1000;
      phase = rest;
      since = Date.now();
    } else if (kind === 'command' && !rest.startsWith('echo ')) {
      command = rest;
      say(`$ ${rest}`);
    } else if (!kind && line.trim() !== '' && !line.startsWith('npm warn')) {
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
      say(line);
    }
  };
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  for await (const line of createInterface(child.stdout)) hear(line);
  const code = await ended;
  closeSync(log);
  if (code !== 0)
    throw new BuildFailed(`“${command}” failed in phase ${phase}, with exit code ${code}.\n${last.join('\n')}`);

  const artifacts = Object.entries(spec.artifacts?.['secondary-artifacts'] ?? {}).map(
    ([name, { 'base-directory': base }]) => [name, join(folder, base)] as const,
  );
  const reports = Object.values(spec.reports ?? {}).flatMap(({ files, 'base-directory': base = '.' }) =>
    files.map((file) => join(folder, base, file)),
  );
  const missing = [
    ...artifacts.filter(([, base]) => !existsSync(base) || readdirSync(base).length === 0).map(([name]) => name),
    ...reports.filter((file) => !existsSync(file)),
  ];
  if (missing.length > 0) throw new BuildFailed(`declared, but not made: ${missing.join(', ')}`);
  return { seconds, exported, artifacts: Object.fromEntries(artifacts) };
}

const LAST_LINES = 30;

/** Settings by which npm reaches a registry, and the folders of a user: nothing else of the machine gets in. */
const OF_THE_MACHINE =
  /^(HOME|LANG|TMPDIR|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|npm_config_(cache|cafile|registry|userconfig)|https?_proxy|no_proxy)$/i;

function environmentOf(spec: Buildspec, { folder, machine, variables }: BuildOptions): NodeJS.ProcessEnv {
  const path = (machine.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  return {
    ...Object.fromEntries(Object.entries(machine).filter(([name]) => OF_THE_MACHINE.test(name))),
    PATH: [dirname(process.execPath), ...path].join(delimiter),
    CODEBUILD_CI: 'true',
    CODEBUILD_BUILD_ID: 'rehearsal:0',
    CODEBUILD_INITIATOR: 'codepipeline/rehearsal',
    CODEBUILD_SRC_DIR: folder,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    ...spec.env?.variables,
    ...variables,
  };
}
