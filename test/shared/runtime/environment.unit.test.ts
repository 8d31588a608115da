import { describe, expect, test } from 'vitest';
import { VARIABLES as DELIVERY } from '../../../lambda/delivery-pipeline/env.ts';
import { VARIABLES as EVENTS } from '../../../lambda/event-pipeline/env.ts';
import { VARIABLES as API } from '../../../lambda/serverless-api/env.ts';
import { readEnvironment } from '../../../lambda/shared/runtime/environment.ts';
import { VARIABLES as WEB } from '../../../lambda/web-app/env.ts';
import { readSource, sourceFiles } from '../../support/sources/source-files.ts';

describe('the environment', () => {
  test('gives what was asked for', () => {
    const environment = { CONTENT_TABLE_NAME: 'a-table', PATH: '/bin' };
    expect(readEnvironment(API, ['CONTENT_TABLE_NAME'], environment)).toEqual({ CONTENT_TABLE_NAME: 'a-table' });
  });

  test.each([{}, { CONTENT_TABLE_NAME: '' }])('refuses to start with %o', (variables) => {
    expect(() => readEnvironment(API, ['CONTENT_TABLE_NAME'], variables)).toThrow(
      "The environment variable CONTENT_TABLE_NAME is missing: set it to the content table's name.",
    );
  });

  test('names everything that is missing at once', () => {
    const refused = () => readEnvironment(EVENTS, ['ACTIVITY_BUS_NAME', 'CARD_QUEUE_URL'], {});
    expect(refused).toThrow(/ACTIVITY_BUS_NAME is missing.*CARD_QUEUE_URL is missing/);
  });

  test('is read in this one form by the functions of all projects', () => {
    const declared = new Set([API, EVENTS, DELIVERY, WEB].flatMap((variables) => Object.keys(variables)));
    const handlers = sourceFiles().filter((path) => /^lambda\/(?!shared\/).*\.ts$/.test(path));
    const reading = handlers.filter((path) => readSource(path).includes('readEnvironment(VARIABLES'));
    const asked = new Set(reading.flatMap((path) => readSource(path).match(/'[A-Z]+(?:_[A-Z]+)+'/g) ?? []));

    expect(new Set([...asked].map((name) => name.slice(1, -1)))).toEqual(declared);
    expect(handlers.filter((path) => /process\.env/.test(readSource(path)))).toEqual([]);
  });
});
