/** What `lab env` prints, evaluated by the shells that this machine has. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { awsCliAdvice } from '../../../lib/lab/aws/aws-cli.ts';
import { environmentScript, SHELLS, type Shell } from '../../../lib/lab/terminal/shell.ts';

/** How each program is handed a script; a shell that is not installed is named in the test's title. */
const PROGRAMS: readonly { program: string; shell: Shell; options: readonly string[] }[] = [
  { program: 'sh', shell: 'sh', options: ['-euc'] },
  { program: 'dash', shell: 'sh', options: ['-euc'] },
  { program: 'bash', shell: 'bash', options: ['--norc', '-euc'] },
  { program: 'zsh', shell: 'zsh', options: ['-f', '-euc'] },
  { program: 'fish', shell: 'fish', options: ['--no-config', '-c'] },
  { program: 'pwsh', shell: 'powershell', options: ['-NoProfile', '-Command'] },
];
/** What stands in the text for `it's ‘mine’`, and what takes a rival away: looked at where a shell is not installed. */
const TEXT: Record<Shell, { quoted: string; unset: RegExp }> = {
  sh: { quoted: "export AWS_CONFIG_FILE='/elsewhere/it'\\''s ‘mine’/x'", unset: /^unset .*\bAWS_PROFILE\b/m },
  bash: { quoted: "export AWS_CONFIG_FILE='/elsewhere/it'\\''s ‘mine’/x'", unset: /^unset .*\bAWS_PROFILE\b/m },
  zsh: { quoted: "export AWS_CONFIG_FILE='/elsewhere/it'\\''s ‘mine’/x'", unset: /^unset .*\bAWS_PROFILE\b/m },
  fish: {
    quoted: "set -gx AWS_CONFIG_FILE '/elsewhere/it\\'s ‘mine’/x'",
    unset: /^for name in .*\bAWS_PROFILE\b.*; set -e -g \$name; .*set -eU \$name erases it/m,
  },
  powershell: {
    quoted: "$env:AWS_CONFIG_FILE = '/elsewhere/it''s ‘‘mine’’/x'",
    unset: /^Remove-Item .*Env:AWS_PROFILE/m,
  },
};

const isInstalled = (program: string) => spawnSync(program, ['-c', 'exit 0'], { stdio: 'ignore' }).error === undefined;

/** Prints the environment as the programs that a shell starts see it: `{name: value}`. */
const PRINT = [process.execPath, '-e', 'console.log(JSON.stringify(process.env))'] as const;
const QUOTED = `'${PRINT[0]}' ${PRINT[1]} '${PRINT[2]}'`;

/** As a person types it, so that what is between the lab and the shell is tried as well. */
const EVALUATE: Record<Shell, string> = {
  sh: `eval "$(cat)"; ${QUOTED}`,
  bash: `eval "$(cat)"; ${QUOTED}`,
  zsh: `eval "$(cat)"; ${QUOTED}`,
  fish: `cat | source; ${QUOTED}`,
  powershell: `$input | Out-String | Invoke-Expression; & ${QUOTED}`,
};

const HOSTILE = [
  "it's",
  "''",
  "'; touch certlab-broke-out; '",
  '$(touch certlab-broke-out)',
  '`touch certlab-broke-out`',
  ['$HOME $', '{HOME} $env:HOME'].join(''),
  'a  b\tc',
  'a\nb\n\nc',
  '"double" and \\back\\slash\\',
  "\\'",
  'ends in \\',
  '*?[a]{b,c}~!#&|;<>()%PATH%',
  'Grüße 用户 🦊',
  '‘typographic’ ‚quotes‛',
  '-n',
  '',
].map((path) => (path === '' ? '/' : `/elsewhere/${path}/clone`));

const RIVALS = {
  AWS_PROFILE: 'production',
  AWS_DEFAULT_PROFILE: 'production',
  AWS_SESSION_TOKEN: 'real',
  AWS_ENDPOINT_URL_SQS: 'https://sqs.eu-west-1.amazonaws.com',
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'https://example.com',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/real',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/token',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials',
  AWS_CONFIG_FILE: '/elsewhere/me/.aws/config',
  AWS_SHARED_CREDENTIALS_FILE: '/elsewhere/me/.aws/credentials',
  AWS_USE_FIPS_ENDPOINT: 'true',
  AWS_USE_DUALSTACK_ENDPOINT: 'true',
  AWS_S3_USE_ARN_REGION: 'true',
  AWS_SOMETHING_OF_NEXT_YEAR: 'true',
  HTTPS_PROXY: 'http://proxy:3128',
  http_proxy: 'http://proxy:3128',
};

const OURS = { AWS_ENDPOINT_URL: 'http://localhost:4566', AWS_REGION: 'us-east-1', no_proxy: '*' };

describe.each(PROGRAMS)('$program', ({ program, shell, options }) => {
  const evaluated = (script: string, env: NodeJS.ProcessEnv) => {
    const said = execFileSync(program, [...options, EVALUATE[shell]], {
      encoding: 'utf8',
      input: script,
      env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env },
    });
    return JSON.parse(said) as NodeJS.ProcessEnv;
  };

  if (!isInstalled(program)) {
    it(`is not installed here, so its text is only looked at: ${program}`, () => {
      const script = environmentScript(shell, { AWS_CONFIG_FILE: "/elsewhere/it's ‘mine’/x" }, {});
      expect(script).toContain(TEXT[shell].quoted);
      expect(script).toMatch(TEXT[shell].unset);
    });
    return;
  }

  it('takes over every value as it is, whatever characters a folder has in its name', () => {
    const variables = Object.fromEntries(HOSTILE.map((path, index) => [`AWS_CONFIG_FILE_${index}`, path]));
    expect(evaluated(environmentScript(shell, variables), {})).toMatchObject(variables);
  });

  it('loses all that the CLI and the SDKs would let win over the lab, and nothing else', () => {
    const env = { ...RIVALS, MY_OWN: 'kept', NODE_ENV: 'production' };

    const seen = evaluated(environmentScript(shell, OURS, env), env);

    expect(
      Object.keys(seen)
        .filter((name) => /^AWS_|proxy$/i.test(name))
        .toSorted(),
    ).toEqual(Object.keys(OURS).toSorted());
    expect(seen).toMatchObject({ ...OURS, MY_OWN: 'kept', NODE_ENV: 'production' });
  });

  it('loses what was set after the text was made, and for a service that the text could not see', () => {
    const { AWS_SOMETHING_OF_NEXT_YEAR: _, AWS_ENDPOINT_URL_BEDROCK_RUNTIME: __, ...known } = RIVALS;
    const seen = evaluated(environmentScript(shell, OURS, {}), known);
    expect(Object.keys(seen).filter((name) => name in known)).toEqual([]);
  });

  if (shell === 'fish') {
    it('names a universal variable that it may not erase', () => {
      const home = mkdtempSync(join(tmpdir(), 'certlab-fish-'));
      const run = 'set -Ux AWS_PROFILE production; cat | source; set -qU AWS_PROFILE; and echo kept';
      const { stdout, stderr } = spawnSync('fish', ['-c', run], {
        encoding: 'utf8',
        input: environmentScript('fish', OURS),
        env: { PATH: process.env.PATH, HOME: home },
      });
      rmSync(home, { recursive: true });
      expect(stderr).toContain('AWS_PROFILE still applies');
      expect(stdout.trim()).toBe('kept');
    });
  }

  it('refuses a variable whose name is a command', () => {
    const name = 'AWS_ENDPOINT_URL_X;touch certlab-broke-out';
    expect(environmentScript(shell, OURS, { [name]: 'x' })).not.toContain('touch');
  });
});

describe('every shell', () => {
  it('is tried by a program, or looked at', () => {
    expect(new Set(PROGRAMS.map(({ shell }) => shell))).toEqual(new Set(SHELLS));
  });
});

describe('the AWS CLI on the path', () => {
  it.each([
    ['aws-cli/1.45.11 Python/3.11.7 Linux/6.18 botocore/1.43.11', /version 2/],
    ['aws-cli/2.31.0 Python/3.13.7 Linux/6.18 exe/x86_64', undefined],
    ['aws-cli/3.0.0', undefined],
    [undefined, undefined],
  ])('%s', (version, advice) => {
    const said = awsCliAdvice(version);
    if (advice) expect(said).toMatch(advice);
    else expect(said).toBeUndefined();
  });
});
