/** What the pages load: named by its content, so that it may be kept forever and both versions of a release find theirs. */
import { hash } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ASSETS_PATH } from './env.ts';

const CSS = `
:root { color-scheme: light dark; font: 1.05rem/1.5 system-ui, sans-serif; }
body { max-width: 48rem; margin: 0 auto; padding: 1rem; }
header, footer { display: flex; flex-wrap: wrap; gap: 1rem; align-items: baseline; justify-content: space-between; }
form { margin: 1rem 0; }
form.inline { display: inline; margin: 0; }
fieldset { border: 1px solid GrayText; border-radius: .4rem; margin: 0 0 1rem; }
label.option { display: block; padding: .4rem; }
input[type=text], select, button { font: inherit; padding: .3rem .6rem; min-height: 2.4rem; }
pre { overflow-x: auto; padding: .6rem; border: 1px solid GrayText; }
nav.questions { display: flex; flex-wrap: wrap; gap: .3rem; }
nav.questions a { min-width: 2.4rem; padding: .3rem; text-align: center; border: 1px solid GrayText; border-radius: .3rem; }
nav.questions a[aria-current] { outline: 3px solid Highlight; }
table { border-collapse: collapse; }
th, td { text-align: start; padding: .3rem .8rem .3rem 0; }
`;

export const STYLE = `exam-room.${hash('sha256', CSS, 'hex').slice(0, 12)}.css`;
export const ASSETS: Readonly<Record<string, string>> = { [STYLE]: CSS };

/** Puts what is not there yet into the bucket that CloudFront serves `/assets/*` from. */
export async function publishAssets(bucket: string): Promise<void> {
  const client = new S3Client({});
  for (const [name, text] of Object.entries(ASSETS)) {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: `${ASSETS_PATH.slice(1)}/${name}`,
        Body: text,
        ContentType: 'text/css; charset=utf-8',
        CacheControl: 'public, max-age=31536000, immutable',
      }),
    );
  }
}
