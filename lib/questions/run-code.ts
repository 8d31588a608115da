/** For runs: a piece of JavaScript as an option shows it, with what the question says is in its reach. */
import { runInNewContext } from 'node:vm';

/** What a function in reach throws to end a piece of code that would go on and on. */
export class DoesNotEnd extends Error {}

/** What the body of an async function returns. @throws what it throws */
export async function runCode(body: string, reach: Readonly<Record<string, unknown>>): Promise<unknown> {
  return runInNewContext(`(async () => {\n${body}\n})()`, { ...reach }, { timeout: 1_000 });
}
