/** That the assets are where only CloudFront gets them, may be kept by every cache, and cost what they have to. */
import type { LifecycleRule } from '@aws-sdk/client-s3';
import { CouldNotLook, type Finding, type Probe } from '../../../lab/drills/drill.ts';
import { first, status } from '../../../lab/drills/probes.ts';
import { type Lab, type Output, patiently } from './sitting.ts';

export const ofAssets = ({ outputs }: Lab) => ({ bucket: outputs.AssetsBucketName });

/** What is published now, by key. */
export async function assetsNow(lab: Lab): Promise<{ readonly key: string; readonly bytes: number }[]> {
  const { Contents = [] } = await lab.aws.s3.listObjectsV2({ Bucket: lab.outputs.AssetsBucketName });
  return Contents.map(({ Key = '', Size = 0 }) => ({ key: Key, bytes: Size }));
}

/** S3 itself, asked by nobody: without a signature, as anybody on the internet would. */
async function askAnonymously(lab: Lab, key: string): Promise<number> {
  const { bucket } = ofAssets(lab);
  const { endpoint } = lab.aws.s3.config;
  const region = await lab.aws.s3.config.region();
  const at = endpoint ? await endpoint() : undefined;
  const url = at
    ? `${at.protocol}//${at.hostname}:${at.port}/${bucket}/${key}`
    : `https://${bucket}.s3.${region}.amazonaws.com/${key}`;
  return (await lab.request(url)).status;
}

/** Nobody reads it but by CloudFront, and nobody can make it otherwise by a slip. */
export const assetsArePrivate: Probe<Output> = {
  expects: 'Nobody reads the bucket of the assets past CloudFront',
  async look(lab): Promise<Finding> {
    const [asset] = await assetsNow(lab);
    if (!asset) throw new CouldNotLook('there is nothing in the bucket of the assets: check again');
    const answered = await askAnonymously(lab, asset.key);
    const wanted = 'HTTP 403 for who has no signature';
    return {
      ok: answered === 403,
      saw: answered === 403 ? wanted : `HTTP ${answered} for who has no signature`,
      wanted,
    };
  },
};

/** The second line: whatever a policy or a list says one day, the public stays out. */
export const publicStaysOut: Probe<Output> = {
  expects: 'One more mistake would let nobody in either',
  async look(lab): Promise<Finding> {
    const block = await lab.get('bucket-public-access', ofAssets(lab));
    const ok = block !== null && Object.values(block).every((each) => each);
    const wanted = 'nobody in, whatever else is said';
    return { ok, saw: ok ? wanted : 'one mistake more, or one less, decides', wanted };
  },
};

const YEAR = 31_536_000;

/** What is named by its content never changes: every cache may keep it for a year. */
export const assetsAreKept: Probe<Output> = {
  expects: 'Browsers and CloudFront may keep an asset for as long as there are caches',
  async look(lab): Promise<Finding> {
    const assets = await assetsNow(lab);
    const told = await Promise.all(
      assets.map(async ({ key }) => ({
        key,
        says: await lab.get('object-caching', { ...ofAssets(lab), key }),
      })),
    );
    const isKept = (says: string | null) => {
      const seconds = Number(/(?:^|[\s,])max-age=(\d+)/.exec(says ?? '')?.[1] ?? 0);
      return seconds >= YEAR && !/no-store|no-cache|private|s-maxage=0/.test(says ?? '');
    };
    const lost = told.filter(({ key, says }) => /\.[0-9a-f]{12}\.\w+$/.test(key) && !isKept(says));
    const wanted = 'a year, for every name that has its content in it';
    const saw = told.length === 0 ? 'nothing is published' : lost.length === 0 ? wanted : `less for ${lost[0]?.key}`;
    return { ok: told.length > 0 && lost.length === 0, saw, wanted };
  },
};

/** And what is not named by its content is a candidate's own: no cache keeps it. */
export const pagesAreNotKept: Probe<Output> = {
  expects: 'No cache keeps the page of a candidate',
  look: (lab) =>
    patiently(lab, async () => {
      const page = await lab.request(`${lab.outputs.SiteUrl}/`, { headers: { 'user-agent': 'certlab' } });
      const says = page.headers.get('cache-control') ?? 'nothing';
      return first(status(page, 200), { ok: says.includes('no-store'), saw: says, wanted: 'no-store' });
    }),
};

/**
 * USD for a GB and month, the least that is billed of an object in KB, the days for which it is billed at least, USD for a GB
 * that is read, and whether it can be read at once; us-east-1, Amazon S3 pricing and "Understanding and managing Amazon S3
 * storage classes", read 2026-11.
 */
const CLASSES = {
  STANDARD: { month: 0.023, leastKb: 0, leastDays: 0, read: 0, atOnce: true },
  INTELLIGENT_TIERING: { month: 0.023, leastKb: 0, leastDays: 0, read: 0, atOnce: true },
  STANDARD_IA: { month: 0.0125, leastKb: 128, leastDays: 30, read: 0.01, atOnce: true },
  ONEZONE_IA: { month: 0.01, leastKb: 128, leastDays: 30, read: 0.01, atOnce: true },
  GLACIER_IR: { month: 0.004, leastKb: 128, leastDays: 90, read: 0.03, atOnce: true },
  GLACIER: { month: 0.0036, leastKb: 40, leastDays: 90, read: 0.01, atOnce: false },
  DEEP_ARCHIVE: { month: 0.00099, leastKb: 40, leastDays: 180, read: 0.02, atOnce: false },
} as const;
type Class = keyof typeof CLASSES;

/** A style sheet as it is published, and how old it gets to be while releases still use it. */
export const SAMPLE = { key: 'assets/exam-room.0123456789ab.css', bytes: 1_000, days: [0, 1, 31, 100, 400, 2_000] };

/** What becomes of an object that is current, by its age: its class, or `gone`. */
export function fateOf(rules: readonly LifecycleRule[], { key, bytes }: { key: string; bytes: number }, days: number) {
  const of = rules.filter((rule) => rule.Status === 'Enabled' && concerns(rule, key, bytes));
  if (of.some(({ Expiration }) => Expiration?.Days !== undefined && Expiration.Days <= days)) return 'gone' as const;
  const moved = of
    .flatMap(({ Transitions = [] }) => Transitions)
    .filter(({ Days = 0 }) => Days <= days)
    .toSorted((one, other) => (one.Days ?? 0) - (other.Days ?? 0));
  return (moved.at(-1)?.StorageClass ?? 'STANDARD') as Class;
}

/**
 * Objects below 128 KB are moved by rules alone that name a size ("Transitioning objects using Amazon S3 Lifecycle": the
 * default since September 2024).
 */
function concerns({ Filter, Prefix, Transitions }: LifecycleRule, key: string, bytes: number): boolean {
  const and = Filter?.And;
  const prefix = Filter?.Prefix ?? and?.Prefix ?? Prefix ?? '';
  const above = Filter?.ObjectSizeGreaterThan ?? and?.ObjectSizeGreaterThan;
  const below = Filter?.ObjectSizeLessThan ?? and?.ObjectSizeLessThan ?? Number.POSITIVE_INFINITY;
  const isTagged = Filter?.Tag !== undefined || (and?.Tags ?? []).length > 0;
  if (Transitions && above === undefined && below === Number.POSITIVE_INFINITY && bytes < 131_072) return false;
  return key.startsWith(prefix) && bytes > (above ?? -1) && bytes < below && !isTagged;
}

/** USD a month for a million of them, each read once. */
export function priceOf(kept: Class, bytes: number): number {
  const { month, leastKb, read } = CLASSES[kept];
  const gigabytes = (each: number) => (1_000_000 * each) / 1024 ** 3;
  return gigabytes(Math.max(bytes, leastKb * 1024)) * month + gigabytes(bytes) * read;
}

/** At every age it can be read at once, and costs no more than where it was put. */
export const assetsCostWhatTheyMust: Probe<Output> = {
  expects: 'An asset is there at once at any age, and costs no more than on its first day',
  async look(lab): Promise<Finding> {
    const [asset] = await assetsNow(lab);
    if (!asset) throw new CouldNotLook('there is nothing in the bucket of the assets: check again');
    const rules = await lab.get('bucket-lifecycle', ofAssets(lab));
    const begins = priceOf('STANDARD', SAMPLE.bytes);
    const wanted = 'at once, and no dearer, at any age';
    for (const days of SAMPLE.days) {
      const fate = fateOf(rules, SAMPLE, days);
      if (fate === 'gone') return { ok: false, saw: `gone after ${days} days`, wanted };
      if (!CLASSES[fate].atOnce) return { ok: false, saw: `not there at once after ${days} days`, wanted };
      const times = priceOf(fate, SAMPLE.bytes) / begins;
      if (times > 1.01) return { ok: false, saw: `${Math.round(times)} times as dear after ${days} days`, wanted };
    }
    return { ok: true, saw: wanted, wanted };
  },
};

/** A month in which a mistake can be undone, and not forever. */
const KEPT_DAYS = { least: 30, most: 90 };

export const oldVersionsEnd: Probe<Output> = {
  expects: 'What was overwritten can be had back for a month, and is not kept forever',
  async look(lab): Promise<Finding> {
    const rules = await lab.get('bucket-lifecycle', ofAssets(lab));
    const days = rules
      .filter(
        (rule) => rule.Status === 'Enabled' && concerns({ ...rule, Transitions: undefined }, SAMPLE.key, SAMPLE.bytes),
      )
      .flatMap(({ NoncurrentVersionExpiration }) => NoncurrentVersionExpiration?.NoncurrentDays ?? []);
    const soonest = Math.min(...days);
    const ok = soonest >= KEPT_DAYS.least && soonest <= KEPT_DAYS.most;
    const wanted = `${KEPT_DAYS.least} to ${KEPT_DAYS.most} days`;
    return { ok, saw: days.length === 0 ? 'forever' : `${soonest} days`, wanted };
  },
};
