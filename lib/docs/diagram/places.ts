/** Where each resource of a synthesized stack is: in the construct tree, and in the sources. */
import { repository } from '../../repository.ts';

/** The way to a resource. */
export interface Place {
  /** Ids of the constructs from below the stack, without the `Resource` that stands for a construct's own. */
  readonly path: readonly string[];
  /** Lines of `lib` that made it, as `lib/projects/…/stack.ts:31`, from the stack inwards. */
  readonly lines: readonly string[];
}

/** What is needed of a stack's artifact in a cloud assembly. */
export interface DescribedStack {
  readonly stackName: string;
  findMetadataByType(type: string): readonly { readonly path: string; readonly data?: unknown }[];
}

/** Enough for every frame between a resource and the stack: the CDK's own constructors take most of Node's ten. */
const FRAMES = 60;

/** Runs a synthesis so that the metadata of each resource goes back to the line of the stack. */
export async function withSourceLines<Made>(synthesis: () => Promise<Made>): Promise<Made> {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  try {
    return await synthesis();
  } finally {
    Error.stackTraceLimit = before;
  }
}

/** `new QueueWorker (file:///…/lib/projects/event-pipeline/queue-worker.ts:47:18)` as a path of the repository and a line. */
function sourceLine(frame: string): string | undefined {
  const [, file = '', line] = /\(?(?:file:\/\/)?([^()]+):(\d+):\d+\)?$/.exec(frame.replaceAll('\\', '/')) ?? [];
  const root = `${repository.replaceAll('\\', '/')}/`;
  const path = file.startsWith(root) ? file.slice(root.length) : undefined;
  return path && /^lib\/(projects\/[\w-]+|constructs)\//.test(path) ? `${path}:${line}` : undefined;
}

const isOfStack = (line: string) => /^lib\/projects\/[\w-]+\/stack\.ts:/.test(line);

/**
 * The place of every resource, by its logical id. `aws:cdk:logicalId` and `aws:cdk:creationStack` are the CDK's own
 * metadata of an assembly; the stack has to be made within {@link withSourceLines}.
 */
export function placesOf(stack: DescribedStack): Readonly<Record<string, Place>> {
  const frames = new Map(stack.findMetadataByType('aws:cdk:creationStack').map(({ path, data }) => [path, data]));
  return Object.fromEntries(
    stack.findMetadataByType('aws:cdk:logicalId').map(({ path, data }) => {
      const below = path.split('/').slice(2);
      const trace = [frames.get(path) ?? []].flat() as string[];
      const lines = trace.flatMap((frame) => sourceLine(frame) ?? []).toReversed();
      // What calls a stack, and the constructor that it extends, make nothing themselves.
      const own = lines.slice(Math.max(0, lines.findLastIndex(isOfStack)));
      return [
        data as string,
        { path: below.filter((id) => id !== 'Resource' && id !== 'Default'), lines: [...new Set(own)] },
      ];
    }),
  );
}
