/** The versions that were published of a function. */
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { AwsClients } from './aws-clients.ts';

/** All of them, the oldest first: an afternoon of drills publishes more than a page of 50. */
export async function publishedVersions(
  { lambda }: Pick<AwsClients, 'lambda'>,
  FunctionName: string,
): Promise<FunctionConfiguration[]> {
  const versions: FunctionConfiguration[] = [];
  let Marker: string | undefined;
  do {
    const page = await lambda.listVersionsByFunction({ FunctionName, Marker });
    versions.push(...(page.Versions ?? []));
    Marker = page.NextMarker;
  } while (Marker);
  return versions.filter(({ Version }) => Version !== '$LATEST').sort((a, b) => Number(a.Version) - Number(b.Version));
}
