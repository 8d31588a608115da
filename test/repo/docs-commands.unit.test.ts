import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commandTable } from '../../lib/docs/command-reference.ts';

describe('the table of commands', () => {
  it('has each command with what it does, under its group, and nothing besides', () => {
    const program = new Command('lab').commandsGroup('Deploy:');
    program.command('up [project...]').description('deploy projects');
    program.command('status').description('what is deployed');
    program.command('old-name', { hidden: true }).description('as it was called before');
    program.commandsGroup('Drills:');
    program.command('aws <service> <operation>').description('call AWS');

    expect(commandTable(program)).toBe(
      [
        '| command | does |',
        '|---|---|',
        '| **Deploy** |  |',
        '| `up [project...]` | deploy projects |',
        '| `status` | what is deployed |',
        '| **Drills** |  |',
        '| `aws <service> <operation>` | call AWS |',
      ].join('\n'),
    );
  });
});
