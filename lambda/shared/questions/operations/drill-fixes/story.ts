/** What an incident of a drill is told as, with changes that somebody could make then. */

/** What a change leaves of the incident, by thought; that it does, the drill's probes say. */
export type Left = 'repaired' | 'harmed' | 'there';

/** Ideas of those who take a change for another. */
export const IDEAS = {
  'more-allowed-does-no-harm': 'Who is allowed more than they need does no harm, as long as it works.',
  'a-part-of-it-is-enough': 'When the reported case works, the others do as well.',
  'quiet-is-repaired': 'What nobody is told of has been repaired.',
  'more-power-helps': 'More memory, time or concurrency helps against whatever is wrong.',
  'latest-is-served': 'What is right in $LATEST is what callers are served.',
  'close-by-is-enough': 'A permission or a switch of something close by does for this as well.',
  'one-wording-is-right': 'A repair has to look as the template does, or it is none.',
  'a-safeguard-can-wait': 'What works again needs nothing of what guarded it.',
} as const satisfies Readonly<Record<string, string>>;

/**
 * Title in the drill (`solution` is the reference fix; of another drill with `<drill id>: ` before it), the words of the
 * option, what it leaves, why, and the idea of who takes it for another.
 */
type Fix = readonly [title: string, text: string, left: Left, why: string, idea: keyof typeof IDEAS];

export interface Story {
  /** Id of the drill. */
  readonly drill: string;
  /** What was reported and seen, in two or three sentences; the cause may be in it. */
  readonly tells: string;
  readonly fixes: readonly Fix[];
}
