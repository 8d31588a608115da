import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GAPS } from '../../lib/emulator/gaps.ts';
import { repository } from '../../lib/repository.ts';
import { readSource, sourceFiles } from '../support/sources/source-files.ts';

const files = sourceFiles().filter((path) => path !== 'package-lock.json' && !/\.(png|ico|woff2?)$/.test(path));
const lines = (path: string) => readSource(path).trimEnd().split('\n');

/** Where a pattern stands, as `path:line`; this file, which has to name what it looks for, is left out. */
function findings(
  paths: readonly string[],
  pattern: RegExp,
  allowed: (line: string) => boolean = () => false,
): string[] {
  return paths
    .filter((path) => path !== 'test/repo/sources.repo.test.ts')
    .flatMap((path) =>
      lines(path).flatMap((line, index) => (pattern.test(line) && !allowed(line) ? [`${path}:${index + 1}`] : [])),
    );
}

const CEILING = 300;

describe('a source file', () => {
  const sources = files.filter((path) => /^(bin|lib|lambda)\/.*\.(ts|mjs|cjs)$/.test(path));
  const lengths = new Map(sources.map((path) => [path, lines(path).length]));

  it(`has at most ${CEILING} lines`, () => {
    expect([...lengths].filter(([, length]) => length > CEILING)).toEqual([]);
  });
});

describe('nothing is put off', () => {
  const code = files.filter((path) => /\.(ts|mjs|cjs)$/.test(path));
  const tests = files.filter((path) => path.startsWith('test/'));

  it('by a note to do it later', () => {
    expect(findings(code, /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
  });

  it('by a test that does not run, or that keeps others from running', () => {
    expect(findings(tests, /\b(it|test|describe|suite|bench)(\.\w+)*\.(only|skip|todo|fails)\w*\b/)).toEqual([]);
  });

  it('by a full size that no script runs', () => {
    const { scripts } = JSON.parse(readSource('package.json')) as { scripts: Record<string, string> };
    const words = (scripts['test:reliability'] ?? '').split(' ');
    const sized = tests.filter(
      (path) => /\.test\.ts$/.test(path) && /process\.env\.RELIABILITY_SIZE/.test(readSource(path)),
    );
    const isRun = (path: string) =>
      words.some((word) => path.includes(word)) && words.includes(path.split('.').at(-3) as string);
    expect(sized.length).toBeGreaterThan(4);
    expect(sized.filter((path) => !isRun(path))).toEqual([]);
  });

  it('by a skip at run time that names no gap of the emulator', () => {
    const namesGap = (line: string) => GAPS.some(({ type }) => line.includes(type));
    expect(findings(tests, /\b(context|task|ctx)\.skip\(/, namesGap)).toEqual([]);
  });
});

describe('nothing is bound to the machine it was written on', () => {
  it('by a path of its file system', () => {
    expect(findings(files, /(?<![\w.$}])\/(work|tmp|root|home|Users)\/\w/)).toEqual([]);
  });

  it('by the host of a package registry', () => {
    const hosts = /\b(npmjs|yarnpkg|pypi|pythonhosted)\.(org|com|io)\b|\bartifactory\b/;
    expect(findings(files, hosts)).toEqual([]);
  });
});

describe('nothing is left on the machine', () => {
  it('by a test that makes a folder for itself, and names nothing that removes it', () => {
    const makers = files.filter((path) => path.startsWith('test/') && /\bmkdtemp\w*\(/.test(readSource(path)));
    expect(makers.length).toBeGreaterThan(20);
    expect(makers.filter((path) => !/\b(rmSync|rm|mkdtempDisposable\w*)\(/.test(readSource(path)))).toEqual([]);
  });
});

describe('Python, which nothing compiles before it runs', () => {
  const check = (...paths: readonly string[]) => {
    const script = join(repository, 'test/support/sources/python-names.py');
    const { status, stdout, stderr } = spawnSync('python3', [script, ...paths], { cwd: repository, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    return stdout.split('\n').filter(Boolean);
  };

  it('uses no name that nobody gives it, and imports nothing in vain', () => {
    const programs = files.filter((path) => path.endsWith('.py'));
    expect(programs.length).toBeGreaterThan(30);
    expect(check(...programs)).toEqual([]);
  });

  it('is found out where it does', () => {
    const folder = mkdtempSync(join(tmpdir(), 'certlab-python-'));
    try {
      const program = join(folder, 'program.py');
      writeFileSync(program, 'import os\nprint(json.dumps([each for each in ()]))\n');
      expect(check(program).map((line) => line.slice(program.length + 2))).toEqual([
        'json is given by nobody',
        'os is imported and not used',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('what is known in one place', () => {
  const drills = files.filter((path) => /^lib\/projects\/[\w-]+\/drills\/.*\.ts$/.test(path));
  const lab = files.filter((path) => /^lib\/lab\/.*\.ts$/.test(path));

  it('a key of a table and the name of an index: drills take them from lambda, and only prose spells them', () => {
    expect(drills.length).toBeGreaterThan(30);
    expect(findings(drills, /\b(LEARNER|MILESTONE|STANDING|CARD|EVENT|EDITION)#|'byFacet'|\/index\/byFacet`/)).toEqual(
      [],
    );
  });

  it('waiting: settings poll by lib/until.ts, and only what counts by findings has a loop of its own', () => {
    const loops = findings(lab, /for \(const deadline\b/).map((place) => place.split(':')[0]);
    expect([...new Set(loops)]).toEqual(['lib/lab/drills/drill-context.ts']);
  });

  it('what one part of the lab tells another: by arguments, and not by variables of this process', () => {
    expect(findings(lab, /process\.env\.CERTLAB_\w+ (\?\?)?= /)).toEqual([]);
  });
});

describe('a listener of the lab', () => {
  const code = files.filter((path) => /^(bin|lib|lambda)\/.*\.(ts|mjs|cjs)$/.test(path));

  it('is made in one place, which keeps it to loopback and refuses foreign pages', () => {
    const places = findings(code, /\bcreate(Secure)?Server\(|\bcreateSocket\(|\bserve\((\{|$)/).map(
      (place) => place.split(':')[0],
    );

    expect([...new Set(places)]).toEqual([
      'lambda/shared/http/loopback.ts',
      // Only looks for a port that is free, on loopback, and closes it again.
      'lib/emulator/emulator.ts',
      // A balancer passes on what it is sent, unread: loopback alone, and foreign names are refused there as well.
      'lib/emulator/web/balancer/listeners.ts',
      // A Unix socket that only this user can open.
      'lib/emulator/web/containers/docker-api.ts',
      // Bytes of PostgreSQL between two regions, at an address of loopback that the engine gives it; no page speaks that.
      // A socket of UDP, at the engine's own address: no page can send a packet.
      'lib/emulator/web/dns/server.ts',
      'lib/emulator/web/global/line.ts',
      // What tasks ask of their surroundings, at an address of loopback by which no page names it.
      'lib/emulator/web/main.ts',
      // Only looks for a port that is free, on loopback, and closes it again.
      'lib/emulator/web/network/places.ts',
      // The exam room listens in its container, on the address it is given: it is no listener of the lab.
      'lib/projects/web-app/app/server.ts',
    ]);
  });
});
