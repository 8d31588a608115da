/** What the context chooses: `-c dr=…`, `-c standby=…`, `-c regions=…`, `-c domain=…`, `-c zone=…`, `-c snapshot=…`. */
import type { Node } from 'constructs';
import { SettingError } from '../../constructs/setting-error.ts';
import { settingsText } from '../../project-settings.ts';
import { REGION_FACTS } from '../../region-facts.ts';

/** How much of the exam room a region has. */
export interface Size {
  /** Database instances; a secondary cluster without any keeps its storage in step and cannot be asked. */
  readonly instances: number;
  readonly tasks: { readonly least: number; readonly most: number };
}

/** What the primary has, and the standby once it serves. */
export const FULL: Size = { instances: 2, tasks: { least: 2, most: 6 } };

/** What waits in the standby region, by strategy; nothing that runs where only backups do. */
export const STRATEGIES = {
  'backup-restore': undefined,
  'pilot-light': { instances: 0, tasks: { least: 0, most: 6 } },
  'warm-standby': { instances: 1, tasks: { least: 1, most: 6 } },
  'active-active': FULL,
} as const satisfies Record<string, Size | undefined>;

export type Strategy = keyof typeof STRATEGIES;

export const STRATEGY_NAMES = Object.keys(STRATEGIES) as Strategy[];

/**
 * List price of both regions together for a month in which nobody does anything, by what the standby is
 * (test/disaster-recovery/stacks.template.test.ts counts it from the templates).
 */
export const IDLE_USD: Readonly<Record<Strategy, Readonly<Record<StandbyIs, number>>>> = {
  'backup-restore': { waiting: 140.54, serving: 273.58 },
  'pilot-light': { waiting: 164.57, serving: 273.88 },
  'warm-standby': { waiting: 219.23, serving: 273.88 },
  'active-active': { waiting: 273.88, serving: 273.88 },
};

const STANDBY_IS = ['waiting', 'serving'] as const;
type StandbyIs = (typeof STANDBY_IS)[number];

/** What the context may name, with the form of each. */
export const FORMS = {
  dr: STRATEGY_NAMES.join(', '),
  standby: STANDBY_IS.join(', '),
  domain: 'a domain that is a public hosted zone of yours: exam.example.com',
  zone: 'the id of the public hosted zone of that domain: Z0123456789ABC',
  snapshot: 'the ARN of a cluster snapshot in the standby region',
} as const;

export interface Settings {
  readonly strategy: Strategy;
  readonly standbyIs: StandbyIs;
  readonly primary: string;
  readonly standby: string;
  /** What the standby region has now; undefined: copies, and nothing that could serve. */
  readonly waiting: Size | undefined;
  /** The name that people ask for, which is a public hosted zone as well, and the id of that zone. */
  readonly domain: string;
  readonly zoneId: string;
  /** ARN of the snapshot that a lost database is restored from, where backups are the strategy. */
  readonly snapshot: string | undefined;
}

const DOMAIN = /^(?=.{4,200}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const ZONE_ID = /^Z[A-Z0-9]{5,31}$/;
const SNAPSHOT = /^arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}:cluster-snapshot:[A-Za-z0-9:-]{1,255}$/;

/** What a context says by name. */
type Context = Pick<Node, 'tryGetContext'>;

/** As `-c` takes it; the regions are those of the stacks. */
export const textOf = ({ strategy, standbyIs, domain, zoneId, snapshot }: Settings): string =>
  settingsText({ dr: strategy, standby: standbyIs, domain, zone: zoneId, ...(snapshot && { snapshot }) });

/** @throws SettingError for whatever is missing, malformed, or does not go together */
export function settingsOf(node: Context): Settings {
  const strategy = oneOf('dr', asked(node, 'dr') ?? 'pilot-light', STRATEGY_NAMES);
  const standbyIs = oneOf('standby', asked(node, 'standby') ?? 'waiting', STANDBY_IS);
  const regions = asked(node, 'regions') ?? 'us-east-1,us-west-2';
  const [primary = '', standby = '', ...more] = regions.split(',');
  if (more.length > 0 || primary === standby || !(primary in REGION_FACTS) || !(standby in REGION_FACTS)) {
    throw new SettingError(
      'Context regions',
      regions,
      `two of ${Object.keys(REGION_FACTS).join(', ')}; the primary first`,
    );
  }
  const domain = matching(node, 'domain', DOMAIN, FORMS.domain);
  const zoneId = matching(node, 'zone', ZONE_ID, FORMS.zone);

  const serving = standbyIs === 'serving';
  const restores = strategy === 'backup-restore' && serving;
  const snapshot = asked(node, 'snapshot');
  if (restores && (snapshot === undefined || !SNAPSHOT.test(snapshot) || snapshot.split(':')[3] !== standby)) {
    throw new SettingError('Context snapshot', snapshot, `the ARN of a cluster snapshot in ${standby} to restore from`);
  }
  if (!restores && snapshot !== undefined) {
    throw new SettingError('Context snapshot', snapshot, 'none but with dr=backup-restore and standby=serving');
  }
  const waiting = serving ? FULL : STRATEGIES[strategy];
  return { strategy, standbyIs, primary, standby, waiting, domain, zoneId, snapshot };
}

function asked(node: Context, key: string): string | undefined {
  const value: unknown = node.tryGetContext(key);
  if (value !== undefined && typeof value !== 'string') throw new SettingError(`Context ${key}`, value, 'a text');
  return value;
}

function oneOf<T extends string>(key: string, value: string, names: readonly T[]): T {
  const found = names.find((name) => name === value);
  if (!found) throw new SettingError(`Context ${key}`, value, `one of ${names.join(', ')}`);
  return found;
}

function matching(node: Context, key: string, form: RegExp, wanted: string): string {
  const value = asked(node, key);
  if (value === undefined || !form.test(value)) throw new SettingError(`Context ${key}`, value, wanted);
  return value;
}
