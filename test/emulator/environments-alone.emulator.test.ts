/** One execution environment that fails takes no other along, neither those that serve nor the next; none outlives its role. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { zipFolder } from '../../lib/zip.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));
const { Role } = await aws.lambda.getFunctionConfiguration({
  FunctionName: target.outputs.ServerlessApi?.ApiFunctionName,
});
const FunctionName = 'environments-alone';
const folder = mkdtempSync(join(target.stateFolder, 'environments-alone-'));
const fate = join(folder, 'fate');
const code = join(folder, 'code');
writeFileSync(fate, 'runs');
const source = `
  const { readFileSync, writeFileSync } = require('node:fs');
  const fate = readFileSync(${JSON.stringify(fate)}, 'utf8');
  if (fate === 'dies once') { writeFileSync(${JSON.stringify(fate)}, 'runs'); process.exit(1); }
  if (fate === 'throws') throw new Error('no such setting');
  exports.handler = async ({ ms, asks }) => { if (asks === 'key') return process.env.AWS_ACCESS_KEY_ID; await new Promise((resolve) => setTimeout(resolve, ms)); return 'served'; };`;

mkdirSync(code);
writeFileSync(join(code, 'index.js'), source);
await aws.lambda.createFunction({
  ...{ FunctionName, Role, Runtime: 'nodejs24.x', Handler: 'index.handler', Timeout: 10 },
  Code: { ZipFile: zipFolder(code) },
});

afterAll(async () => {
  await aws.lambda.deleteFunction({ FunctionName });
  rmSync(folder, { recursive: true });
});

/** The function's answer, or its error as Lambda gives it. */
async function call(event: { readonly ms: number } | { readonly asks: 'key' }): Promise<string> {
  const { Payload, FunctionError } = await aws.lambda.invoke({ FunctionName, Payload: JSON.stringify(event) });
  const said = JSON.parse(Payload?.transformToString() ?? 'null');
  return FunctionError ? said.errorMessage : said;
}

/** Two calls that are being served, and a third that finds no environment free, and whose new one meets this fate. */
async function besideTwo(what: string): Promise<readonly string[]> {
  writeFileSync(fate, 'runs');
  await Promise.all([call({ ms: 1_500 }), call({ ms: 1_500 })]);
  const serving = [call({ ms: 6_000 }), call({ ms: 6_000 })];
  await sleep(1_000);
  writeFileSync(fate, what);
  const third = await call({ ms: 0 });
  return [third, ...(await Promise.all(serving))];
}

it('starts one again that ended before it had loaded anything', async () => {
  expect(await besideTwo('dies once')).toEqual(['served', 'served', 'served']);
});

it('fails the one invocation whose code cannot be loaded, and serves the others', async () => {
  // Ends the third environment of the test before, which would serve this call.
  await aws.lambda.updateFunctionConfiguration({ FunctionName, Timeout: 11 });
  expect(await besideTwo('throws')).toEqual([expect.stringContaining('no such setting'), 'served', 'served']);
});

it('loads the code again at the next invocation', async () => {
  writeFileSync(fate, 'runs');
  expect(await Promise.all([call({ ms: 500 }), call({ ms: 500 }), call({ ms: 500 })])).toEqual([
    'served',
    'served',
    'served',
  ]);
});

it('ends with its role: the next invocation has the credentials of the new one', async () => {
  const { Role: another } = await aws.lambda.getFunctionConfiguration({
    FunctionName: target.outputs.ServerlessApi?.SeedFunctionName,
  });
  const before = await call({ asks: 'key' });
  await aws.lambda.updateFunctionConfiguration({ FunctionName, Role: another });
  expect(await call({ asks: 'key' })).not.toBe(before);
});

it('goes on where its description alone is changed', async () => {
  const before = await call({ asks: 'key' });
  await aws.lambda.updateFunctionConfiguration({ FunctionName, Description: 'the same role' });
  expect(await call({ asks: 'key' })).toBe(before);
});
