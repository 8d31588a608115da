/** A log has every line of an invocation once it is answered, under its own request, however busy the machine is. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { VENV } from '../../lib/emulator/python.ts';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { repository } from '../../lib/repository.ts';
import { zipFolder } from '../../lib/zip.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));
const FunctionName = 'function-logs';
const logGroupName = `/aws/lambda/${FunctionName}`;
const folder = mkdtempSync(join(target.stateFolder, 'function-logs-'));
const code = join(folder, 'code');
const LINES = 5;

mkdirSync(code);
writeFileSync(
  join(code, 'index.js'),
  `exports.handler = async (_, { awsRequestId }) => {
    for (let line = 0; line < ${LINES}; line++) console.log('line ' + line + ' of ' + awsRequestId);
  };`,
);
const { Role } = await aws.lambda.getFunctionConfiguration({
  FunctionName: target.outputs.ServerlessApi?.ApiFunctionName,
});
await aws.lambda.createFunction({
  ...{ FunctionName, Role, Runtime: 'nodejs24.x', Handler: 'index.handler', Timeout: 10 },
  Code: { ZipFile: zipFolder(code) },
});

afterAll(async () => {
  await aws.lambda.deleteFunction({ FunctionName });
  await aws.logs.deleteLogGroup({ logGroupName });
  rmSync(folder, { recursive: true });
});

it('has the lines of the last invocation, and of each between its start and its end', async () => {
  for (let call = 0; call < 20; call++) await aws.lambda.invoke({ FunctionName });
  const { events = [] } = await aws.logs.filterLogEvents({ logGroupName });
  let request = '';
  let seen = 0;
  const whole: number[] = [];
  for (const { message = '' } of events) {
    if (message.startsWith('START')) [request, seen] = [/RequestId: (\S+)/.exec(message)?.[1] ?? '', 0];
    if (message.includes(`line ${seen} of ${request}`)) seen += 1;
    if (message.startsWith('END')) whole.push(seen);
  }
  expect(whole).toEqual(Array.from({ length: 20 }, () => LINES));
});

it('does not wait for a reader that has not had its turn yet', async () => {
  const program = `
import subprocess, sys
import function_logs
from ministack.core.lambda_runtime import Worker
function_logs.install()
worker = Worker("any", {}, b"")
worker._proc = subprocess.Popen(["sh", "-c", "echo one >&2; echo two >&2; printf three >&2; read go; echo ' and four' >&2"],
                                stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
import select; select.select([worker._proc.stderr], [], []); import time; time.sleep(0.3)
print(repr(worker._drain_stderr_bounded()))
worker._proc.stdin.write("go\\n"); worker._proc.stdin.close(); worker._proc.wait()
print(repr(worker._drain_stderr()))`;
  const { stdout } = await promisify(execFile)(VENV.python, ['-c', program], {
    // What Python keeps beside a source that it has read is no part of the repository.
    env: { ...process.env, PYTHONPATH: join(repository, 'lib/emulator/front'), PYTHONDONTWRITEBYTECODE: '1' },
  });
  expect(stdout.trim().split('\n')).toEqual([String.raw`'one\ntwo'`, `'three and four'`]);
});
