/**
 * The pointer item: which edition of the content is served, which one is being written, which ones are to expire.
 * The functions here are its only transitions. Each is pure and may be repeated, so a seed that died is run again.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { POINTER_KEY } from './keys.ts';

export interface Pointer {
  /** Counts the writes of this item. A writer names the revision it read, so none overwrites another unnoticed. */
  readonly revision: number;
  /** The edition that is served; absent until the first seed has completed. */
  readonly version?: string;
  /** ISO 8601 instant of the switch to `version`. */
  readonly seededAt?: string;
  /** The edition being written. Only its seed may write its items, and no seed may mark them to expire. */
  readonly staging?: string;
  /** Editions that are no longer served and whose items are not all marked to expire yet. */
  readonly retiring: readonly string[];
  /** Key of the signatures on pagination cursors; made once, kept over editions, never logged. */
  readonly cursorKey: Uint8Array;
}

/** A newer seed has claimed the table for another edition; this one stops. */
export class SeedSupersededError extends Error {
  override readonly name = 'SeedSupersededError';
}

/** Before `version` is written: claims the table for it. An edition that another seed left half-written is given up. */
export function claim(pointer: Pointer, version: string): Pointer {
  const abandoned = pointer.staging === undefined || pointer.staging === version ? [] : [pointer.staging];
  const retiring = [...pointer.retiring, ...abandoned].filter((old) => old !== version && old !== pointer.version);
  const { staging: _, ...rest } = pointer;
  return { ...rest, retiring, ...(pointer.version === version ? {} : { staging: version }) };
}

/** `version`, now whole, is served from here on. Throws {@link SeedSupersededError} if it is no longer the one staged. */
export function switchTo(pointer: Pointer, version: string, at: Date): Pointer {
  if (pointer.version === version) return pointer;
  if (pointer.staging !== version) {
    throw new SeedSupersededError(
      `A newer seed is writing edition ${pointer.staging}: edition ${version} was not served.`,
    );
  }
  const { staging: _, version: old, ...rest } = pointer;
  return {
    ...rest,
    version,
    seededAt: at.toISOString(),
    retiring: old === undefined ? pointer.retiring : [...pointer.retiring, old],
  };
}

/** Every item of `version` is marked to expire. */
export function retired(pointer: Pointer, version: string): Pointer {
  return { ...pointer, retiring: pointer.retiring.filter((old) => old !== version) };
}

export function pointerToItem(pointer: Pointer): Record<string, AttributeValue> {
  const { version, seededAt, staging } = pointer;
  return {
    pk: { S: POINTER_KEY.pk },
    sk: { S: POINTER_KEY.sk },
    revision: { N: String(pointer.revision) },
    retiring: { L: pointer.retiring.map((old) => ({ S: old })) },
    cursorKey: { B: pointer.cursorKey },
    ...(version && { version: { S: version } }),
    ...(seededAt && { seededAt: { S: seededAt } }),
    ...(staging && { staging: { S: staging } }),
  };
}

/** Throws when the item lacks what every pointer has: somebody else wrote it. */
export function pointerFromItem(item: Record<string, AttributeValue>): Pointer {
  const { revision, cursorKey, retiring, version, seededAt, staging } = item;
  if (!revision?.N || !cursorKey?.B || !retiring?.L) {
    throw new Error('The pointer item lacks revision, cursorKey or retiring: delete it and seed again.');
  }
  return {
    revision: Number(revision.N),
    cursorKey: cursorKey.B,
    retiring: retiring.L.map((old) => old.S as string),
    ...(version?.S && { version: version.S }),
    ...(seededAt?.S && { seededAt: seededAt.S }),
    ...(staging?.S && { staging: staging.S }),
  };
}
