import { Command } from 'commander';
import { runningEmulator, stopEmulator } from '../../emulator/emulator.ts';
import { chooseProjects, type Lab } from '../lab.ts';
import { formatLogLine, readLogs } from '../logs.ts';
import { EXIT, runToExit } from '../output.ts';
import { statusOf } from '../stacks.ts';
import { upOnEmulator } from '../up.ts';
import { parsePort } from './shared-options.ts';

/** The addresses and three calls worth trying; `apiUrl` without a slash at its end. */
function welcome(apiUrl: string): string {
  return [
    '',
    `  API       ${apiUrl}/v1/comparison`,
    `  Docs      ${apiUrl}/docs`,
    `  OpenAPI   ${apiUrl}/openapi.json`,
    '',
    '  Worth trying:',
    `    curl '${apiUrl}/v1/comparison?aspects=skills'`,
    `    curl '${apiUrl}/v1/exams/DVA-C03?on=2026-12-01'`,
    `    curl '${apiUrl}/v1/search?q=event'`,
    '',
    '  Next: `npm run lab -- drills` in another terminal.   Ctrl-C stops everything that was started here.',
    '',
  ].join('\n');
}

/** `lab start`, which is `npm start`: brings everything up, shows the logs, and on Ctrl-C stops what it started. */
export function startCommand(lab: Lab): Command {
  return new Command('start')
    .description('bring everything up on the emulator and stay: what `npm start` runs')
    .option('--port <port>', 'port of the emulator; a free one by default', parsePort)
    .action(({ port }: { port?: number }) =>
      runToExit(async () => {
        const wasRunning = (await runningEmulator(lab.stateFolder)) !== undefined;
        const stop = new AbortController();
        const stopStarted = async () => {
          const emulator = wasRunning ? undefined : await runningEmulator(lab.stateFolder);
          if (emulator) await stopEmulator(lab.stateFolder, emulator);
        };
        const onSignal = async () => {
          // A second Ctrl-C while this runs changes nothing: it is short, and half-stopped would be worse.
          if (stop.signal.aborted) return;
          stop.abort();
          await stopStarted();
          console.log(wasRunning ? '\nThe emulator was running before, and goes on.' : '\nStopped.');
          process.exit(EXIT.interrupted);
        };
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);

        const projects = chooseProjects(lab, []);
        let target: Awaited<ReturnType<typeof upOnEmulator>>['target'];
        try {
          ({ target } = await upOnEmulator(lab, projects, { port }));
        } catch (error) {
          await stopStarted();
          throw error;
        }
        const statuses = await statusOf(projects, target);
        const apiUrl = statuses.flatMap(({ outputs }) => outputs.ApiUrl ?? [])[0];
        if (apiUrl) console.log(welcome(apiUrl.replace(/\/$/, '')));
        for await (const line of readLogs(projects, target, { since: new Date(), follow: true, signal: stop.signal })) {
          console.log(formatLogLine(line));
        }
      }, false),
    );
}
