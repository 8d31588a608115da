/**
 * The line between two places, as a forwarder on loopback: bytes take their time, and no more of them pass in a second than
 * it carries. On a line that is cut nothing arrives, the end of a connection as little as its bytes, and neither side is
 * told; what was under way arrives when the line is back, as TCP sends it again.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface LineSettings {
  /** One way, in milliseconds. @default 0 */
  readonly delayMs?: number;
  /** In each direction, of each connection. @default as many as come */
  readonly bytesPerSecond?: number;
  /** @default false */
  readonly cut?: boolean;
}

/** What is read ahead of a slow line, in bytes: about what the buffers of a connection hold. */
const MOST_WAITING = 1_000_000;
/** A cut line is looked at again after so long. */
const LOOK_MS = 20;

export interface Line {
  /** In place of all that was set before. */
  readonly set: (settings: LineSettings) => void;
  readonly settings: () => LineSettings;
  /** How many connections there are. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/**
 * @param at where it is reached
 * @param to where it leads, asked for each connection; undefined where nobody is at its end
 * @throws Error as `listen` does, `EADDRINUSE` among them
 */
export async function openLine(
  at: { readonly host: string; readonly port: number },
  to: () => { readonly host: string; readonly port: number } | undefined,
): Promise<Line> {
  let settings: LineSettings = {};
  const open = new Set<Socket>();

  /** One direction of a connection. */
  function carry(from: Socket, into: Socket): void {
    const waiting: { readonly at: number; readonly chunk: Buffer | undefined }[] = [];
    let bytes = 0;
    let free = 0;
    let timer: NodeJS.Timeout | undefined;

    function take(chunk: Buffer | undefined): void {
      const { delayMs = 0, bytesPerSecond } = settings;
      const size = chunk?.length ?? 0;
      free = Math.max(free, Date.now()) + (bytesPerSecond ? (size * 1_000) / bytesPerSecond : 0);
      bytes += size;
      waiting.push({ at: free + delayMs, chunk });
      if (bytes > MOST_WAITING) from.pause();
      deliver();
    }

    function deliver(): void {
      clearTimeout(timer);
      for (let [first] = waiting; first; [first] = waiting) {
        const left = settings.cut ? LOOK_MS : first.at - Date.now();
        if (left > 0) {
          timer = setTimeout(deliver, left);
          return;
        }
        waiting.shift();
        bytes -= first.chunk?.length ?? 0;
        if (first.chunk) into.write(first.chunk);
        else into.destroy();
      }
      if (bytes <= MOST_WAITING) from.resume();
    }

    from.on('data', take);
    from.on('error', () => {});
    from.on('close', () => {
      open.delete(from);
      take(undefined);
    });
    into.on('close', () => {
      // Nobody is left to deliver to.
      if (settings.cut) return;
      clearTimeout(timer);
      waiting.length = 0;
    });
  }

  const server: Server = createServer({ allowHalfOpen: false }, (near) => {
    near.setNoDelay();
    open.add(near);
    const end = to();
    if (!end) {
      near.on('error', () => {}).on('close', () => open.delete(near));
      near.destroy();
      return;
    }
    const far = connect(end.port, end.host);
    far.setNoDelay();
    open.add(far);
    carry(near, far);
    carry(far, near);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(at.port, at.host, () => resolve());
  });

  return {
    set: (wanted) => {
      settings = wanted;
    },
    settings: () => settings,
    connections: () => open.size,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
