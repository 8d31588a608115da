/** The attack itself: a page of another origin, in a real browser, tries to run code on the learner's machine. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';
import { launchBrowser } from '../support/site/launch-browser.ts';

const target = await deployedTarget();
const { port } = new URL(target.endpoint);
const API = `/_aws/execute-api/${target.outputs.ServerlessApi?.ApiId}`;
const lambda = new LambdaClient(clientConfigOf(target));
const sqs = new SQSClient(clientConfigOf(target));

const attacker = createServer((_, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><title>Free practice exams</title><iframe name="hidden"></iframe>');
});
let browser: Browser;
let page: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => attacker.listen(0, '127.0.0.1', resolve));
  page = `http://evil.example:${(attacker.address() as AddressInfo).port}/`;
  // The attacker's names lead to this machine: its server's, and after rebinding the emulator's own port.
  browser = await launchBrowser('--host-resolver-rules=MAP *.example 127.0.0.1');
});
afterAll(async () => {
  await browser?.close();
  attacker.close();
});

/** Opens `address` in a tab of its own and runs `script`, the body of an async function, there: its result or its error. */
async function onPage(address: string, script: string): Promise<unknown> {
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    await tab.goto(address);
    return await tab.evaluate(`(async () => { ${script} })()`);
  } catch (error) {
    return (error as Error).message;
  } finally {
    await context.close();
  }
}

const functionNamed = (FunctionName: string) => lambda.send(new GetFunctionCommand({ FunctionName }));

/** A request that needs no header: signed, as far as the emulator looks, with the key that everybody knows. */
const createQueue = (name: string) =>
  `${target.endpoint}/?Action=CreateQueue&Version=2012-11-05&QueueName=${name}&X-Amz-Algorithm=AWS4-HMAC-SHA256` +
  `&X-Amz-Credential=test%2F20261125%2Fus-east-1%2Fsqs%2Faws4_request&X-Amz-Date=20261125T000000Z&X-Amz-Signature=0`;

/** The queues whose names begin so: what an attack by a simple request would leave behind. */
async function queuesNamed(QueueNamePrefix: string): Promise<string> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix }));
  return QueueUrls.join(' ');
}

describe('a program of this machine', () => {
  it('may do what the pages below try', async () => {
    expect((await fetch(createQueue('allowed'), { method: 'POST' })).status).toBe(200);
    expect(await queuesNamed('allowed')).toContain('allowed');
  });
});

describe('a page of another origin', () => {
  it.each([
    ['cors', 'application/json', /Failed to fetch/],
    // The page may not read this answer: that it was a refusal shows in what is there afterwards.
    ['no-cors', 'text/plain', /^0$/],
  ])('creates no function, by a request of mode %s', async (mode, type, seen) => {
    const FunctionName = `by-${mode}`;
    const body = JSON.stringify({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/any',
      Code: { ZipFile: 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==' },
    });
    const init = JSON.stringify({ method: 'POST', mode, headers: { 'content-type': type }, body });

    const status = await onPage(
      page,
      `return (await fetch('${target.endpoint}/2015-03-31/functions', ${init})).status`,
    );

    expect(String(status)).toMatch(seen);
    await expect(functionNamed(FunctionName)).rejects.toThrow(/not found/i);
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data'])(
    'does nothing by a form of %s',
    async (enctype) => {
      await onPage(
        page,
        `const frame = document.querySelector('iframe');
        const form = document.createElement('form');
        Object.assign(form, { method: 'post', target: 'hidden', enctype: '${enctype}', action: '${createQueue('by-form')}' });
        form.append(Object.assign(document.createElement('input'), { name: 'Action', value: 'CreateQueue' }));
        document.body.append(form);
        const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
        form.submit();
        await loaded;`,
      );

      expect(await queuesNamed('by-form')).not.toContain('by-form');
    },
  );

  it.each([
    ['an image', `const it = document.createElement('img'); it.src = '${createQueue('by-image')}';`],
    ['a script', `const it = document.createElement('script'); it.src = '${createQueue('by-script')}';`],
    ['a frame', `const it = document.createElement('iframe'); it.src = '${createQueue('by-frame')}';`],
  ])('does nothing by %s', async (_, element) => {
    await onPage(
      page,
      `${element}
      const over = new Promise((resolve) => { it.onload = it.onerror = resolve; });
      document.body.append(it);
      await over;`,
    );

    expect(await queuesNamed('by-')).not.toMatch(/by-(image|script|frame)/);
  });

  it('does nothing by a link that is followed', async () => {
    const context = await browser.newContext();
    const tab = await context.newPage();
    await tab.goto(page);
    const answered = tab.waitForResponse((response) => response.url().startsWith(target.endpoint));
    await tab.evaluate(`location.href = '${createQueue('by-link')}'`);

    expect((await answered).status()).toBe(403);
    expect(await queuesNamed('by-link')).not.toContain('by-link');
    await context.close();
  });

  it('opens no WebSocket', async () => {
    const opened = await onPage(
      page,
      `return new Promise((resolve) => {
        const socket = new WebSocket('ws://localhost:${port}/');
        socket.onopen = () => resolve('open');
        socket.onclose = ({ code }) => resolve(code);
      });`,
    );

    expect(opened).toBe(1006);
  });

  it('reads a deployed API, whose answers are for everybody', async () => {
    expect(await onPage(page, `return (await fetch('${target.endpoint}${API}/v1/comparison')).status`)).toBe(200);
  });
});

describe('a page whose name was rebound, to the emulator', () => {
  it('gets nothing, although what it asks is of its own origin', async () => {
    const rebound = `http://rebound.example:${port}`;

    for (const path of ['/_ministack/health', `${API}/health`, '/']) {
      expect(await onPage(`${rebound}${path}`, `return (await fetch('${path}')).status`)).toBe(403);
    }
  });
});

describe('a page that the emulator serves', () => {
  it('asks what is beside it', async () => {
    const read = `return (await fetch('${API}/openapi.json')).status`;

    expect(await onPage(`${target.endpoint}${API}/health`, read)).toBe(200);
  });
});
