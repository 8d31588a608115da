/** DynamoDB's GetItem and Query over one edition of the content, on loopback: the network and the service cost nothing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { editionPartition, POINTER_KEY } from '../../lambda/shared/table/keys.ts';
import { pointerToItem } from '../../lambda/shared/table/pointer.ts';
import { contentEdition } from '../support/content/content-edition.ts';

type Item = Record<string, { S: string }>;

export interface StubDynamoDb {
  readonly endpoint: string;
  close(): void;
}

/** Answers what the two APIs of the benchmark ask, and anything else with an error. */
export async function startStubDynamoDb(): Promise<StubDynamoDb> {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const operation = `${request.headers['x-amz-target']}`.split('.').at(-1);
    const answer = operation === 'GetItem' ? getItem(JSON.parse(body)) : query(JSON.parse(body));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
}

const items: readonly Item[] = contentEdition.items.map((item) => ({
  pk: { S: editionPartition(contentEdition.version) },
  ...(Object.fromEntries(Object.entries(item).map(([name, value]) => [name, { S: value }])) as Item),
}));
const byPlace = new Map(items.map((item) => [`${item.pk?.S} ${item.sk?.S}`, item]));
const pointer = {
  ...pointerToItem({
    revision: 1,
    version: contentEdition.version,
    seededAt: '2026-11-23T12:00:00.000Z',
    retiring: [],
    cursorKey: new Uint8Array(),
  }),
  cursorKey: { B: Buffer.alloc(32, 7).toString('base64') },
};

function getItem({ Key }: { Key: Item }) {
  return { Item: Key.pk?.S === POINTER_KEY.pk ? pointer : byPlace.get(`${Key.pk?.S} ${Key.sk?.S}`) };
}

function query({
  IndexName,
  ExpressionAttributeValues: values,
}: {
  IndexName?: string;
  ExpressionAttributeValues: Item;
}) {
  const found = items.filter((item) =>
    IndexName
      ? item.facet?.S === values[':facet']?.S
      : item.pk?.S === values[':pk']?.S && item.sk?.S.startsWith(values[':prefix']?.S ?? ''),
  );
  return { Items: found, Count: found.length };
}
