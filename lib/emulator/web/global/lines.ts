/** The lines into the regions of secondary clusters, each to the writer that there is when somebody connects. */
import { lineAddress } from '../containers/addresses.ts';
import type { Container } from '../containers/container.ts';
import { POSTGRES_PORT } from '../images/postgres.ts';
import type { Places } from '../network/places.ts';
import { type Line, type LineSettings, openLine } from './line.ts';
import type { GlobalDatabase, Member } from './record.ts';

/**
 * @param number of the engine
 * @param places where its addresses are
 * @param isCutOff whether nothing passes into this region and out of it now
 */
export function createLines({
  number,
  places,
  databases,
  writerOf,
  isCutOff,
}: {
  readonly number: number;
  readonly places: Places;
  readonly databases: () => readonly GlobalDatabase[];
  readonly writerOf: (member: Member) => Container | undefined;
  readonly isCutOff: (region: string) => boolean;
}) {
  /** By region, the line into it, and what was wanted of it. */
  const lines = new Map<string, Line>();
  const wanted = new Map<string, LineSettings>();

  function set(): void {
    for (const { members } of databases()) {
      for (const member of members) {
        // What leads to the writer itself is of the time before it was that: from any of the others.
        const ends = members.filter((each) => each === member || each.writer || member.writer);
        const cut = ends.some(({ region }) => isCutOff(region));
        lines.get(member.region)?.set({ ...wanted.get(member.region), ...(cut && { cut }) });
      }
    }
  }

  /** Where the line into a region is reached. */
  const at = (region: string) => places.give(lineAddress(number, region), POSTGRES_PORT);

  return {
    at,
    /** Each as it was wanted, and cut where a region at one of its ends is cut off. */
    set,
    /** What is wanted of the line into a region. */
    want(region: string, settings: LineSettings): void {
      wanted.set(region, settings);
      set();
    },
    /** Those that are missing. */
    async open(): Promise<void> {
      for (const { id, members } of databases()) {
        for (const { region } of members.filter((member) => !member.writer && !lines.has(member.region))) {
          const to = () => {
            const writer = databases()
              .find((database) => database.id === id)
              ?.members.find((member) => member.writer);
            const container = writer && writerOf(writer);
            return container?.find(POSTGRES_PORT);
          };
          lines.set(region, await openLine(await at(region), to));
        }
      }
      set();
    },
    close: () => Promise.all([...lines.values()].map((line) => line.close())),
  };
}
