/** The two sizes of the stack, chosen by the context: `-c size=sandbox`. Production is what is not said otherwise. */
import type { Node } from 'constructs';
import type { NetworkProps } from '../../constructs/multi-tier/network.ts';
import { SettingError } from '../../constructs/setting-error.ts';

export interface Size {
  /** Tasks that always run, and at most. */
  readonly tasks: { readonly least: number; readonly most: number };
  /** What it means is said where it is built: lib/constructs/multi-tier/network.ts. */
  readonly webTier: NetworkProps<string>['webTier'];
  /** In Aurora capacity units; 0 lets the database pause. */
  readonly databaseCapacity: { readonly least: number; readonly most: number };
  /** Readers beside the writer, each in another zone. */
  readonly readers: number;
  readonly cacheNodes: number;
  /** A web ACL before CloudFront. */
  readonly firewall: boolean;
  readonly backupDays: number;
}

const SIZES = {
  production: {
    tasks: { least: 2, most: 6 },
    webTier: 'private',
    databaseCapacity: { least: 0.5, most: 2 },
    readers: 1,
    cacheNodes: 2,
    firewall: true,
    backupDays: 7,
  },
  sandbox: {
    tasks: { least: 1, most: 3 },
    webTier: 'public',
    databaseCapacity: { least: 0, most: 1 },
    readers: 0,
    cacheNodes: 1,
    firewall: false,
    backupDays: 1,
  },
} as const satisfies Record<string, Size>;

/** @throws SettingError for a size that there is not */
export function sizeOf(node: Node): Size {
  const asked: unknown = node.tryGetContext('size') ?? 'production';
  const size = Object.entries(SIZES).find(([name]) => name === asked)?.[1];
  if (!size) throw new SettingError('Context size', asked, `one of ${Object.keys(SIZES).join(', ')}`);
  return size;
}
