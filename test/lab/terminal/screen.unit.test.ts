/** What the lab prints on terminals of several widths: nothing is cut, and no word is broken. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { blueprintOf } from '../../../lambda/shared/exams/blueprints.ts';
import { allDrills } from '../../../lib/lab/drills/catalogue.ts';
import { optionsOf } from '../../../lib/lab/drills/paper.ts';
import { openLab } from '../../../lib/lab/lab.ts';
import { labProgram } from '../../../lib/lab/program.ts';
import {
  lessonText,
  paperText,
  probeText,
  repairText,
  statusText,
  stepsText,
  ticketText,
} from '../../../lib/lab/terminal/format.ts';
import { screenWidth, wrap } from '../../../lib/lab/terminal/screen.ts';
import { tableText } from '../../../lib/lab/terminal/table.ts';
import { incidentView, lessonView } from '../../../lib/lab/terminal/views.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { repository } from '../../../lib/repository.ts';

const state = mkdtempSync(join(tmpdir(), 'certlab-screen-'));
const lab = openLab(CURRICULUM, state);
// The doctor asks for the AWS CLI's version. That of this machine may take longer than the doctor waits.
writeFileSync(join(state, 'aws'), '#!/bin/sh\necho aws-cli/1.45.11 Python/3.13.7 Linux/6.12\n', { mode: 0o755 });
process.env.PATH = [state, process.env.PATH].join(delimiter);
const drills = await allDrills(lab);
const WIDTHS = [60, 80, 120];
const ENDLESS = 100_000;

const { COLUMNS } = process.env;
afterEach(() => {
  if (COLUMNS === undefined) delete process.env.COLUMNS;
  else process.env.COLUMNS = COLUMNS;
});
afterAll(() => rmSync(state, { recursive: true }));

// A heading is `level` above a column, and `level:` in a list.
const wordsOf = (text: string) => text.split(/:?\s+/).filter((word) => word !== '');

/** No text stands further in than this. */
const DEEPEST = 20;

/** Lines that the terminal would break, and words and commands that are not there as on a screen without an end. */
async function faults(width: number, print: () => string | Promise<string>) {
  const on = async (columns: number) => {
    process.env.COLUMNS = String(columns);
    return print();
  };
  const [narrow, whole] = [await on(width), await on(ENDLESS)];
  const words = new Set(wordsOf(narrow));
  return {
    // One word that is longer than the screen cannot be helped, and stands alone.
    tooLong: narrow.split('\n').filter((line) => line.length > width && wordsOf(line).length > 1),
    // A bare number may be another one by now: how much of the disk is free.
    broken: wordsOf(whole).filter((word) => !words.has(word) && !/^\d+$/.test(word)),
    // Who copies a command from two lines pastes two.
    split: [...whole.matchAll(/`[^`\n]+`/g)]
      .map(([command]) => command)
      .filter((command) => command.length <= width - DEEPEST && !narrow.includes(command)),
  };
}
const NONE = { tooLong: [], broken: [], split: [] };

/** A command and all below it, each with what it is called by; old names that only lead to the new one are left out. */
function tree(command: Command, path: readonly string[] = []): [string, readonly string[]][] {
  const here: [string, readonly string[]][] = [[['lab', ...path].join(' '), path]];
  const shown = command
    .createHelp()
    .visibleCommands(command)
    .filter((below) => below.name() !== 'help');
  return [...here, ...shown.flatMap((below) => tree(below, [...path, below.name()]))];
}

const commands = tree(await labProgram(lab));

/** The help of one command, with the examples after it. */
async function help(path: readonly string[]): Promise<string> {
  let command = await labProgram(lab);
  for (const name of path) command = command.commands.find((below) => below.name() === name) as Command;
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

it('a command to copy stays on one line at every width that it fits, and is broken like other words where it does not', () => {
  const text = 'Reasons: `npm run lab -- mock 1 --review`. Another, (`lab mock`), or one that has ` alone.';
  for (let width = 40; width < 100; width++)
    expect(wrap(text, '  ', width)).toContain('`npm run lab -- mock 1 --review`');
  expect(wrap('See `lab mock --exam` now', '', 12)).toBe('See `lab\nmock --exam`\nnow');
});

it.each([
  ['72', 72],
  ['0', undefined],
  ['', undefined],
  ['-3', undefined],
  ['wide', undefined],
])('takes COLUMNS=%j of a file for %j columns, and a terminal’s own number before it', (columns, width) => {
  process.env.COLUMNS = columns;
  expect(screenWidth({ columns: 0 })).toBe(width);
  expect(screenWidth({ columns: 60 })).toBe(60);
});

it('names the tasks of a lesson as the exam guide does', () => {
  const { tasks } = lessonView({ lesson: { architect: '', developer: '' }, exam: ['SAA-C03/1.1', 'DVA-C03/2.1'] });
  const titleOf = (exam: 'SAA-C03' | 'DVA-C03', task: string) =>
    blueprintOf(exam)
      .domains.flatMap((domain): readonly { id: string; title: string }[] => domain.tasks)
      .find(({ id }) => id === task)?.title;
  expect(tasks).toEqual([
    { task: 'SAA-C03/1.1', title: titleOf('SAA-C03', '1.1') },
    { task: 'DVA-C03/2.1', title: titleOf('DVA-C03', '2.1') },
  ]);
  for (const { title } of tasks) expect(title).toMatch(/^[A-Z].{15,}/);
});

it('keeps a number with its unit', () => {
  expect(wrap('its processor is at 15 %.', '', 23)).toBe('its processor is at\n15 %.');
  expect(wrap('a volume of 2048 GiB, in 60 ms', '', 17)).toBe('a volume of\n2048 GiB, in\n60 ms');
  expect(wrap('each of 3 small ones', '', 9)).toBe('each of 3\nsmall\nones');
});

describe.each(WIDTHS)('on %i columns', (width) => {
  it.each(commands)('`%s --help` fits', async (_, path) => {
    expect(await faults(width, () => help(path))).toEqual(NONE);
  });

  it.each([['drills'], ['report'], ['status'], ['doctor']])('`lab %s` fits', { timeout: 60_000 }, async (command) => {
    const run = async () => {
      const said = vi.spyOn(console, 'log').mockImplementation(() => {});
      await (await labProgram(lab)).parseAsync([command], { from: 'user' });
      const text = said.mock.calls.map(([line = '']) => line).join('\n');
      said.mockRestore();
      return text;
    };
    expect(await faults(width, run)).toEqual(NONE);
  });

  it.each(drills.map((drill) => [drill.number, drill] as const))('all that is said of %s fits', async (_, drill) => {
    const incident = {
      ...{ id: '', file: '', drill: drill.id, seed: 7, openedAt: 0, changes: [], checks: [] },
      ...{ hintsTaken: 0, solutionShown: false, workbench: { folder: `/home/${'somebody/'.repeat(12)}`, handler: '' } },
    };
    const repair = {
      ...{ took: 61_000, hintsTaken: 1, solutionShown: true, checks: 3, withoutHelp: false },
      leftDifferent: [`lambda:function:${'ServerlessApi-ApiFunction6BF808ED'.repeat(3)} (function-variable)`],
    };
    const say = () =>
      [
        ticketText(incidentView(drill, incident)),
        lessonText(drill),
        paperText(drill, optionsOf(drill)),
        stepsText(drill.solution.steps),
        repairText({ drill: '', title: '', verdict: 'fixed', probes: [], repair, next: drill }, drill),
        ...drill.check.map(({ expects }) =>
          probeText({ expects, of: 'drill', verdict: 'not-ok', saw: drill.lesson.developer, wanted: drill.title }),
        ),
      ].join('\n');
    expect(await faults(width, say)).toEqual(NONE);
  });

  it('a project with names longer than the screen is told whole', async () => {
    const arn = `arn:aws:states:us-east-1:000000000000:stateMachine:${'EventPipeline-Milestones'.repeat(4)}`;
    const say = () =>
      statusText({ slug: 'event-pipeline', stack: 'EventPipeline', state: 'deployed', outputs: { MachineArn: arn } });
    expect(await faults(width, say)).toEqual(NONE);
    expect(say()).toContain(arn);
  });
});

describe('an example', () => {
  const examples = async () => {
    const all: [string, string][] = [];
    for (const [, path] of commands.slice(1)) {
      const [, after = ''] = (await help(path)).split('Examples:');
      const lines = after.split('\n').filter((line) => /^ {2}[^# ]/.test(line));
      if (lines.length === 0) all.push([path.join(' '), '']);
      for (const line of lines) all.push([path.join(' '), line.trim()]);
    }
    return all;
  };

  it('stands in the help of every command, and is what the command takes', async () => {
    for (const [path, line] of await examples()) {
      expect(line, `an example of lab ${path}`).not.toBe('');
      if (!line.startsWith('lab ')) continue;
      const program = await labProgram(lab);
      const ran: string[] = [];
      const replace = (command: Command) => {
        command.action((..._: unknown[]) => void ran.push(command.name()));
        command.exitOverride();
        for (const below of command.commands) replace(below);
      };
      replace(program);
      await program.parseAsync(line.split(' ').slice(1), { from: 'user' });
      expect(line.split(' '), line).toContain(ran[0]);
    }
  });
});

describe('a table', () => {
  const head = ['id', 'what'];
  const id = 'a-name-of-its-own/which-is-very-long';

  it('gives way in the column of words, and leaves the others', () => {
    expect(
      tableText(head, [[id, 'one two three four five six']], 56)
        .split('\n')
        .slice(1),
    ).toEqual([`${id}  one two three four`.trimEnd(), `${' '.repeat(id.length)}  five six`]);
  });

  it('becomes a list where even that is too wide', () => {
    expect(tableText(head, [[id, 'one two three four five six']], 24)).toBe(
      `id\n  ${id}\n  what: one two three\n    four five six`,
    );
  });
});

describe('colour', () => {
  const node = process.execPath;
  const doctor = [node, join(repository, 'bin/lab.ts'), 'doctor'];
  // Nothing else of our own environment: Node reads a dozen variables here, CI and NODE_DISABLE_COLORS among them.
  const env = (more: NodeJS.ProcessEnv) => {
    const { PATH, HOME } = process.env;
    return { PATH, HOME, TERM: 'xterm-256color', CERTLAB_STATE: state, ...more };
  };
  /** Runs it in a terminal, which Python has in its standard library. */
  const onTerminal = (more: NodeJS.ProcessEnv = {}) =>
    execFileSync('python3', ['-c', 'import pty, sys; pty.spawn(sys.argv[1:])', ...doctor], {
      encoding: 'utf8',
      env: env(more),
    });

  it('marks what is well green on a terminal', { timeout: 60_000 }, () => {
    expect(onTerminal()).toContain('\u001b[32m✔');
  });

  it('is off where NO_COLOR is set, and where nobody looks', { timeout: 60_000 }, () => {
    expect(onTerminal({ NO_COLOR: '1' })).not.toContain('\u001b');
    const piped = execFileSync(node, doctor.slice(1), { encoding: 'utf8', env: env({}) });
    expect(piped).toContain('✔');
    expect(piped).not.toContain('\u001b');
  });
});
