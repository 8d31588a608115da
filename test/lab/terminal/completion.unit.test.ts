import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { completionScript } from '../../../lib/lab/terminal/completion.ts';

const WORDS = [
  { command: 'break', after: ['serverless-api/1', 'serverless-api/12', 'event-pipeline/1', '--seed'] },
  { command: 'status', after: [] },
];

/** What bash offers after these words, the last of which is being typed. */
function offered(...words: string[]): string[] {
  const script = `${completionScript('bash', WORDS)}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _lab; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
}

it.each([
  ['commands', ['lab', ''], ['break', 'status']],
  ['the drills that begin so', ['lab', 'break', 'serverless-api/1'], ['serverless-api/1', 'serverless-api/12']],
  ['options', ['lab', 'break', '--'], ['--seed']],
  ['nothing where nothing may follow', ['lab', 'status', ''], []],
])('bash completes %s', (_, typed, wanted) => {
  expect(offered(...typed)).toEqual(wanted);
});

it('zsh runs the same through bashcompinit, and fish has a line for each command', () => {
  expect(completionScript('zsh', WORDS)).toContain(`bashcompinit\n${completionScript('bash', WORDS)}`);
  const fish = completionScript('fish', WORDS).split('\n');
  expect(fish).toContain("complete -c lab -n __fish_use_subcommand -a 'break status'");
  expect(fish.at(-1)).toBe(`complete -c lab -n '__fish_seen_subcommand_from break' -a '${WORDS[0]?.after.join(' ')}'`);
});
