/** Opening an address in the learner's browser. */
import { spawn } from 'node:child_process';

/** What opens an address, by the system: with it the desktop decides which browser. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  // `start` takes a first argument in quotes for a title.
  win32: ['cmd', '/c', 'start', '""'],
};

/** Whether the address was handed to a browser; false where there is none, as on a machine without a screen. */
export async function openInBrowser(address: string, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  const [command = '', ...args] = OPENERS[platform] ?? ['xdg-open'];
  const opener = spawn(command, [...args, address], { stdio: 'ignore', detached: true });
  opener.unref();
  return new Promise((resolve) => {
    opener.once('error', () => resolve(false));
    opener.once('exit', (code) => resolve(code === 0));
    // Some openers are the browser itself, and go on.
    setTimeout(() => resolve(true), 3_000).unref();
  });
}
