/** How long a learner waits: times of the lab's own commands, on an emulator of the benchmark's own. Reports, no ratios. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../../lib/repository.ts';
import type { Measurement } from './measurement.ts';

/** Seconds until a command of the lab ends, or says `until`; then it is interrupted as by Ctrl-C. */
export async function seconds(stateFolder: string, args: readonly string[], until?: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, ['bin/bootstrap.mjs', 'bin/lab.ts', ...args], {
    cwd: repository,
    env: { ...process.env, CERTLAB_STATE: stateFolder },
    stdio: ['ignore', 'pipe', 'inherit'],
    // The terminal sends Ctrl-C to the whole group.
    detached: true,
  });
  const ended = once(child, 'close');
  let said = '';
  let took: number | undefined;
  for await (const chunk of child.stdout) {
    said += chunk;
    if (until && took === undefined && said.includes(until)) {
      took = (performance.now() - started) / 1000;
      process.kill(-(child.pid as number), 'SIGINT');
    }
  }
  const [code] = await ended;
  if (until ? took === undefined : code !== 0) throw new Error(`lab ${args.join(' ')} ended with ${code}:\n${said}`);
  return took ?? (performance.now() - started) / 1000;
}

export async function benchLab(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'certlab-bench-'));
  const handler = join(repository, 'lambda', 'serverless-api', 'serve-api.handler.ts');
  const source = readFileSync(handler);
  try {
    const start = await seconds(join(folder, 'start'), ['start'], 'Worth trying');
    const first = await seconds(folder, ['up']);
    const again = await seconds(folder, ['up']);
    appendFileSync(handler, `\nconsole.log('changed ${Date.now()}');\n`);
    const changed = await seconds(folder, ['up']);
    const line = (measure: string, limit: number, took: number): Measurement => ({
      measure,
      mustReach: `≤ ${limit} s`,
      reached: `${took.toFixed(1)} s`,
      ok: took <= limit,
    });
    return [
      line('`npm start`, packages and emulator installed, to the addresses that it prints', 10, start),
      {
        measure: 'first `lab up` of all three projects',
        mustReach: '—',
        reached: `${first.toFixed(1)} s`,
        ok: undefined,
      },
      line('second `lab up`, nothing changed', 8, again),
      line('`lab up` with a changed handler', 15, changed),
    ];
  } finally {
    writeFileSync(handler, source);
    await seconds(folder, ['down', '--json']);
    rmSync(folder, { recursive: true, force: true });
  }
}
