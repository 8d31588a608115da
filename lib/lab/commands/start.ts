import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { runningEmulator, stopOwnEmulator } from '../../emulator/emulator.ts';
import type { Project } from '../../project.ts';
import { EVERY_PROJECT, type Lab, projectsToStart } from '../lab.ts';
import { formatLogLine, readLogs } from '../observed/logs.ts';
import { openSite } from '../site/server.ts';
import { upOnEmulator } from '../stacks/up.ts';
import { siteText } from '../terminal/format.ts';
import { EXIT, runToExit } from '../terminal/output.ts';
import { parsePort } from './shared-options.ts';

/** `lab start [project…]`, which is `npm start`: brings up, shows the logs, and on Ctrl-C stops what it started. */
export function startCommand(lab: Lab): Command {
  return new Command('start')
    .description(
      'bring projects up on the emulator (by default all but what costs most), show the logs, and stop everything on Ctrl-C',
    )
    .argument('[project...]', `slugs of projects; ${EVERY_PROJECT} for every one`)
    .option('--port <port>', 'port of the emulator; a free one by default', parsePort)
    .action((slugs: string[], { port }: { port?: number }) =>
      runToExit(async () => {
        const projects = projectsToStart(lab, slugs);
        const stop = new AbortController();
        const onSignal = async () => {
          // A second Ctrl-C while this runs changes nothing: it is short, and half-stopped would be worse.
          if (stop.signal.aborted) return;
          stop.abort();
          await stopOwnEmulator(lab.stateFolder);
          // The CDK may have been about to start the app when the signal came; it ends by itself, and no orphan is left.
          while (process.getActiveResourcesInfo().includes('ProcessWrap')) await sleep(50);
          const goesOn = await runningEmulator(lab.stateFolder);
          console.log(
            goesOn
              ? '\nThe emulator was running before, and keeps running. `npm run lab -- down` stops it.'
              : '\nStopped.',
          );
          process.exit(EXIT.interrupted);
        };
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
        try {
          await upAndFollow(lab, projects, port, stop.signal);
        } catch (error) {
          // Whatever fails once the emulator is being stopped, fails because of that.
          if (!stop.signal.aborted) {
            await stopOwnEmulator(lab.stateFolder);
            throw error;
          }
        }
        if (stop.signal.aborted) await new Promise(() => {});
      }, false),
    );
}

async function upAndFollow(lab: Lab, projects: readonly Project[], port: number | undefined, stop: AbortSignal) {
  const { target } = await upOnEmulator(lab, projects, { port, stop });
  const entries = lab.projects.filter(({ project }) => projects.includes(project));
  const site = entries.some((entry) => entry.site) ? await openSite(lab) : undefined;
  stop.addEventListener('abort', () => site?.close());
  try {
    if (site) console.log(`\n${siteText(site)}`);
    for (const { welcome } of entries) {
      const lines = site && (await welcome?.(site.address.replace(/\/$/, '')));
      if (lines) console.log(['', ...lines].join('\n'));
    }
    console.log(
      '\n  Next: `npm run lab -- drills` in another terminal.   Ctrl-C stops everything that was started here.\n',
    );
    for await (const line of readLogs(projects, target, { since: new Date(), follow: true, signal: stop })) {
      console.log(formatLogLine(line));
    }
  } finally {
    site?.close();
  }
}
