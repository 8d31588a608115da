/** What callers are told of a correction: of one character, anywhere in a document, in an edition of its own. */
import { editionPartition, examKey, POINTER_KEY, TTL_ATTRIBUTE } from '../../../../lambda/shared/table/keys.ts';
import { type CheckContext, CouldNotLook } from '../../../lab/drills/drill.ts';
import { withCopy } from '../../../lab/health/asked-otherwise.ts';
import type { serverlessApi } from '../project.ts';

type Lab = CheckContext<keyof (typeof serverlessApi)['outputs']>;

/** Its document is long enough that a tag of a part shows, and is answered as it stands. */
const EXAM = 'SAA-C03';
/** The same sentence with another capital, digit, sign, blank, order, and spelling of the é. */
const SENTENCES = [
  'Costs 10 of 12, in a café.',
  'costs 10 of 12, in a café.',
  'Costs 10 of 13, in a café.',
  'Costs 10 of 12; in a café.',
  'Costs 10 of 12,  in a café.',
  'Costs 01 of 12, in a café.',
  'Costs 10 of 12, in a cafe\u0301.',
];

/** A text with the sentence in place of its first, its middle or its last prose. */
function withProse(document: string, place: 0 | 0.5 | 1, sentence: string): string {
  const isProse = (value: unknown) => typeof value === 'string' && value.split(' ').length > 2;
  let found = 0;
  JSON.stringify(JSON.parse(document), (_, value) => {
    if (isProse(value)) found++;
    return value;
  });
  if (found < 3) throw new CouldNotLook('the document of the exam has too little prose to correct');
  const wanted = Math.round(place * (found - 1));
  let at = 0;
  return JSON.stringify(JSON.parse(document), (_, value) => (isProse(value) && at++ === wanted ? sentence : value));
}

/** Makes a copy of the function take another edition for the one that is served: at each request the next of these. */
function serving(served: string, versions: readonly string[]): Readonly<Record<string, string>> {
  const script = `const { parse } = JSON; const versions = ${JSON.stringify(versions)}; let asked = 0;
    JSON.parse = (bytes, ...given) => {
      const text = String(bytes);
      if (!text.includes('"${POINTER_KEY.sk}"') || !text.includes('"${served}"')) return parse(text, ...given);
      return parse(text.replaceAll('"${served}"', JSON.stringify(versions[asked++] ?? '')), ...given);
    };`;
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(script)}` };
}

/**
 * The tags of an exam in editions that differ in one character, of which the last is the first again. The editions are
 * in the table beside the one that is served, where no pointer leads to them, and expire in an hour if this is cut off.
 * Undefined where there is no document to correct, which other checks find out, or where the copy is not what callers reach: of a
 * version before the newest the emulator hands out the newest build.
 */
export async function tagsOfCorrections(lab: Lab): Promise<(string | undefined)[] | undefined> {
  const { aws, outputs } = lab;
  const TableName = outputs.ContentTableName;
  const { gatewayEvent } = await import('../../../../lambda/shared/http/gateway.ts');
  const read = async (pk: string, sk: string) =>
    (await aws.dynamodb.getItem({ TableName, Key: { pk: { S: pk }, sk: { S: sk } } })).Item;
  const pointer = await read(POINTER_KEY.pk, POINTER_KEY.sk);
  const served = pointer?.version?.S;
  if (!served) throw new CouldNotLook('the table does not say which edition is served: check again');
  const document = (await read(editionPartition(served), examKey(EXAM)))?.document?.S;
  if (!document) return undefined;

  const nonce = lab.nonce();
  const expires = { [TTL_ATTRIBUTE]: { N: `${Math.floor(Date.now() / 1_000) + 3_600}` } };
  const corrections = ([0, 0.5, 1] as const)
    .flatMap((place) => SENTENCES.map((sentence) => withProse(document, place, sentence)))
    .map((text, at) => ({ text, version: `${nonce}-${at}` }));
  const keyOf = (version: string) => ({ pk: { S: editionPartition(version) }, sk: { S: examKey(EXAM) } });
  const [{ version: first }] = corrections as [(typeof corrections)[number]];
  const versions = [served, ...corrections.map(({ version }) => version), first];
  const copied = { functionName: outputs.ApiFunctionName, alias: outputs.ApiFunctionAlias };
  try {
    for (const { text, version } of corrections)
      await aws.dynamodb.putItem({ TableName, Item: { ...keyOf(version), ...expires, document: { S: text } } });
    return await withCopy(lab, copied, serving(served, versions), async (ask) => {
      const target = `/v1/exams/${EXAM}?on=2027-01-15`;
      const tags: (string | undefined)[] = [];
      for (const _ of versions) {
        const { answer } = await ask(gatewayEvent({ method: 'GET', target, headers: {} }));
        tags.push((answer as { headers?: Record<string, string> } | null)?.headers?.etag);
      }
      const live = (await lab.request(`${outputs.ApiUrl}${target}`)).headers.get('etag');
      return live === (tags.shift() ?? null) ? tags : undefined;
    });
  } finally {
    await Promise.all(corrections.map(({ version }) => aws.dynamodb.deleteItem({ TableName, Key: keyOf(version) })));
  }
}
