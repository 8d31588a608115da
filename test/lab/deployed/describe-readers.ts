/** What every reader of a resource has to do, said once: read all, know when it is gone, and never guess that it is. */
import { describe, expect, it } from 'vitest';
import type { Properties } from '../../../lib/lab/deployed/reader.ts';
import { READERS } from '../../../lib/lab/deployed/readers.ts';
import { type Answers, answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

export interface Case {
  readonly type: string;
  readonly physicalId?: string;
  /** Of the template, as far as the reader looks at them. */
  readonly template?: Properties;
  readonly answers: Answers;
  /** All that is found; what is not set is left out. */
  readonly properties: Properties;
  readonly attributes?: Readonly<Record<string, string>>;
  /** What its service answers when it is gone. */
  readonly gone: Answers;
}

const resource = ({ type, physicalId = '', template = {} }: Case) => ({
  ...{ stackName: 'S', logicalId: 'L', type, physicalId, properties: template },
});
export const read = (one: Case, answers: Answers) => READERS[one.type]?.(answeringAws(answers).aws, resource(one));
/** What is set. */
export const set = (properties: Properties = {}) =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));

/** One group of tests for each case. */
export function describeReaders(cases: readonly Case[]): void {
  describe.each(cases.map((one) => [one.type, one] as const))('%s', (_, one) => {
    it('is read as its template would say it', async () => {
      const found = await read(one, one.answers);
      expect(set(found?.properties)).toEqual(one.properties);
      expect(found?.attributes ?? {}).toEqual(one.attributes ?? {});
    });

    it('is gone when its service has none', async () => {
      expect(await read(one, one.gone)).toBeUndefined();
    });

    it('is not taken for gone by who may not look', async () => {
      const first = Object.keys(one.gone)[0] as string;
      await expect(read(one, { ...one.answers, [first]: refusal('AccessDenied') })).rejects.toMatchObject({
        name: 'AccessDenied',
      });
    });
  });
}
