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
  /** What each property is that nobody set, as the page of its type in the CloudFormation reference says. */
  readonly defaults?: Properties;
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

/** Every text in a value, however deep, whole and in the parts that an ARN or a physical id has. */
const namesIn = (value: unknown): Set<string> => {
  if (typeof value === 'string') return new Set([value, ...value.split(/[:/|]/)]);
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set(Object.values(value).flatMap((inner) => [...namesIn(inner)]));
};

/** One group of tests for each case. */
export function describeReaders(cases: readonly Case[]): void {
  describe.each(cases.map((one) => [one.type, one] as const))('%s', (_, one) => {
    it('is read as its template would say it', async () => {
      const found = await read(one, one.answers);
      expect(set(found?.properties)).toEqual(one.properties);
      expect(found?.attributes ?? {}).toEqual(one.attributes ?? {});
      expect(found?.defaults ?? {}).toEqual(one.defaults ?? {});
    });

    it('is asked about by a name of its own in every call', async () => {
      const { aws, calls } = answeringAws(one.answers);
      const found = await READERS[one.type]?.(aws, resource(one));
      const names = namesIn([one.physicalId, one.template, found?.attributes, one.answers]);
      for (const [call, input] of calls)
        expect(
          [...namesIn(input)].some((name) => names.has(name)),
          call,
        ).toBe(true);
    });

    it('is read where nothing of it is set besides, and has no tag then', async () => {
      const [first] = Object.keys(one.gone);
      const bare = Object.fromEntries(
        Object.keys(one.answers)
          .filter((call) => call !== first)
          .map((call) => [call, {}]),
      );
      const found = await read(one, { ...one.answers, ...bare });
      expect(found).toBeDefined();
      if (Object.keys(bare).some((call) => /tag/i.test(call))) expect(found?.properties.Tags ?? []).toEqual([]);
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
