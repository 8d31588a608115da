/** Plays the action Publish: the project's own command, under the project's own role, with files that are not there yet. */
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { ASSEMBLY } from '../projects/delivery-pipeline/pipeline/buildspecs.ts';
import type { Target } from '../target.ts';
import { asBuilder } from './permissions.ts';
import { build, type Run, RunStopped, type Say } from './run.ts';

interface StagedFile {
  readonly Bucket: string;
  readonly Key: string;
}

/** Where `cdk publish-assets` puts the files of an assembly, by its `*.assets.json`; stages lie in folders below. */
function stagedFiles(assembly: string, { account, region }: Target): StagedFile[] {
  const manifests = readdirSync(assembly, { recursive: true }).filter((name) => String(name).endsWith('.assets.json'));
  const files = manifests.flatMap((name) => {
    const { files } = JSON.parse(readFileSync(join(assembly, String(name)), 'utf8')) as {
      files: Record<string, { destinations: Record<string, { bucketName: string; objectKey: string }> }>;
    };
    return Object.values(files).flatMap(({ destinations }) => Object.values(destinations));
  });
  const byKey = new Map(
    files.map(({ bucketName, objectKey }) => [
      objectKey,
      bucketName.replace(`\${AWS::AccountId}`, account).replace(`\${AWS::Region}`, region),
    ]),
  );
  return [...byKey].map(([Key, Bucket]) => ({ Key, Bucket }));
}

/**
 * Publishes the built assembly as the pipeline does. The staging bucket may hold its files from a deployment before, and
 * then the toolkit asks for nothing and uploads nothing, which is how a missing right hides: they are removed first.
 */
export async function publishAssets(run: Run, say: Say): Promise<string> {
  const { target } = run;
  const s3 = new S3({ ...target.clientConfig, forcePathStyle: true });
  const files = stagedFiles(join(run.artifact, ASSEMBLY), target);
  for (const file of files) await s3.deleteObject(file);

  const publisher = await asBuilder(run, 'Publish');
  // CodeBuild unpacks the artifact for this action alone: what the toolkit leaves behind reaches no later stage.
  const unpacked = join(run.folder, 'publish');
  rmSync(unpacked, { recursive: true, force: true });
  cpSync(run.artifact, unpacked, { recursive: true });
  const { accessKeyId, secretAccessKey, sessionToken } = publisher.clientConfig.credentials;
  await build(
    run,
    'ReleasePublishProject',
    unpacked,
    { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken },
    say,
  );
  for (const file of files) {
    await s3.headObject(file).catch(() => {
      throw new RunStopped(`${file.Key} was not published: it is not in ${file.Bucket}.`);
    });
  }
  return `${files.length} files that were not there before, published as ${publisher.roleName}`;
}
