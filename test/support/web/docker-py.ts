import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { VENV } from '../../../lib/emulator/python.ts';

/** docker-py, in a process of its own, at an engine's socket. */
export function dockerPy(socket: string) {
  const child = spawn(VENV.python, ['-B', join(import.meta.dirname, 'docker_py.py'), socket], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  const ask = async (expression: string) => {
    child.stdin.write(`${JSON.stringify(expression)}\n`);
    const { value } = await answers.next();
    return JSON.parse(value as string) as { value?: unknown; error?: string; message?: string };
  };
  return {
    /** Evaluates an expression of Python in which `client` is the engine; one after the other. */
    async evaluate<Value>(expression: string): Promise<Value> {
      const answer = last.then(() => ask(expression));
      last = answer;
      const { value, error, message } = await answer;
      if (error) throw Object.assign(new Error(`${error}: ${message}`), { name: error });
      return value as Value;
    },
    async close(): Promise<void> {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
