/** `lab dev`, and what `npm start` says of the API. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Command } from 'commander';
import { parsePort } from '../../lab/commands/shared-options.ts';
import type { Lab } from '../../lab/lab.ts';
import { outputsOf } from '../../lab/stacks/stacks.ts';
import { upOnEmulator } from '../../lab/stacks/up.ts';
import { withExamples } from '../../lab/terminal/help.ts';
import { EXIT, runToExit } from '../../lab/terminal/output.ts';
import { serverlessApi } from './project.ts';

/** Paths of the API at the lab's one address, and three calls worth trying. */
export function welcome(site: string): string[] {
  return [
    `  API       ${site}/v1/comparison`,
    `  Docs      ${site}/docs`,
    `  OpenAPI   ${site}/openapi.json`,
    '',
    '  Worth trying:',
    `    curl '${site}/v1/comparison?aspects=skills'`,
    `    curl '${site}/v1/exams/DVA-C03?on=2026-12-01'`,
    `    curl '${site}/v1/search?q=event'`,
  ];
}

/** `lab dev`, which is `npm run dev`: API and site in this machine's Node, reloading on change, on the emulator's table. */
export function devCommand(lab: Lab): Command {
  const dev = new Command('dev')
    .description("serve the API and the study site from source, reloading on change, with the emulator's table")
    .option('--port <port>', 'port to serve on', parsePort, 3000)
    .action(({ port }: { port: number }) =>
      runToExit(async () => {
        const { target } = await upOnEmulator(lab, [serverlessApi]);
        const outputs = await outputsOf(serverlessApi, target);
        const server = spawn(
          process.execPath,
          ['--watch', '--watch-preserve-output', join(lab.repository, 'lib/site/dev-server.ts')],
          {
            stdio: 'inherit',
            // This process is confined to the emulator already, and so is what it starts.
            env: { ...process.env, CONTENT_TABLE_NAME: outputs.ContentTableName, PORT: String(port) },
          },
        );
        process.on('SIGINT', () => {});
        process.on('SIGTERM', () => server.kill('SIGTERM'));
        await once(server, 'exit');
        console.log('\nStopped. The emulator is still running; `npm run lab -- down` stops it.');
        return EXIT.interrupted;
      }, false),
    );
  return withExamples(dev, ['lab dev --port 3000', 'API and site from source, reloading']);
}
