import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Command } from 'commander';
import { chooseProjects, type Lab } from '../lab.ts';
import { EXIT, runToExit } from '../output.ts';
import { outputsOf } from '../stacks.ts';
import { upOnEmulator } from '../up.ts';
import { parsePort } from './shared-options.ts';

/** `lab dev`, which is `npm run dev`: the API's app in this machine's Node, reloading on change, on the emulator's table. */
export function devCommand(lab: Lab): Command {
  return new Command('dev')
    .description("serve the API's app from source, reloading on change, with the emulator's table")
    .option('--port <port>', 'port to serve on', parsePort, 3000)
    .action(({ port }: { port: number }) =>
      runToExit(async () => {
        const [serverlessApi] = chooseProjects(lab, ['serverless-api']);
        if (!serverlessApi) return;
        const { target } = await upOnEmulator(lab, [serverlessApi]);
        const outputs = await outputsOf(serverlessApi, target);
        const server = spawn(
          process.execPath,
          ['--watch', '--watch-preserve-output', join(lab.repository, 'lambda/serverless-api/dev-server.ts')],
          {
            stdio: 'inherit',
            // This process is confined to the emulator already, and so is what it starts.
            env: { ...process.env, CONTENT_TABLE_NAME: outputs.ContentTableName, PORT: String(port) },
          },
        );
        process.on('SIGINT', () => {});
        process.on('SIGTERM', () => server.kill('SIGTERM'));
        await once(server, 'exit');
        console.log('\nStopped. The emulator goes on; `npm run lab -- down` stops it.');
        return EXIT.interrupted;
      }, false),
    );
}
