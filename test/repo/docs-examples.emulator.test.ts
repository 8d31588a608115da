import { describe, expect, it } from 'vitest';
import { deployedTarget } from '../support/deployed-target.ts';
import { readSource } from '../support/sources/source-files.ts';

/** The `curl` commands of README.md that call the API, each on one line. */
const commands = [...readSource('README.md').matchAll(/^```sh\n(?<body>[\s\S]*?)^```/gm)]
  .flatMap(({ groups }) => (groups?.body ?? '').split(/\n(?=curl )/))
  .map((command) => command.replaceAll(/\n\s*/g, ' ').trim())
  .flatMap((command) => {
    const path = /^curl "\$API(?<path>[^"]*)"/.exec(command)?.groups?.path;
    return path ? [{ command, path, body: / -d '(?<body>[^']*)'/.exec(command)?.groups?.body }] : [];
  });

const { ApiUrl } = (await deployedTarget()).outputs.ServerlessApi as { ApiUrl: string };

describe('the API in a dozen lines, as README.md has it', () => {
  it('is a dozen lines', () => {
    expect(commands).toHaveLength(12);
  });

  it.each(commands)('answers $path as it says', async ({ command, path, body }) => {
    const response = await fetch(`${ApiUrl}${path}`, {
      ...(body && { method: 'POST', body, headers: { 'content-type': 'application/json' } }),
    });

    expect(response.status).toBe(command.includes('a refusal') ? 422 : 200);
    const answer = (await response.json()) as { nextCursor?: unknown; scores?: unknown };
    if (command.includes('nextCursor')) expect(answer.nextCursor).toEqual(expect.any(String));
    if (path === '/v1/answers') expect(JSON.stringify(answer)).toContain('reason');
    if (path === '/v1/recommendations')
      expect(answer.scores).toEqual({ architect: expect.any(Number), developer: expect.any(Number) });
  });
});
