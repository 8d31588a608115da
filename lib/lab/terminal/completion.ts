/** Completion after `lab`, for shells that have it as a function, an alias or on the path. */

/** A command, and what may follow it. */
export interface Completed {
  readonly command: string;
  readonly after: readonly string[];
}

/** By a `case`, which bash and zsh share: zsh's own `bashcompinit` runs what was written for bash. */
function bash(words: readonly Completed[]): string {
  return [
    '_lab() {',
    // A colon or slash in a word is a part of it: drills are named serverless-api/3.
    `  local word="\${COMP_WORDS[COMP_CWORD]}" list=""`,
    `  if [ "$COMP_CWORD" -eq 1 ]; then list="${words.map(({ command }) => command).join(' ')}"`,
    `  else case "\${COMP_WORDS[1]}" in`,
    ...words
      .filter(({ after }) => after.length > 0)
      .map(({ command, after }) => `    ${command}) list="${after.join(' ')}" ;;`),
    '  esac; fi',
    '  COMPREPLY=($(compgen -W "$list" -- "$word"))',
    '}',
    'complete -F _lab lab',
  ].join('\n');
}

function fish(words: readonly Completed[]): string {
  return [
    'complete -c lab -f',
    `complete -c lab -n __fish_use_subcommand -a '${words.map(({ command }) => command).join(' ')}'`,
    ...words
      .filter(({ after }) => after.length > 0)
      .map(
        ({ command, after }) => `complete -c lab -n '__fish_seen_subcommand_from ${command}' -a '${after.join(' ')}'`,
      ),
  ].join('\n');
}

const SCRIPTS = {
  bash,
  zsh: (words: readonly Completed[]) => `autoload -U +X bashcompinit && bashcompinit\n${bash(words)}`,
  fish,
} as const;

export type ShellToComplete = keyof typeof SCRIPTS;
export const SHELLS_TO_COMPLETE = Object.keys(SCRIPTS) as ShellToComplete[];

/** The text that a shell evaluates. */
export const completionScript = (shell: ShellToComplete, words: readonly Completed[]): string => SCRIPTS[shell](words);
