import { describe, expect, it } from 'vitest';
import { commandTable } from '../../lib/docs/command-reference.ts';

const HELP = `Usage: lab [options] [command]

certlab: what it is

Options:
  -h, --help                   display help for command

Deploy:
  up [options] [project...]    deploy projects, all of them where none is
                               named
  status [options]             what is deployed

Drills:
  aws <service> <operation>    call AWS

Commands:
  help [command]               display help for command
`;

describe('the table of commands', () => {
  it('has each command with what it does, under its group, and nothing besides', () => {
    expect(commandTable(HELP)).toBe(
      [
        '| command | does |',
        '|---|---|',
        '| **Deploy** |  |',
        '| `up [project...]` | deploy projects, all of them where none is named |',
        '| `status` | what is deployed |',
        '| **Drills** |  |',
        '| `aws <service> <operation>` | call AWS |',
      ].join('\n'),
    );
  });
});
