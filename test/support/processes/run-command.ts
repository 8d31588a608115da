/** Runs a command of the lab in this process, and gives what it said and ended with. */
import { vi } from 'vitest';
import type { Lab } from '../../../lib/lab/lab.ts';
import { labProgram } from '../../../lib/lab/program.ts';

export interface Said {
  /** What went to people and programs that read standard output. */
  readonly out: string;
  readonly err: string;
  /** 0 where the command set none. */
  readonly code: number;
}

/** What `process.exit` throws while a command runs: the process is the test's. */
class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/** @param line the arguments after `lab`, as a shell without quoting splits them, or already split */
export async function runCommand(lab: Lab, line: string | readonly string[]): Promise<Said> {
  let out = '';
  let err = '';
  const toOut = (text: unknown) => {
    out += String(text);
    return true;
  };
  const toErr = (text: unknown) => {
    err += String(text);
    return true;
  };
  const keep = process.exitCode;
  process.exitCode = undefined;
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((text = '') => void toOut(`${text}\n`)),
    vi.spyOn(console, 'error').mockImplementation((text = '') => void toErr(`${text}\n`)),
    vi.spyOn(process.stdout, 'write').mockImplementation(toOut),
    vi.spyOn(process.stderr, 'write').mockImplementation(toErr),
    vi.spyOn(process, 'exit').mockImplementation((code?: number | string | null) => {
      throw new Exit(Number(code ?? 0));
    }),
  ];
  try {
    await (await labProgram(lab)).parseAsync(typeof line === 'string' ? line.split(' ') : line, { from: 'user' });
    return { out, err, code: Number(process.exitCode ?? 0) };
  } catch (error) {
    if (error instanceof Exit) return { out, err, code: error.code };
    throw error;
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = keep;
  }
}
